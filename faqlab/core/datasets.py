"""Real data that comes with the packages: nothing is downloaded."""

import numpy as np

Arrays = tuple[np.ndarray, np.ndarray]


def digits() -> tuple[Arrays, Arrays]:
    """Give 1,797 handwritten digits, scanned at 8 x 8 pixels, split like Keras's own data sets.

    They come with scikit-learn: the test set of the Optical Recognition of Handwritten Digits data
    of E. Alpaydin and C. Kaynak (1998). The classes are mixed; the last 360 are the test samples.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images as float32 of shape `(samples, 8, 8, 1)`
        from 0 (paper) to 1 (ink), labels as int64 of shape `(samples,)` from 0 to 9.

    Example:

    >>> (x_train, y_train), (x_test, y_test) = digits()
    >>> x_train.shape, x_test.shape, y_train[:5].tolist()
    ((1437, 8, 8, 1), (360, 8, 8, 1), [0, 1, 2, 3, 4])
    """
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    x = (images / 16).astype("float32").reshape(-1, 8, 8, 1)
    y = labels.astype("int64")
    return (x[:-360], y[:-360]), (x[-360:], y[-360:])
