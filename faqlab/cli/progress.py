"""`faqlab progress`: which exercises of which topic are solved, read from the file in a folder."""

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from faqlab.core.errors import three_beats
from faqlab.core.lesson_copies import RECORD
from faqlab.core.progress import FILE, Progress
from faqlab.core.topic import TOPICS

from .errors import fail
from .lab import FOLDER

_WORDS = {
    "right": "[green]✓[/] solved",
    "wrong": "◐ tried",
    "noted": "● predicted",
    "surprised": "◆ predicted, surprised",
    "untouched": "[dim]○ not tried yet[/]",
}


def progress(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR",
            help=f"Your folder. Default: this one if it holds your lessons, or {FOLDER}.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show which exercises you have solved, topic by topic.

    It is read from a file in your folder. Nothing is sent anywhere.
    """
    if folder is None:
        mine = Path(FILE).exists() or Path(RECORD).exists() or not Path(FOLDER).is_dir()
        folder = Path() if mine else Path(FOLDER)
    if not folder.is_dir():
        expected = "the folder that holds your lessons"
        remedy = "`faqlab lab DIR` makes one."
        fail(three_beats(f"There is no folder {folder}.", expected, str(folder), remedy))
    kept = Progress(folder)
    try:
        entries = kept.read()
    except (OSError, ValueError):
        expected = "a file as the exercises write it"
        remedy = "The next answer in a lesson puts it aside and begins a new one."
        fail(three_beats(f"The file {kept.path} can't be read.", expected, FILE, remedy))
    console = Console()
    if not console.is_terminal:
        # A file or `grep` has no width: one whole line an exercise.
        console = Console(width=300)
    console.print(_table(entries, console.is_terminal))
    if not entries:
        typer.echo(f"No answer yet in {folder.resolve()}.")


def _table(entries: dict[str, dict], is_terminal: bool) -> Table:
    from faqlab.exercises import exercises

    table = Table(box=box.SIMPLE_HEAD if is_terminal else None, pad_edge=False)
    table.add_column("No", justify="right", no_wrap=True)
    table.add_column("Topic", style="bold", no_wrap=True)
    table.add_column("Exercise", no_wrap=True)
    table.add_column("State", no_wrap=True)
    table.add_column("Tries", justify="right", no_wrap=True)
    for topic in TOPICS:
        there = exercises(topic.name)
        states = [entries.get(one.name, {}).get("state", "untouched") for one in there]
        # A prediction is no test: made is done.
        made = {"right", "noted", "surprised"}
        done = sum(state in made for state in states)
        if there:
            table.add_row(str(topic.number), topic.name, f"{done} of {len(there)}", "", "")
        for one, state in zip(there, states, strict=True):
            tries = entries.get(one.name, {}).get("tries", 0)
            table.add_row("", "", one.name, _WORDS.get(state, escape(state)), str(tries or ""))
    return table
