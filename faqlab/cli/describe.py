"""`faqlab describe`: what the file of a model holds, without making anything of it."""

from pathlib import Path
from typing import Annotated

import typer

from .errors import fail


def describe(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A .keras, .h5 or .weights.h5 file of any Keras, an architecture in JSON, or the "
            "folder of a SavedModel.",
            show_default=False,
        ),
    ],
) -> None:
    """Tell what the file of a model holds: its parts and their sizes, layers, weights, optimizer.

    Nothing in the file is executed, and no model is made of it.
    """
    # Only this command pays for h5py.
    from faqlab.model_files.describe import describe as describe_file

    try:
        told = describe_file(path)
    except (OSError, ValueError) as error:
        fail(error)
    typer.echo(str(told))
