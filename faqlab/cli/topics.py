"""`faqlab topics`: the twenty questions, and which of them have their lesson."""

from typing import Annotated

from rich import box
from rich.console import Console
from rich.table import Table

from faqlab.core.lessons import lessons
from faqlab.core.topic import TOPICS

from .errors import fail
from .options import flag


def topics(
    zh: Annotated[bool, flag("--zh", "Show the Chinese questions too.")] = False,
) -> None:
    """List the twenty questions, and the notebook of each."""
    try:
        written = {path.name for path in lessons()}
    except FileNotFoundError as error:
        fail(error)
    console = Console()
    if not console.is_terminal:
        # A file or `grep` has no width: one whole line a topic.
        console = Console(width=300)
    apart = "\n" if console.is_terminal else "  "
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    table.add_column("No", justify="right", no_wrap=True)
    table.add_column("Name", style="bold", no_wrap=True)
    table.add_column("Question", overflow="fold")
    table.add_column("Notebook", no_wrap=True)
    for one in TOPICS:
        question = f"{one.question}{apart}{one.question_zh}" if zh else one.question
        notebook = one.notebook if one.notebook in written else "[dim]not written yet[/]"
        table.add_row(str(one.number), one.name, question, notebook)
    console.print(table)
