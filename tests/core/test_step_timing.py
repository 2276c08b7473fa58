import pytest

from faqlab.core.step_timing import Timing, in_turns


def test_all_are_called_in_turns_after_two_calls_that_are_not_measured():
    calls = []
    timing = in_turns({name: lambda name=name: calls.append(name) for name in "ab"}, rounds=3)
    assert "".join(calls) == "ab" * 5
    assert {name: len(times) for name, times in timing.seconds.items()} == {"a": 3, "b": 3}


def test_the_ratio_is_taken_round_by_round():
    timing = Timing({"a": [1, 2, 4, 8, 16], "b": [2, 4, 8, 16, 32]})
    assert timing.ratio("b") == (2, 2, 2)
    assert timing.rows()[1][3] == "2.00 (2.00 to 2.00)"


def test_quartiles_by_hand_and_no_difference_where_one_lies_between():
    timing = Timing({"a": [1.0] * 5, "b": [0.5, 0.9, 1.1, 1.3, 2.0]})
    assert timing.ratio("b") == pytest.approx((0.9, 1.1, 1.3))
    assert timing.rows()[1][3].endswith("no difference that can be told")


def test_samples_a_second_are_samples_by_the_median():
    timing = Timing({"a": [0.1, 0.2, 0.5]}, "A note.", {"a": 100})
    assert timing.rows() == [("a", "200.00", "500", "1")]
    assert str(timing).endswith("A note.")
    assert "A note." in timing._repr_html_()
