import numpy as np

from faqlab.core.shuffle_buffer import BufferMixing


def test_the_picture_has_the_first_order_of_each_size_and_the_means():
    rng = np.random.default_rng(0)
    orders = np.array([[rng.permutation(50) for _ in range(3)] for _ in range(2)])
    found = BufferMixing(50, (10, 50), orders)
    figure = found.draw()
    left, right = figure.axes[:2]
    np.testing.assert_array_equal(left.images[0].get_array(), orders[:, 0])
    np.testing.assert_allclose(right.lines[0].get_ydata(), found.mixing.mean(axis=1))
    assert right.lines[0].get_xdata().tolist() == [10, 50]
    assert repr(figure) == str(found)
    assert figure._repr_png_().startswith(b"\x89PNG")
