"""`faqlab audit`: whether the file of a model can be loaded without harm."""

from pathlib import Path
from typing import Annotated

import typer

from .errors import fail
from .options import flag

REFUSED = 1


def audit(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A .keras or .h5 file, weights, an architecture in JSON, or the folder of a "
            "SavedModel.",
            show_default=False,
        ),
    ],
    custom: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A class or function of your own that the file may hold; can be given again.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, flag("--json", "Print it for programs.")] = False,
) -> None:
    """Look for all in a file that could run code, reach outside the file, or fill the memory.

    Nothing in the file is executed. The exit code is 1 if `saving.load` would refuse the file.
    """
    # Only this command pays for h5py.
    from faqlab.model_files.audit import audit as audit_file

    try:
        found = audit_file(path, custom or ())
    except OSError as error:
        fail(error)
    typer.echo(_json(found) if as_json else str(found))
    if found.blocking():
        raise typer.Exit(REFUSED)


def _json(found) -> str:
    import json
    from dataclasses import asdict

    findings = [asdict(one) for one in found.findings]
    told = {"verdict": found.verdict, "format": found.format, "findings": findings}
    return json.dumps(told, indent=1, ensure_ascii=False)
