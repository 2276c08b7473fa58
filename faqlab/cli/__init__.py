"""The command `faqlab`: lessons in JupyterLab, the list of topics, lessons run headless."""

import sys
from typing import Annotated

import typer

from faqlab import __version__

from . import audit, claims, describe, doctor, lab, progress, run, topics
from .options import flag

app = typer.Typer(
    name="faqlab",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("lab")(lab.lab)
app.command("topics")(topics.topics)
app.command("run")(run.run)
app.command("progress")(progress.progress)
app.command("claims")(claims.claims)
app.command("describe")(describe.describe)
app.command("audit")(audit.audit)
app.command("doctor")(doctor.doctor)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"faqlab {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, flag("--version", "Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """The Keras FAQ you can run: one live JupyterLab notebook per question."""
    # A pipe on Windows has the encoding of the country, which knows no Chinese.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
