"""`faqlab claims`: every sentence of the FAQ put to the test, on the Keras that is installed."""

import json
import os
import pkgutil
from pathlib import Path
from typing import Annotated

import typer

import faqlab.claims
from faqlab.core.errors import one_of, three_beats
from faqlab.core.files import atomic_write
from faqlab.core.topic import TOPICS, topic

from .errors import fail


def claims(
    topics: Annotated[
        list[str] | None,
        typer.Argument(metavar="TOPIC", help="Names or numbers. Default: all that have claims."),
    ] = None,
    json_: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the findings as JSON too.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write them as an HTML page too.")
    ] = None,
    timeout: Annotated[
        int, typer.Option(min=1, metavar="SECONDS", help="The time that one experiment may take.")
    ] = 120,
) -> None:
    """Put what the FAQ says to the test, and print the truth table.

    The experiments of a topic run in a process beside this one; one that crashes or hangs takes no
    other along. Exits with 1 if a verdict differs from the record.
    """
    # They load numpy, and only this command needs them.
    from .claim_page import claim_page
    from .claim_report import READING, about_line, print_table
    from .claim_run import put_to_the_test

    modules = _chosen(topics or [])
    for path in filter(None, (json_, html)):
        _check(path)
    try:
        table, about = put_to_the_test(modules, timeout)
    except KeyboardInterrupt:
        typer.echo("Stopped. No experiment is left running.", err=True)
        raise typer.Exit(130) from None
    print_table(table, about)
    if json_:
        _write(json_, json.dumps(about | {"claims": table.to_json()}, indent=2) + "\n")
    if html:
        _write(html, claim_page(table, [about_line(about), *READING]))
    raise typer.Exit(1 if table.differences else 0)


def claim_modules() -> dict[str, str]:
    """Find the topics that have claims.

    Returns:
        For each topic's name, in reading order, the full name of the module with its claims.
    """
    there = {module.name for module in pkgutil.iter_modules(faqlab.claims.__path__)}
    return {one.name: f"faqlab.claims.{one.name}" for one in TOPICS if one.name in there}


def _chosen(names: list[str]) -> list[str]:
    modules = claim_modules()
    chosen = []
    for name in names:
        try:
            found = topic(name).name
        except ValueError as error:
            fail(error)
        if found not in modules:
            fail(three_beats(f"Topic {found!r} has no claims yet.", one_of(found, modules), name))
        chosen.append(modules[found])
    return list(dict.fromkeys(chosen)) or list(modules.values())


def _check(path: Path) -> None:
    """End the command before the long part, if a file can't be written."""
    if path.is_dir():
        wrong = f"{path} is a folder, not a file."
    elif not path.parent.is_dir():
        wrong = f"The folder of {path} doesn't exist."
    elif not os.access(path if path.exists() else path.parent, os.W_OK):
        wrong = f"{path} can't be written."
    else:
        return
    fail(three_beats(wrong, "a file that can be written", str(path)))


def _write(path: Path, text: str) -> None:
    try:
        with atomic_write(path) as file:
            file.write(text.encode("utf-8"))
    except OSError as error:
        wrong = f"{path} can't be written: {error.strerror or error}."
        fail(three_beats(wrong, "a file that can be written", str(path)))
