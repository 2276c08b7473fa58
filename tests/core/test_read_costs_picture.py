import numpy as np

from faqlab.core.read_costs import ReadCost, ReadCosts
from faqlab.core.read_costs_picture import draw


def test_each_batch_is_a_line_of_marks_and_each_order_a_bar():
    rows = np.arange(20).reshape(5, 4)
    orders = {"in order": ReadCost(1, 2e-6, rows), "random rows": ReadCost(4, 9e-4, rows[::-1])}
    figure = draw(ReadCosts(orders, 20, 4))
    places, bars = figure.axes
    drawn = [line.get_xdata().tolist() for line in places.lines]
    assert drawn == [*rows[:3].tolist(), *rows[::-1][:3].tolist()]
    assert places.get_xlim() == (0, 20)
    np.testing.assert_allclose([bar.get_width() for bar in bars.patches], [2, 900])
    assert [one.get_text() for one in bars.texts] == ["2.0 µs", "900 µs"]
    assert repr(figure) == "A sample takes: in order 2.0 µs, random rows 900 µs."
