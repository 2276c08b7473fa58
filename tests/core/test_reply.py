"""What the learner reads: fixed words, escaped, without addresses."""

import numpy as np

from faqlab.core.reply import Reply, Told, code_as_html, describe, told_error

from .evil import Evil


def test_the_words_and_the_html_of_a_reply():
    reply = Reply("wrong", "`a < b` & <script>", "Kept <nowhere>.")
    assert repr(reply) == "Not yet. `a < b` & <script> Kept <nowhere>."
    html = reply._repr_html_()
    assert "<code>a &lt; b</code> &amp; &lt;script&gt;" in html
    assert "<strong>Not yet.</strong>" in html
    assert "Kept &lt;nowhere&gt;." in html
    assert code_as_html("a ` b") == "a ` b"


def test_descriptions_hold_no_address():
    named = [object(), Evil(), Evil, lambda: 1, [object()], {"a": 1}, np.zeros(3), b"x"]
    told = [describe(one) for one in named]
    assert not any("0x" in one for one in told)
    assert told[4:] == [
        "a list with 1 entries",
        "a dict with 1 entries",
        "an array of shape `(3,)`",
        "an object of type `bytes`",
    ]
    assert told_error(ValueError("<f at 0x7f3a>")) == "`ValueError: <f>`"


def test_long_texts_are_cut():
    assert len(describe("x" * 1000)) < 70
    assert len(told_error(ValueError("x" * 1000))) < 210


def test_a_text_is_shown_without_quotes():
    assert repr(Told("it's `so`")) == "it's `so`"
