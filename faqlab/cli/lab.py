"""`faqlab lab`: a folder with the learner's own notebooks, opened in JupyterLab."""

from pathlib import Path
from typing import Annotated

import typer

from faqlab.core.lesson_copies import RECORD, Copy, copy_lessons
from faqlab.core.lessons import START, lessons_folder

from .errors import fail, fail_to_write
from .options import flag
from .server import check_jupyterlab, check_port, serve

FOLDER = "faqlab-lessons"


def lab(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR",
            help=f"Your folder. Default: {FOLDER}, or this one if it holds your lessons.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, metavar="PORT", help="The port to serve on. Default: a free one."
        ),
    ] = None,
    no_browser: Annotated[
        bool, flag("--no-browser", "Print the address; open no browser.")
    ] = False,
    copy_only: Annotated[bool, flag("--copy-only", "Copy the notebooks and stop.")] = False,
    fresh: Annotated[
        bool, flag("--fresh", "Put newer notebooks beside those you edited, as NAME.new.ipynb.")
    ] = False,
    allow_root: Annotated[
        bool, flag("--allow-root", "Serve though you are root, as in a container.")
    ] = False,
) -> None:
    """Copy the lessons into your folder and open them in JupyterLab.

    A notebook that you edited is never overwritten. To start one over, rename yours.
    """
    if not copy_only:
        check_jupyterlab()
        if port is not None:
            check_port(port)
    if folder is None:
        folder = Path() if Path(RECORD).exists() else Path(FOLDER)
    folder = folder.resolve()
    _copy(folder, fresh)
    if not copy_only:
        typer.echo("JupyterLab is starting; Ctrl-C here ends it.")
        raise typer.Exit(serve(folder, START, port, not no_browser, allow_root))


def _copy(folder: Path, fresh: bool) -> None:
    try:
        source = lessons_folder()
    except FileNotFoundError as error:
        fail(error)
    try:
        copies = copy_lessons(folder, source, fresh)
    except OSError as error:
        fail_to_write(folder, error, "Name another one: `faqlab lab DIR`.")
    for line in _report(copies):
        typer.echo(line)
    typer.echo(f"Your lessons are in {folder}")


def _report(copies: list[Copy]) -> list[str]:
    """One line for each kind of thing that happened; none where nothing did."""
    names = {
        outcome: ", ".join(
            copy.name.removesuffix(".ipynb") for copy in copies if copy.outcome == outcome
        )
        for outcome in ("new", "updated", "newer")
    }
    lines = []
    if names["new"]:
        lines.append(f"Copied: {names['new']}.")
    if names["updated"]:
        lines.append(f"Replaced by a newer one (you had not edited it): {names['updated']}.")
    if names["newer"]:
        lines.append(
            f"Kept as you edited it, though the package has a newer one: {names['newer']}. "
            "`faqlab lab --fresh` puts the newer one beside yours."
        )
    lines += [
        f"Kept {copy.name} as you edited it; the newer one is beside it: {copy.beside}."
        for copy in copies
        if copy.outcome == "beside"
    ]
    return lines
