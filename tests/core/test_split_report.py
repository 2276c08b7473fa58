from html.parser import HTMLParser

import numpy as np
import pytest

from faqlab.core.split_findings import SplitFinding
from faqlab.core.split_report import SplitXray, most_different
from faqlab.core.split_targets import read_targets
from faqlab.core.split_xray import xray


class Text(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.text, self.tags = "", []
        self.feed(page)

    def handle_data(self, data):
        self.text += data

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


def test_the_text_tells_the_whole_story():
    y = np.repeat([0, 1, 2], [4, 4, 2])
    assert repr(xray(np.arange(10), y, 0.2)) == (
        "validation_split=0.2 of 10 rows:\n"
        "  training    8 rows: 0 to 7\n"
        "  validation  2 rows: 8, 9\n"
        "\n"
        "class  training  validation\n"
        "0      4 (50 %)  0\n"
        "1      4 (50 %)  0\n"
        "2      0         2 (100 %)\n"
        "\n"
        "(!) The training has no row of class 2 (2 rows). What it never sees it can't learn.\n"
        "(!) The validation has no row of 2 classes: 0 (4 rows), 1 (4 rows). Of these nothing is "
        "tested.\n"
        "(!) The rows are sorted by their labels, one class after another. "
        "`split(..., how='stratified')` mixes them and gives each side its share."
    )


def test_numbers_are_told_by_their_range():
    y = np.array([0.5, 1.5, 1.0, 0.25])
    text = repr(xray(np.arange(4), y, 0.5))
    assert (
        "y        training  validation\nlowest   0.5       0.25\nmean     1         0.625" in text
    )


def test_many_classes_are_those_that_differ_most():
    y = np.concatenate([np.tile(np.arange(30), 4), np.zeros(30, int)])
    text = repr(xray(np.arange(150), y, 0.2))
    assert "\n0      4 (3 %)   30 (100 %)\n" in text
    assert "The 12 classes that differ most; 18 more." in text


def test_the_page_says_the_same_and_is_escaped():
    y = np.array(["<b>", "a&b"] * 10)
    page = Text(xray(np.arange(20), y, 0.2)._repr_html_())
    assert "<b>" in page.text
    assert "a&b" in page.text
    assert "Nothing was found. Looked at: rows, targets, copies." in page.text
    found = Text(xray(np.arange(20), np.sort(y), 0.2)._repr_html_())
    assert "sorted by their labels" in found.text
    assert "code" in found.tags


def test_the_alternative_text_is_one_sentence_or_two():
    found = xray(np.arange(10), np.repeat([0, 1], 5), 0.2)
    assert found.alt == (
        "validation_split=0.2 of 10 rows: 8 rows for training, 2 for validation. "
        "Findings: missing, sorted."
    )
    assert xray(np.arange(10), None, 0.2).alt.endswith("Nothing was found.")


@pytest.mark.parametrize(
    ("rows", "told"),
    [([], "0 rows"), ([7], "1 rows: 7"), ([1, 3, 2, 9, 4], "5 rows: 1, 3, 2, ... 4")],
)
def test_rows_that_are_not_side_by_side(rows, told):
    rows = np.array(rows, int)
    found = SplitXray("by hand", 10, rows, np.arange(10), read_targets(None))
    assert f"  training    {told}\n  validation  10 rows: 0 to 9" in repr(found)


def test_kinds_are_named_once():
    twice = (SplitFinding("missing", "a"), SplitFinding("missing", "b"))
    found = SplitXray("x", 1, np.arange(1), np.arange(0), read_targets(None), twice)
    assert found.kinds == ("missing",)


def test_empty_sides_can_be_told():
    text = repr(xray(np.arange(10), np.arange(10) % 2, 20))
    assert "training    0 rows\n  validation  10 rows: 0 to 9" in text
    assert "0      0         5 (50 %)" in text
    text = repr(xray(np.arange(20), np.arange(20) / 7, 20))
    assert "lowest   -         0" in text


def test_without_a_difference_the_first_are_shown():
    assert most_different(np.array([2, 2, 2]), np.array([1, 1, 1]), 2) == [0, 1]
