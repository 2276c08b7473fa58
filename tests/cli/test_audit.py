"""`faqlab audit`, on an honest file, on one with code in it, and on one that isn't there."""

import json

import keras
import pytest
import typer
from typer.testing import CliRunner

from faqlab.cli.audit import audit


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(audit)
    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


def saved(folder, *layers):
    path = folder / "model.keras"
    keras.Sequential([keras.Input((4,)), *layers]).save(path)
    return path


def test_an_honest_file(run, tmp_path):
    result = run(saved(tmp_path, keras.layers.Dense(3)))
    assert result.stdout.startswith("model.keras (")
    assert result.exit_code == 0
    assert ": nothing found." in result.stdout


def test_a_file_with_code_in_it(run, tmp_path):
    path = saved(tmp_path, keras.layers.Lambda(lambda x: x + 1))
    result = run(path)
    assert result.exit_code == 1
    assert "lambda" in result.stdout
    assert ": refused." in result.stdout
    told = json.loads(run(path, "--json").stdout)
    assert told["verdict"] == "refused"
    found = [(one["severity"], one["code"]) for one in told["findings"]]
    assert found == [("refuse", "lambda")]
    assert set(told["findings"][0]) >= {"where", "reason"}


@keras.saving.register_keras_serializable("mine")
class Twice(keras.layers.Layer):
    """Twice its input."""

    def call(self, x):
        return 2 * x


def test_a_class_of_your_own_is_named(run, tmp_path):
    path = saved(tmp_path, Twice())
    assert run(path).exit_code == 1
    assert run(path, "--custom", "Twice").exit_code == 0


def test_a_file_that_is_not_there(run, tmp_path):
    result = run(tmp_path / "none.keras")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "none.keras" in result.stderr
