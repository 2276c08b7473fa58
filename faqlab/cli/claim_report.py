"""The truth table in a terminal, or a line a claim in a pipe."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from faqlab.core.claim_table import ClaimTable, measured, symbol, verdict

STYLES = {"✓": "green", "◐": "yellow", "✗": "red", "⊘": "dim", "?": "cyan", "!": "bold red"}
READING = (
    "How to read it: ✓ holds as it stands. ◐ holds if the condition is met. ✗ false today. "
    "⊘ retired: what it speaks of is gone. ? untestable here: this computer can't tell. "
    "! no answer: the experiment failed, crashed or hung.",
    "A verdict that is not the one on record is followed by that one; then the exit code is 1.",
)


def print_table(table: ClaimTable, about: dict) -> None:
    """Print the truth table, what it was measured with, and how to read it.

    Args:
        table: The findings.
        about: The versions, the date and the duration of this run.
    """
    console = Console(highlight=False)
    if not console.is_terminal:
        # A file or `grep` has no width: one whole line a claim.
        console = Console(highlight=False, width=1000)
    shown = Table(
        box=box.SIMPLE_HEAD if console.is_terminal else None,
        pad_edge=False,
        show_lines=console.is_terminal,
    )
    for name in ("", "Claim", "Sentence", "Verdict", "Measured"):
        shown.add_column(name, no_wrap=name in ("", "Claim"), overflow="fold")
    apart = "\n" if console.is_terminal else "; "
    for finding in table:
        sign = symbol(finding)
        cells = sign, finding.claim.id, finding.claim.sentence, verdict(finding)
        texts = [Text(cell) for cell in (*cells, apart.join(measured(finding)))]
        texts[0].style = texts[3].style = STYLES[sign]
        shown.add_row(*texts)
    console.print(shown)
    for line in (table.counts(), about_line(about), *READING):
        console.print(Text(line), soft_wrap=not console.is_terminal)


def about_line(about: dict) -> str:
    """Say what the findings were measured with, and when.

    Args:
        about: The versions, the date and the duration of this run.

    Returns:
        The line.

    Example:

    >>> about_line({"keras": "3.15.1", "date": "2026-01-02T03:04:05+00:00", "seconds": 9.5})
    'Keras 3.15.1. This run: 2026-01-02T03:04:05+00:00, 9.5 seconds.'
    """
    names = f"Keras {about.get('keras', '(not loaded)')}"
    if "backend" in about:
        names += f" on {about['backend']}"
    if "python" in about:
        names += f", Python {about['python']}"
    return f"{names}. This run: {about['date']}, {about['seconds']} seconds."
