import psutil
import pytest

from faqlab.core import data_advice
from faqlab.core.data_advice import advise, free_memory

GB = 10**9


@pytest.mark.parametrize(
    ("size", "memory", "more", "way"),
    [
        (GB, 4 * GB, {}, "array"),
        (GB, int(3.7 * GB), {}, "PyDataset"),  # three copies, and a fifth is left to others
        (100 * GB, 16 * GB, {}, "PyDataset"),
        (100 * GB, 16 * GB, {"many_files": True}, "tf.data"),
        (GB, 16 * GB, {"many_files": True}, "array"),
        (100 * GB, 16 * GB, {"own_step": True}, "train_on_batch"),
    ],
)
def test_the_way(size, memory, more, way):
    advice = advise(size, memory, **more)
    assert advice.way == way
    assert str(advice).startswith(f"{way}: ")


def test_the_sentence_has_the_numbers():
    assert str(advise(2 * GB, 16 * GB)) == (
        "array: at its peak `fit` holds the data 3 times, 6.00 GB, and 16.0 GB are free."
    )
    assert "3 times, 60.0 GB, and 16.0 GB are free" in advise(20 * GB, 16 * GB).why


def test_free_memory_is_what_psutil_says():
    assert free_memory() == pytest.approx(psutil.virtual_memory().available, rel=0.3)
    assert advise(1000).way == "array"


def test_a_system_that_does_not_say(monkeypatch):
    monkeypatch.setattr(data_advice, "free_memory", lambda: None)
    with pytest.raises(ValueError, match="doesn't say how much memory is free"):
        advise(GB)


@pytest.mark.parametrize(("size", "memory"), [(0, GB), (1.5, GB), (GB, -1), (GB, "16 GB")])
def test_bad_sizes(size, memory):
    with pytest.raises(ValueError, match=r"The (size|memory) is wrong"):
        advise(size, memory)
