import numpy as np
import pytest

from faqlab.core.memory_lab_picture import draw
from faqlab.core.memory_lab_table import MemoryLab, WayMeasured


@pytest.fixture
def lab():
    outputs = np.zeros((1, 2))
    ways = {
        "array": WayMeasured(False, "MemoryError", 300_000_000, 4.0, outputs),
        "generator": WayMeasured(True, "", 7_000_000, 2.0, outputs),
        "mine": WayMeasured(True, "", None, 1.0, outputs),
    }
    return MemoryLab(ways, 98_000_000, 64_000_000, True, 24_000)


def test_the_bars_are_the_numbers(lab):
    memory, speed = draw(lab).axes
    assert [bar.get_width() for bar in memory.patches] == [300, 7, 0]
    assert [bar.get_width() for bar in speed.patches] == [6000, 12000, 24000]
    assert [line.get_xdata()[0] for line in memory.lines] == [64, 98]
    assert [one.get_text() for one in memory.texts] == ["300 MB", "7.00 MB", "not measured here"]


def test_what_does_not_fit_has_another_colour_and_is_told(lab):
    figure = draw(lab)
    colors = [bar.get_facecolor() for bar in figure.axes[0].patches]
    assert colors[0] != colors[1] == colors[2]
    assert repr(figure) == "Beyond the limit of 64.0 MB: array."
    fits = MemoryLab({"mine": lab["mine"]}, 1, 2, True, 3)
    assert repr(draw(fits)) == "Beyond the limit of 2 bytes: none."
