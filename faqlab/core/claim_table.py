"""Findings as a table: HTML for a notebook, lines for a terminal, plain data for a file."""

import html
import math
import re
from collections import Counter
from pathlib import Path

from .claim import FALSE, HOLDS, HOLDS_IF, RETIRED, UNTESTABLE, VERDICTS, Finding
from .summary import two

SYMBOLS = {HOLDS: "✓", HOLDS_IF: "◐", FALSE: "✗", RETIRED: "⊘", UNTESTABLE: "?", None: "!"}
# How the style sheet calls the verdicts; None is that of an experiment without an answer.
_KINDS = {HOLDS: "holds", HOLDS_IF: "if", FALSE: "false", None: "broken"}
_COUNTED = {HOLDS: ("holds", "hold"), HOLDS_IF: ("holds on a condition", "hold on a condition")}
_CSS = Path(__file__).with_suffix(".css")


class ClaimTable(tuple[Finding, ...]):
    """What came of several claims.

    Its text and its HTML hold no times and no versions, so that a lesson which stores them is the
    same tomorrow and elsewhere.
    """

    @property
    def differences(self) -> tuple[Finding, ...]:
        """The findings whose verdict is not the one on record."""
        return tuple(finding for finding in self if not finding.as_recorded)

    def counts(self) -> str:
        """Count the verdicts, in words.

        Returns:
            A sentence such as `"3 sentences, put to the test: 2 hold, 1 false today."`
        """
        verdicts = Counter(finding.evidence and finding.evidence.verdict for finding in self)
        parts = [_counted(verdict, verdicts[verdict]) for verdict in VERDICTS if verdicts[verdict]]
        if verdicts[None]:
            parts.append(f"{verdicts[None]} without an answer")
        sentences = "1 sentence" if len(self) == 1 else f"{len(self)} sentences"
        text = f"{sentences}, put to the test: {', '.join(parts) or 'nothing'}."
        if self.differences:
            text += f" Not as recorded: {', '.join(one.claim.id for one in self.differences)}."
        return text

    def __repr__(self) -> str:
        return "\n\n".join([self.counts(), *map(_lines, self)])

    def _repr_html_(self) -> str:
        rows = "".join(map(_row, self))
        names = "Claim", "Sentence", "Verdict", "Measured"
        head = "".join(f'<th scope="col">{name}</th>' for name in names)
        return (
            f"<style>{_CSS.read_text(encoding='utf-8')}</style>"
            f'<table class="faqlab-claims"><caption>{html.escape(self.counts())}</caption>'
            f"<thead><tr>{head}</tr></thead>{rows}</table>"
        )

    def to_json(self) -> list[dict]:
        """Give the findings as plain data.

        Returns:
            A dictionary for each finding. Numbers that JSON has no word for are null.
        """
        return [
            {
                "id": finding.claim.id,
                "sentence": finding.claim.sentence,
                "stated": list(finding.claim.stated),
                "ledger": list(finding.claim.ledger),
                "recorded": list(finding.claim.expected),
                "recorded_with": list(finding.claim.versions),
                "verdict": finding.evidence.verdict if finding.evidence else None,
                "condition": finding.evidence.condition if finding.evidence else "",
                "numbers": {name: _finite(value) for name, value in _numbers(finding)},
                "error": finding.error,
                "as_recorded": finding.as_recorded,
                "seconds": round(finding.seconds, 3),
            }
            for finding in self
        ]


def symbol(finding: Finding) -> str:
    """Give the sign of a verdict; it says without colour what the word says.

    Args:
        finding: The finding.

    Returns:
        One character.
    """
    return SYMBOLS[finding.evidence and finding.evidence.verdict]


def verdict(finding: Finding) -> str:
    """Say what came of a claim, and whether the record says otherwise.

    Args:
        finding: The finding.

    Returns:
        The verdict in words.
    """
    text = str(finding.evidence) if finding.evidence else "no answer"
    if finding.as_recorded:
        return text
    versions = ", ".join(finding.claim.versions)
    record = " or ".join(finding.claim.expected) + (f", Keras {versions}" if versions else "")
    return f"{text} (on record: {record})"


def measured(finding: Finding) -> list[str]:
    """List what was measured, or why nothing was.

    Args:
        finding: The finding.

    Returns:
        Short texts such as `"keys: 4"`; a float is rounded to two digits.
    """
    if finding.error:
        return [finding.error]
    return [f"{name}: {_shown(value)}" for name, value in _numbers(finding)]


def _counted(verdict: str, count: int) -> str:
    return f"{count} {_COUNTED.get(verdict, (verdict, verdict))[count > 1]}"


def _numbers(finding: Finding):
    return finding.evidence.numbers.items() if finding.evidence else ()


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return two(value) if isinstance(value, float) else str(value)


def _lines(finding: Finding) -> str:
    head = f"{symbol(finding)} {finding.claim.id} {verdict(finding)}"
    lines = [head, finding.claim.sentence, "; ".join(measured(finding))]
    return "\n  ".join(filter(None, lines))


def _row(finding: Finding) -> str:
    claim = finding.claim
    kind = _KINDS.get(finding.evidence and finding.evidence.verdict, "gone")
    differs = "" if finding.as_recorded else " faqlab-differs"
    stated = f"Stated in {', '.join(claim.stated)}."
    if claim.ledger:
        stated += f" In the ledger: {', '.join(claim.ledger)}."
    return (
        f'<tbody class="faqlab-{kind}{differs}"><tr>'
        f'<th scope="row">{html.escape(claim.id)}</th>'
        f"<td>{_code(claim.sentence)}</td>"
        f'<td><span aria-hidden="true">{symbol(finding)}</span> {_code(verdict(finding))}</td>'
        f"<td>{'<br>'.join(map(_code, measured(finding)))}</td></tr>"
        f'<tr><td colspan="4"><details><summary>the experiment</summary>{html.escape(stated)}'
        f"<pre>{html.escape(claim.code)}</pre></details></td></tr></tbody>"
    )


def _code(text: str) -> str:
    """The text as HTML, what is in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
