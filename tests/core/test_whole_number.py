import numpy as np
import pytest

from faqlab.core.whole_number import whole_number


@pytest.mark.parametrize("given", [3, np.int64(3), np.uint8(3)])
def test_whole_numbers(given):
    assert type(whole_number("seed", given, 0)) is int
    assert whole_number("seed", given, 3) == 3


@pytest.mark.parametrize("given", [-1, 2.0, "2", None, True, float("nan"), [2]])
def test_what_is_none_is_refused(given):
    with pytest.raises(ValueError, match=r"^The seed is wrong\. Expected: a whole number from 0"):
        whole_number("seed", given, 0)
