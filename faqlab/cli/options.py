"""What several commands say alike about their options."""

from typing import Any

import typer


def flag(name: str, text: str, **more: Any) -> Any:
    """Declare an option that is given or not, and takes no value.

    Typer's own help shows `<bool>` behind such a name, as if a value had to follow.

    Args:
        name: The name, such as `"--all"`.
        text: What it does, a sentence.
        **more: Other arguments of `typer.Option`.

    Returns:
        The declaration, for `typing.Annotated`.

    Example:

    >>> flag("--all", "Run every lesson.").help
    'Run every lesson.'
    """
    return typer.Option(name, metavar="", help=text, **more)
