import numpy as np

from faqlab.core.memory_lab_table import MemoryLab, WayMeasured


def measured(fits, size, seconds=2.0, trouble="", outputs=0.0):
    return WayMeasured(fits, trouble, size, seconds, np.full((2, 3), outputs))


def test_the_table():
    ways = {
        "array": measured(False, 295_000_000, trouble="MemoryError"),
        "generator": measured(True, 7_300_000, 1.0),
        "mine": measured(True, None, 4.0, outputs=0.5),
    }
    told = MemoryLab(ways, 98_500_000, 64_000_000, True, 24_000)
    assert str(told).splitlines() == [
        "way        within the limit  samples/s  memory taken",
        "array      no: MemoryError   12,000     295 MB",
        "generator  yes               24,000     7.30 MB",
        "mine       yes               6,000      not measured here",
        "The data take 98.5 MB, the limit is 64.0 MB. The system refuses more. Memory is the peak "
        "beyond what Keras itself had taken.",
    ]
    assert "<table" in told._repr_html_()
    assert not told.same
    assert "Nothing refuses more here" in str(MemoryLab(ways, 1, 1, False, 1))
    assert repr(told.draw()) == "Beyond the limit of 64.0 MB: array."


def test_ways_whose_networks_answer_alike_are_the_same():
    ways = {"a": measured(True, 1, outputs=0.5), "b": measured(True, 1, outputs=0.5004)}
    assert MemoryLab(ways, 1, 1, True, 1).same
    assert MemoryLab(ways, 1, 1, True, 50).rate("a") == 25
