"""`faqlab run`: lessons executed from end to end, without JupyterLab."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from faqlab.core.errors import three_beats
from faqlab.core.lessons import lesson_path, lessons

from .errors import fail, fail_to_write
from .options import flag

if TYPE_CHECKING:
    import asyncio

    from .execution import Failure

REMEDY = "Name another one: `--html DIR`."


def run(
    topics: Annotated[
        list[str] | None,
        typer.Argument(metavar="TOPIC", help="Names or numbers, such as history or 9."),
    ] = None,
    all_: Annotated[bool, flag("--all", "Run every lesson that is written.")] = False,
    html: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the pages go: one HTML page a lesson.")
    ] = Path("faqlab-run"),
    timeout: Annotated[
        int, typer.Option(min=1, metavar="SECONDS", help="The time that one cell may take.")
    ] = 120,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            show_default="one for each core, four at most",
            help="How many lessons run at a time.",
        ),
    ] = None,
) -> None:
    """Run lessons without JupyterLab, and write each as an HTML page.

    Exits with 1 if a lesson failed; the others are run all the same.
    """
    paths = _chosen(topics or [], all_)
    _prepare(html)
    # It takes a while to import, and only this command needs it.
    from .execution import run_loop

    try:
        failed = run_loop(_run_all(paths, html, timeout, jobs or _cores()))
    except KeyboardInterrupt:
        typer.echo(f"Stopped. The pages of the lessons that ended are in {html}", err=True)
        raise typer.Exit(130) from None
    typer.echo(f"{len(paths) - failed} ok, {failed} failed. The pages are in {html}")
    raise typer.Exit(1 if failed else 0)


def _chosen(topics: list[str], all_: bool) -> list[Path]:
    if bool(topics) == all_:
        fail(
            three_beats(
                "It isn't clear which lessons to run.",
                "names of topics, or --all",
                " ".join(topics + ["--all"] * all_),
                "`faqlab topics` lists the names.",
            )
        )
    try:
        paths = lessons() if all_ else [lesson_path(name) for name in topics]
    except (ValueError, FileNotFoundError) as error:
        fail(error)
    if not paths:
        fail(three_beats("No lesson is written yet.", "at least one notebook", "--all"))
    return list(dict.fromkeys(paths))


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(None, "Permission denied")
    except OSError as error:
        fail_to_write(folder, error, REMEDY)


def _cores() -> int:
    import joblib

    # A lesson takes more than a gigabyte of memory.
    return min(joblib.cpu_count(), 4)


async def _run_all(paths: list[Path], folder: Path, timeout: int, jobs: int) -> int:
    """Run lessons, some at a time; tell of each in their order, and say how many failed."""
    import asyncio

    console = Console(highlight=False, markup=False)
    seats = asyncio.Semaphore(jobs)
    failed = 0
    with _progress(console) as progress:
        running = [
            asyncio.create_task(_run_one(path, folder, timeout, seats, progress)) for path in paths
        ]
        try:
            for path, lesson in zip(paths, running, strict=True):
                seconds, failure = await lesson
                _say(console, path.stem, seconds, failure)
                failed += failure is not None
        finally:
            for lesson in running:
                lesson.cancel()
            await asyncio.gather(*running, return_exceptions=True)
    return failed


async def _run_one(
    path: Path, folder: Path, timeout: int, seats: "asyncio.Semaphore", progress: Progress
) -> tuple[float, "Failure | None"]:
    # These take half a second to import, and only this command needs them.
    import nbformat

    from .execution import Failure, executed
    from .page import write_page

    async with seats:
        try:
            notebook = nbformat.read(path, as_version=4)
        except ValueError as error:
            return 0, Failure(0, "", f"Not a notebook: {str(error).splitlines()[0]}")
        task = progress.add_task(path.stem, total=None, cell="starting a kernel")

        def on_cell(number: int, total: int) -> None:
            cell = f"cell {number} of {total}"
            progress.update(task, completed=number - 1, total=total, cell=cell)

        try:
            outcome = await executed(notebook, timeout, on_cell)
        finally:
            progress.remove_task(task)
        try:
            write_page(outcome.notebook, folder / f"{path.stem}.html", path.parent)
        except OSError as error:
            fail_to_write(folder, error, REMEDY)
        return outcome.seconds, outcome.failure


def _progress(console: Console) -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[cell]}")
    # In a pipe or a log a moving bar is noise: there each lesson's one line has to do.
    return Progress(
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _say(console: Console, lesson: str, seconds: float, failure: "Failure | None") -> None:
    word, style = ("failed", "red") if failure else ("ok", "green")
    console.print(f"{word:<8}", style=style, end="")
    console.print(f"{lesson:<22}{seconds:7.1f} s")
    if failure:
        where = f"cell [{failure.cell}]  {failure.line}\n        " if failure.cell else ""
        console.print(f"        {where}{failure.error}", soft_wrap=True)
