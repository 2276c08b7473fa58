"""`faqlab progress`, on folders with and without a file."""

import pytest
import typer
from typer.testing import CliRunner

from faqlab.cli.lab import FOLDER
from faqlab.cli.progress import progress
from faqlab.core.progress import FILE, Progress


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def show():
    """Call the command with arguments."""
    app = typer.Typer()
    app.command()(progress)
    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


def states(result):
    """What the table says of each exercise."""
    rows = [line.split() for line in result.stdout.splitlines()]
    return {row[0]: " ".join(row[1:]) for row in rows if row and row[0].startswith("history.")}


def test_before_the_first_answer(show, tmp_path):
    result = show()
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].split() == ["No", "Topic", "Exercise", "State", "Tries"]
    assert set(states(result).values()) == {"○ not tried yet"}
    assert "0 of 5" in result.stdout
    assert f"No answer yet in {tmp_path}." in result.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", [".", "mine", FOLDER])
def test_the_exercises_of_a_topic(show, tmp_path, place):
    folder = tmp_path / place
    folder.mkdir(exist_ok=True)
    kept = Progress(folder)
    kept.record("history.predict", "surprised", "a")
    kept.record("history.q1", "wrong", "7")
    kept.record("history.q1", "right", "3")
    kept.record("history.q2", "wrong")
    kept.record("history.q3", "[b]later[/b]")
    result = show(place) if place == "mine" else show()
    assert states(result) == {
        "history.predict": "◆ predicted, surprised 1",
        "history.q1": "✓ solved 2",
        "history.q2": "◐ tried 1",
        "history.q3": "[b]later[/b] 1",
        "history.q4": "○ not tried yet",
    }
    assert "2 of 5" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_folder_that_is_not_there(show):
    result = show("nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "There is no folder nowhere. Expected: the folder that holds your lessons. "
        "Received: 'nowhere'. `faqlab lab DIR` makes one.\n"
    )


def test_a_damaged_file_is_said_and_left_alone(show, tmp_path):
    (tmp_path / FILE).write_text("{", "utf-8")
    result = show()
    assert result.exit_code == 2
    assert "can't be read. Expected: a file as the exercises write it." in result.stderr
    assert (tmp_path / FILE).read_text("utf-8") == "{"
