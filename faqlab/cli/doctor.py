"""`faqlab doctor`: everything that commonly breaks, each line ok or with what to do."""

import json
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .options import flag

_STYLES = {"ok": "green", "warning": "yellow", "broken": "bold red"}
_SIGNS = {"ok": "✓", "warning": "!", "broken": "✗"}


def doctor(
    as_json: Annotated[bool, flag("--json", "Print it for programs.")] = False,
    quick: Annotated[bool, flag("--quick", "Leave out what takes seconds: Keras itself.")] = False,
) -> None:
    """Look at everything that commonly breaks, and say what to do about it.

    Nothing is installed or changed. The exit code is 1 if something is broken.
    """
    # Only this command needs them.
    from faqlab.core.doctor import doctor as look

    report = look(quick=quick)
    if as_json:
        typer.echo(json.dumps(report.as_json(), indent=1, ensure_ascii=False))
    else:
        _print(report)
    if not report.ok:
        raise typer.Exit(1)


def _print(report) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        # A file or `grep` has no width: one whole line a check.
        console = Console(highlight=False, width=1000)
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for name in ("", "Checked", "Found", "What to do"):
        table.add_column(name, no_wrap=name in ("", "Checked"), overflow="fold")
    for line in report:
        style = _STYLES[line.state]
        state = Text(f"{_SIGNS[line.state]} {line.state}", style=style)
        table.add_row(state, Text(line.name), Text(line.found), Text(line.remedy))
    console.print(table)
    console.print(Text(report.sum_up()), soft_wrap=not console.is_terminal)
