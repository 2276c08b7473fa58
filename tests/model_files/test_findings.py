import pytest

from faqlab.model_files.findings import CODES, SEVERITIES, Finding, Findings, printable


def test_the_worst_come_first():
    found = Findings()
    for code in ("graph", "lambda", "empty"):
        found.add(code, "a", "b")
    severities = [one.severity for one in found]
    assert severities == sorted(severities, key=("refuse", "look", "note").index)
    assert "lambda" in found
    assert "bomb" not in found


def test_of_a_million_of_a_kind_a_few_are_kept():
    found = Findings()
    for number in range(1000):
        found.add("lambda", f"layer {number}", "Python")
    assert 1 <= len(list(found)) <= 50


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\u202eb", "nul\x00", "x" * 10_000])
def test_what_a_file_says_is_made_printable(text):
    shown = Finding("lambda", "refuse", text, text, "").where
    assert shown.isprintable()
    assert len(shown) < 500
    assert printable("kernel") == "kernel"


def test_every_code_has_a_severity_and_an_advice():
    assert all(severity in SEVERITIES and advice for severity, advice in CODES.values())
