import json
import math
import re
from html.parser import HTMLParser

import pytest

from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    HOLDS_IF,
    NOTES,
    RETIRED,
    UNTESTABLE,
    Claim,
    Claims,
    Evidence,
)
from faqlab.core.claim_table import SYMBOLS, ClaimTable


def less(a=1, b=2):
    """Is `a` < `b` & "so"?"""
    return Evidence(HOLDS if a < b else FALSE, {"a": a, "ratio": a / b, "less": a < b})


def rarely():
    return Evidence(HOLDS_IF, {}, "`x` < 1")


def never():
    raise KeyError("<script>")


def table(**more):
    rows = [
        Claim("sums.1", "One is `<` two.", (FAQ, NOTES), less, HOLDS, ("3.15.1",), ("C01",)),
        Claim("sums.2", "It holds.", (FAQ,), rarely, HOLDS, ("3.12.0", "3.15.1")),
        Claim("sums.3", "It runs.", (FAQ,), never, RETIRED, ()),
    ]
    return Claims(rows).run()


def test_the_text_tells_the_whole_story():
    assert repr(table()) == (
        "3 sentences, put to the test: 1 holds, 1 holds on a condition, 1 without an answer. "
        "Not as recorded: sums.2, sums.3.\n"
        "\n"
        "✓ sums.1 holds\n"
        "  One is `<` two.\n"
        "  a: 1; ratio: 0.50; less: yes\n"
        "\n"
        "◐ sums.2 holds if `x` < 1 (on record: holds, Keras 3.12.0, 3.15.1)\n"
        "  It holds.\n"
        "\n"
        "! sums.3 no answer (on record: retired)\n"
        "  It runs.\n"
        "  It raised KeyError: '<script>'"
    )


class Page(HTMLParser):
    """Checks that what opens closes, and collects the text."""

    def __init__(self, text):
        super().__init__()
        self.open, self.text, self.classes = [], "", []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        assert tag != "script"
        if tag != "br":
            self.open.append(tag)
        self.classes += [value for name, value in attributes if name == "class"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_the_html_says_the_same_and_opens_to_the_source():
    text = table()._repr_html_()
    page = Page(text)
    assert "holds if x < 1 (on record: holds, Keras 3.12.0, 3.15.1)" in page.text
    assert "KeyError: '<script>'" in page.text
    assert "Stated in the FAQ, the learner's notes. In the ledger: C01." in page.text
    assert 'Is `a` < `b` & "so"?' in page.text  # the docstring of the experiment
    assert text.count("<details>") == 3
    assert "<code>&lt;</code>" in text
    assert "faqlab-holds" in page.classes
    assert {"faqlab-if faqlab-differs", "faqlab-broken faqlab-differs"} <= set(page.classes)


def test_all_verdicts_are_told_apart_by_sign_word_and_class():
    findings = []
    for verdict in (HOLDS, HOLDS_IF, FALSE, RETIRED, UNTESTABLE):
        evidence = Evidence(verdict, {}, "so" if verdict == HOLDS_IF else "")
        claim = Claim(f"a.{len(findings)}", "", (), lambda told=evidence: told, verdict, ())
        findings.append(claim.run())
    text = repr(ClaimTable(findings))
    assert "1 holds, 1 holds on a condition, 1 false today, 1 retired, 1 untestable here." in text
    assert len(set(SYMBOLS.values())) == 6
    for finding in findings:
        assert f"{SYMBOLS[finding.evidence.verdict]} {finding.claim.id} " in text


def test_it_is_the_same_each_time_and_holds_no_time():
    first, second = table(), table()
    assert repr(first) == repr(second)
    assert first._repr_html_() == second._repr_html_()
    assert "second" not in first._repr_html_()


def test_the_colours_can_be_read_on_their_ground():
    """WCAG's contrast ratio, on JupyterLab's white and on its dark #111."""

    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(p * w for p, w in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))

    colours = re.findall(r"--faqlab-(?:holds|if|false|none): (#\w{6})", table()._repr_html_())
    assert len(colours) == 12  # light, JupyterLab dark, page dark
    for number, colour in enumerate(colours):
        pair = sorted([light(colour), light("#ffffff" if number < 4 else "#111111")])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, colour


def test_json_has_all_of_it_and_is_json():
    told = table().to_json()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert all(0 <= one.pop("seconds") < 5 for one in told)
    assert told[0] == {
        "id": "sums.1",
        "sentence": "One is `<` two.",
        "stated": [FAQ, NOTES],
        "ledger": ["C01"],
        "recorded": [HOLDS],
        "recorded_with": ["3.15.1"],
        "verdict": HOLDS,
        "condition": "",
        "numbers": {"a": 1, "ratio": 0.5, "less": True},
        "error": "",
        "as_recorded": True,
    }
    assert (told[2]["verdict"], told[2]["error"]) == (None, "It raised KeyError: '<script>'")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_json_has_no_word_for_is_null(value):
    claim = Claim("a.1", "", (), lambda: Evidence(HOLDS, {"x": value}), HOLDS, ())
    found = ClaimTable([claim.run()])
    assert found.to_json()[0]["numbers"] == {"x": None}
    assert f"x: {value}" in repr(found)


def test_nothing_put_to_the_test():
    assert repr(ClaimTable()) == "0 sentences, put to the test: nothing."
