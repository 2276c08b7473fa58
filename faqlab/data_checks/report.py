"""What a check finds, and the report that is shown."""

from dataclasses import dataclass

from ..core.page_table import page_table

WRONG, SUSPECT, NOTE = "wrong", "suspect", "note"
SEVERITIES = (WRONG, SUSPECT, NOTE)  # worst first
MOST = 600  # characters of a sentence
_MOST_SHOWN = 80

# The sentences are long: they wrap, unlike other tables' cells, and only what they are about stands
# out.
_CSS = """
.faqlab-check tr>*{vertical-align:top}
.faqlab-check td:last-child{white-space:normal!important;font-weight:400!important;
color:inherit!important}
.faqlab-check caption{caption-side:top!important}
"""


def shown(value: object, most: int = _MOST_SHOWN) -> str:
    """Show a value in a sentence: one line, and never longer than it should be.

    Args:
        value: A text is taken as it is; all else by its `repr`.
        most: How many characters at most. Default: 80.

    Returns:
        The text.

    Example:

    >>> shown([1, 2]), shown("x" * 9, 5)
    ('[1, 2]', 'xxxx…')
    """
    text = value if isinstance(value, str) else repr(value)
    text = "".join(one if one.isprintable() else " " for one in text[: 4 * most])
    return text if len(text) <= most else text[: most - 1] + "…"


def listed(values: object, most: int = 5) -> str:
    """List a few values of many.

    Args:
        values: An iterable.
        most: How many at most. Default: 5.

    Returns:
        The values, with commas.

    Example:

    >>> listed(range(9), 3)
    '0, 1, 2, …'
    """
    values = list(values)
    texts = [shown(one, 24) for one in values[:most]]
    return ", ".join(texts + ["…"] * (len(values) > most))


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    Args:
        code: A short name that never changes, `"labels out of range"`.
        severity: `"wrong"`, `"suspect"`, or `"note"` for what is only told.
        sentence: What is wrong, what was expected, what was found, and what to do; at most 600
            characters.
    """

    code: str
    severity: str
    sentence: str

    def __post_init__(self):
        object.__setattr__(self, "sentence", shown(self.sentence, MOST))


def finding(
    code: str, severity: str, wrong: str, expected: str, found: object, remedy: str
) -> Finding:
    """Make a finding of its four parts.

    Args:
        code: Its short name.
        severity: How bad it is.
        wrong: What is wrong, a sentence.
        expected: What would have been right.
        found: What there is.
        remedy: What to do, a sentence.

    Returns:
        The `Finding`.

    Example:

    >>> finding("empty", WRONG, "x is empty.", "samples", "0", "Look at what you read.").sentence
    'x is empty. Expected: samples. Found: 0. Look at what you read.'
    """
    beats = [wrong, f"Expected: {expected}.", f"Found: {shown(found, 160)}.", remedy]
    return Finding(code, severity, " ".join(beats))


def note(code: str, text: str) -> Finding:
    """Make a finding of something that is no mistake, but good to know.

    Args:
        code: Its short name.
        text: What there is to say.

    Returns:
        The `Finding`.
    """
    return Finding(code, NOTE, text)


class DataCheck:
    """What `check_data` found. It is true where there is nothing wrong and nothing suspect.

    Args:
        findings: All that was found, notes among it.

    Attributes:
        findings: What is wrong or suspect, the worst first.
        notes: What is only told: something that couldn't be looked at, say.

    Example:

    >>> bool(DataCheck([])), DataCheck([note("a generator", "It isn't looked at.")]).ok
    (True, True)
    """

    def __init__(self, findings: list[Finding]):
        ranked = sorted(findings, key=lambda one: SEVERITIES.index(one.severity))
        unique = tuple(dict.fromkeys(ranked))
        self.findings = tuple(one for one in unique if one.severity != NOTE)
        self.notes = tuple(one for one in unique if one.severity == NOTE)

    @property
    def ok(self) -> bool:
        """Whether there is nothing wrong and nothing suspect."""
        return not self.findings

    def __bool__(self) -> bool:
        return self.ok

    @property
    def codes(self) -> tuple[str, ...]:
        """The short names of what was found, notes left out."""
        return tuple(one.code for one in self.findings)

    def raise_if_wrong(self) -> None:
        """Stop here if something is wrong; what is only suspect passes.

        Raises:
            ValueError: If something is wrong. Its message holds the sentences.
        """
        wrong = [one for one in self.findings if one.severity == WRONG]
        if wrong:
            raise ValueError("\n".join(one.sentence for one in wrong))

    def __repr__(self) -> str:
        lines = [self._sum_up()]
        for one in self.findings + self.notes:
            lines.append(f"{one.severity}: {one.code}\n  {one.sentence}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        every = self.findings + self.notes
        if not every:
            return f"<p>{self._sum_up()}</p>"
        rows = [(one.severity, one.code, one.sentence) for one in every]
        marked = [i for i, one in enumerate(every) if one.severity == WRONG]
        table = page_table(("", "what", "why, and what to do"), rows, marked, self._sum_up())
        return f'<style>{_CSS}</style><div class="faqlab-check">{table}</div>'

    def _sum_up(self) -> str:
        if self.ok:
            return "Nothing found: nothing that could be checked is wrong."
        counts = [(s, sum(one.severity == s for one in self.findings)) for s in (WRONG, SUSPECT)]
        return f"Found: {', '.join(f'{count} {severity}' for severity, count in counts if count)}."
