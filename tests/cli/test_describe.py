"""`faqlab describe`, on files that Keras wrote and on files that hold no model."""

import h5py
import keras
import pytest
import typer
from typer.testing import CliRunner

from faqlab.cli.describe import describe


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(describe)
    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.mark.parametrize("name", ["model.keras", "model.weights.h5"])
def test_a_file_of_keras(run, tmp_path, name):
    layers = [keras.Input((4,)), keras.layers.Dense(3, name="head")]
    model = keras.Sequential(layers)
    path = tmp_path / name
    (model.save if name == "model.keras" else model.save_weights)(path)
    result = run(path)
    assert result.exit_code == 0
    size = f"{path.stat().st_size / 1000:.1f} kB"
    assert result.stdout.startswith(f"{name}: ")
    assert size in result.stdout.splitlines()[0]
    assert "4×3" in result.stdout
    assert "head" in result.stdout
    assert "60 bytes" in result.stdout  # 15 numbers of 4 bytes
    assert result.stderr == ""
    assert "\x1b" not in result.stdout


def test_what_holds_no_model(run, tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["x"] = [1.0, 2.0]
    for name, words in ((path, "data.h5 is"), (tmp_path / "none.keras", "none.keras")):
        result = run(name)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert words in result.stderr
        assert "Traceback" not in result.stderr
