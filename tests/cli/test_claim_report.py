import io
import re

import pytest
from rich.console import Console

from faqlab.cli import claim_report
from faqlab.core.claim import FALSE, FAQ, HOLDS, Claim, Claims, Evidence

ABOUT = {
    "keras": "3.15.1",
    "backend": "tensorflow 2.21.0",
    "python": "3.11.7",
    "date": "2026-01-02T03:04:05+00:00",
    "seconds": 9.5,
}
CLAIMS = Claims(
    [
        Claim("tiny.1", "It is [red].", (FAQ,), lambda: Evidence(HOLDS, {"a": 1}), HOLDS, ()),
        Claim("tiny.2", "It isn't.", (FAQ,), lambda: Evidence(FALSE), HOLDS, ("3.15.1",)),
    ]
)


@pytest.fixture
def printed(monkeypatch):
    """What is printed, in a pipe or in a terminal of 80 columns."""

    def printed(terminal):
        out = io.StringIO()

        def console(**more):
            width = {"width": 80} if terminal else {}
            return Console(file=out, force_terminal=terminal, **(width | more))

        monkeypatch.setattr(claim_report, "Console", console)
        claim_report.print_table(CLAIMS.run(), ABOUT)
        return out.getvalue()

    return printed


def test_in_a_pipe_each_claim_is_one_line_and_all_is_said(printed):
    lines = printed(False).splitlines()
    assert " ".join(lines[1].split()) == "✓ tiny.1 It is [red]. holds a: 1"
    told = "✗ tiny.2 It isn't. false today (on record: holds, Keras 3.15.1)"
    assert " ".join(lines[2].split()) == told
    assert lines[3:] == [
        "2 sentences, put to the test: 1 holds, 1 false today. Not as recorded: tiny.2.",
        "Keras 3.15.1 on tensorflow 2.21.0, Python 3.11.7. "
        "This run: 2026-01-02T03:04:05+00:00, 9.5 seconds.",
        *claim_report.READING,
    ]


def test_in_a_terminal_it_fits_and_is_coloured(printed):
    text = printed(True)
    assert "\x1b[32m✓" in text
    assert "\x1b[31m✗" in text
    assert "[red]" in text
    lines = re.sub(r"\x1b\[[\d;]*m", "", text).splitlines()
    assert max(map(len, lines)) <= 80
    assert "".join(lines).count("It isn't.") == 1


def test_what_wasn_t_loaded_is_not_named():
    about = {"date": "today", "seconds": 1}
    assert claim_report.about_line(about) == "Keras (not loaded). This run: today, 1 seconds."


def test_the_reading_explains_every_sign():
    assert all(f"{sign} " in claim_report.READING[0] for sign in claim_report.STYLES)
