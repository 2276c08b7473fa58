import pytest

from faqlab.data_checks.report import (
    MOST,
    NOTE,
    SUSPECT,
    WRONG,
    DataCheck,
    Finding,
    finding,
    listed,
    note,
    shown,
)

BAD = finding("bad", WRONG, "x is <b>bad</b>.", "good", "bad", "Make it good.")
ODD = finding("odd", SUSPECT, "x is odd.", "even", 3, "Make it even.")
TOLD = note("told", "It is so.")


def test_the_report_of_nothing_is_true():
    report = DataCheck([])
    assert report
    assert report.ok
    assert report.codes == ()
    assert repr(report) == "Nothing found: nothing that could be checked is wrong."
    report.raise_if_wrong()


def test_the_worst_comes_first_and_notes_are_no_findings():
    report = DataCheck([TOLD, ODD, BAD, BAD])
    assert report.codes == ("bad", "odd")
    assert report.notes == (TOLD,)
    assert not report
    assert repr(report).splitlines() == [
        "Found: 1 wrong, 1 suspect.",
        "wrong: bad",
        "  x is <b>bad</b>. Expected: good. Found: bad. Make it good.",
        "suspect: odd",
        "  x is odd. Expected: even. Found: 3. Make it even.",
        "note: told",
        "  It is so.",
    ]


def test_a_note_alone_is_fine():
    report = DataCheck([TOLD])
    assert report.ok
    assert TOLD.severity == NOTE
    assert "It is so." in repr(report)


def test_raising_is_for_what_is_wrong():
    DataCheck([ODD]).raise_if_wrong()
    with pytest.raises(ValueError, match=r"^x is <b>bad</b>\. Expected: good\. Found: bad\. Make"):
        DataCheck([ODD, BAD]).raise_if_wrong()


def test_the_page_escapes_what_comes_from_outside():
    page = DataCheck([BAD])._repr_html_()
    assert "<b>" not in page
    assert "x is &lt;b&gt;bad&lt;/b&gt;." in page
    assert "Found: 1 wrong." in page
    assert DataCheck([])._repr_html_() == f"<p>{DataCheck([])!r}</p>"


def test_no_sentence_is_longer_than_promised_and_none_has_more_than_a_line():
    long = finding("long", WRONG, "x" * 900, "y\n" * 900, "z" * 900, "Cut it.")
    assert len(long.sentence) == MOST
    assert "\n" not in finding("a", WRONG, "a.", "b", "c\nd\x1b[31m", "e.").sentence
    assert len(Finding("a", WRONG, "x" * 10_000).sentence) == MOST


def test_values_are_shown_short():
    assert shown("a" * 100) == "a" * 79 + "…"
    assert shown({"a": 1}) == "{'a': 1}"
    assert listed(["a", "b"]) == "a, b"
    assert listed(range(7)) == "0, 1, 2, 3, 4, …"
    assert listed(["x" * 99]) == "x" * 23 + "…"
