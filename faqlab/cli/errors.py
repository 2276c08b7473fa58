"""How a command says no: one message on standard error, and exit code 2."""

from pathlib import Path
from typing import NoReturn

import typer

from faqlab.core.errors import three_beats


def fail(message: object) -> NoReturn:
    """End the command because of what the user asked for.

    Args:
        message: The message, in three beats; an exception is shown by its text.

    Raises:
        typer.Exit: Always, with exit code 2.

    Example:

    >>> try:
    ...     fail("There is no such thing.")
    ... except typer.Exit as end:
    ...     end.exit_code
    2
    """
    typer.echo(str(message), err=True)
    raise typer.Exit(2)


def fail_to_write(folder: Path, error: OSError, remedy: str) -> NoReturn:
    """End the command because a folder can't be had.

    Args:
        folder: The folder that was asked for.
        error: What the system said.
        remedy: What to do, a sentence.

    Raises:
        typer.Exit: Always, with exit code 2.

    Example:

    >>> try:
    ...     fail_to_write(Path("mine"), OSError(28, "No space left"), "Delete something.")
    ... except typer.Exit as end:
    ...     end.exit_code
    2
    """
    if folder.is_file():
        wrong = f"{folder} is a file, not a folder."
    else:
        wrong = f"The folder {folder} can't be written: {error.strerror or error}."
    expected = "a folder that can be written, or a name for a new one"
    fail(three_beats(wrong, expected, str(folder), remedy))
