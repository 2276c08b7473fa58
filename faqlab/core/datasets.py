"""Real data that comes with the packages: nothing is downloaded."""

import csv

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


def eeg() -> np.ndarray:
    """Give an electroencephalogram: 800 moments on four channels, measured on a head.

    It comes with matplotlib, whose gallery draws it as ten seconds. Each channel is scaled to a
    standard deviation of 1.

    Returns:
        The voltages as float32 of shape `(800, 4)`, moments downwards.

    Example:

    >>> eeg().shape
    (800, 4)
    """
    values = np.fromfile(_of_matplotlib("eeg.dat"), dtype="<f8").reshape(800, 4)
    return values.astype("float32")


def stocks() -> dict[str, np.ndarray]:
    """Give monthly prices of shares and two indices from 1990 on; some were listed later.

    They come with matplotlib, which took them from a public source of closing prices.

    Returns:
        For each name its prices in dollars as float32 of shape `(months,)`: as many as there are,
        so the series are of different length.

    Example:

    >>> prices = stocks()
    >>> len(prices["IBM"]), len(prices["GOOGL"])
    (391, 215)
    """
    with open(_of_matplotlib("Stocks.csv"), encoding="utf-8", newline="") as file:
        _, head, *rows = csv.reader(file)
    columns = zip(*(row for row in rows if row), strict=True)
    prices = {
        name: [one for one in column if one] for name, column in zip(head, columns, strict=True)
    }
    return {
        name: np.array([*map(float, found)], "float32")
        for name, found in prices.items()
        if name != "Date"
    }


def _of_matplotlib(name: str) -> str:
    from matplotlib.cbook import get_sample_data

    return str(get_sample_data(name, asfileobj=False))
