import pytest

from faqlab.core.byte_words import byte_words, percent


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.00 kB"),
        (9_994, "9.99 kB"),
        (9_996, "10.0 kB"),
        (99_960, "100 kB"),
        (999_400, "999 kB"),
        (999_600, "1.00 MB"),
        (3 * 10**9, "3.00 GB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_three_digits_and_never_a_thousand_of_a_unit_that_has_a_larger_one(size, words):
    assert byte_words(size) == words


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0 %"), (1e-9, "<1 %"), (0.006, "1 %"), (0.333, "33 %"), (1, "100 %")]
)
def test_what_is_there_is_never_nothing(share, words):
    assert percent(share) == words
