from typing import Annotated

import typer
from typer.testing import CliRunner

from faqlab.cli.options import flag


def test_a_flag_takes_no_value_and_its_help_shows_none():
    app = typer.Typer()

    @app.command()
    def show(loud: Annotated[bool, flag("--loud", "Say it loudly.")] = False):
        typer.echo("LOUD" if loud else "quiet")

    runner = CliRunner()
    assert runner.invoke(app, []).stdout == "quiet\n"
    assert runner.invoke(app, ["--loud"]).stdout == "LOUD\n"
    lines = runner.invoke(app, ["--help"]).stdout.splitlines()
    shown = next(line for line in lines if "--loud" in line)
    assert "Say it loudly." in shown
    assert "bool" not in shown
