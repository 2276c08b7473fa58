"""Files that Keras 1.2.2 and 2.2.4 themselves wrote, with what they predicted."""

import json
import os
import shutil
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from faqlab.model_files.old_example import old_example
from faqlab.model_files.upgrade import upgrade

DATA = Path(__file__).parent.parent / "data"
FILES = sorted(path.with_suffix(".h5") for path in DATA.glob("keras-*/*.npz"))
GIVEN = ["func", "lstm", "seq_input_dim"]
pytestmark = pytest.mark.filterwarnings("ignore:.*unused.*:UserWarning")


def arrays(path):
    with np.load(path.with_suffix(".npz")) as stored:
        return tuple(
            [stored[name] for name in sorted(stored.files) if name[0] == letter] for letter in "xy"
        )


def one_or_all(some):
    return some[0] if len(some) == 1 else some


def check(path, out, x, y):
    report = upgrade(path, out)
    model = keras.saving.load_model(out)
    found = model(one_or_all(x), training=False)
    found = found if isinstance(found, list) else [found]
    for one, other in zip(found, y, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)
    with h5py.File(path) as file:
        assert model.compiled == ("training_config" in file.attrs)
    if model.compiled:
        before = [one.copy() for one in model.get_weights()]
        steps = int(model.optimizer.iterations)
        model.run_eagerly = True  # one step is faster without a graph
        model.train_on_batch(one_or_all(x), one_or_all([1 - one for one in y]))
        assert int(model.optimizer.iterations) == steps + 1
        pairs = zip(before, model.get_weights(), strict=True)
        # A cross-entropy of outputs below zero is flat, in Keras 2 too: those stay.
        moved = any(not np.array_equal(one, other) for one, other in pairs)
        assert moved or min(one.min() for one in y) < 0
    return report, model


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_it_predicts_as_the_old_keras_did_and_trains_on(path, tmp_path):
    before = path.read_bytes()
    report, _ = check(path, tmp_path / "new.keras", *arrays(path))
    assert path.read_bytes() == before
    assert path.parent.name == f"keras-{report.version}"


@pytest.mark.parametrize("name", GIVEN)
def test_the_files_that_were_handed_to_us(name, tmp_path):
    path = DATA / "keras-2.2.4" / f"{name}.h5"
    x = np.linspace(0, 1, 60).reshape(4, 5, 3) if name == "lstm" else None
    x = np.linspace(0, 1, 40).reshape(4, 10) if x is None else x
    check(path, tmp_path / "new.keras", [x], [np.load(path.with_suffix(".npy"))])


def test_the_report_names_each_layer_and_what_changed(tmp_path):
    report = upgrade(old_example(tmp_path).path, tmp_path / "new.keras")
    assert report.layers == (
        ("l", "LSTM", "LSTM", 128, "hard_sigmoid as it was, with the slope 1/5"),
    )
    assert str(report).endswith(
        "From Keras 2.2.4, written to new.keras. It is compiled as before. The file holds no state "
        "of the optimizer: it starts afresh."
    )
    assert "<td>LSTM</td>" in report._repr_html_()


def test_weights_of_64_bits_are_said_to_become_shorter(tmp_path):
    path = DATA / "keras-2.2.4" / "func.h5"
    assert "64 bits" not in str(upgrade(path, tmp_path / "new.keras"))
    shutil.copy(path, tmp_path / "long.h5")
    with h5py.File(tmp_path / "long.h5", "r+") as file:
        found = []
        file.visititems(lambda name, one: found.append(name) if hasattr(one, "dtype") else None)
        for name in found:
            values = file[name][()]
            del file[name]
            file[name] = values.astype("float64")
    report = upgrade(tmp_path / "long.h5", tmp_path / "new.keras")
    assert "Its weights had 64 bits each and have 32 now" in str(report)


def test_the_optimizer_goes_on_where_its_state_has_a_place(tmp_path):
    path = DATA / "keras-2.2.4" / "shapes.h5"
    _, model = check(path, tmp_path / "new.keras", *arrays(path))
    assert int(model.optimizer.iterations) == 3 + 1
    upgrade(path, tmp_path / "new.keras")
    again = keras.saving.load_model(tmp_path / "new.keras")
    with h5py.File(path) as file:
        group = file["optimizer_weights"]
        names = [name.decode() for name in group.attrs["weight_names"]]
        steps, first = (group[names[i]][()] for i in (0, 1))
    assert int(steps) == 3
    np.testing.assert_array_equal(again.optimizer.variables[2].numpy(), first)


TRAINED = [path for path in FILES if path.stem.startswith("training_")]


@pytest.mark.parametrize("path", TRAINED, ids=lambda path: path.stem)
def test_the_next_step_of_training_is_the_old_kerases_own(path, tmp_path):
    """Penalties, clipping, decay, the optimizer's state: all of it is in this step."""
    report = upgrade(path, tmp_path / "new.keras")
    assert "The optimizer goes on with its old state." in report.notes
    model = keras.saving.load_model(tmp_path / "new.keras")
    model.run_eagerly = True
    with np.load(path.with_suffix(".npz")) as stored:
        x, targets, before, after = (
            [stored[name] for name in sorted(stored.files) if name[0] == letter]
            for letter in "xtyz"
        )
    model.train_on_batch(x[0], one_or_all(targets))
    found = model(x[0], training=False)
    found = found if isinstance(found, list) else [found]
    for one, was, other in zip(found, before, after, strict=True):
        step = np.abs(other - was).max()
        assert step > 1e-4
        np.testing.assert_allclose(one, other, rtol=0, atol=0.005 * step)


def test_pixels_that_would_move_are_refused(tmp_path):
    path = DATA / "keras-2.2.4" / "refused_bilinear.h5"
    with pytest.raises(ValueError, match=r"up \(UpSampling2D\): enlarged bilinearly, half a pixel"):
        upgrade(path, tmp_path / "new.keras")
    assert not list(tmp_path.iterdir())


def test_decay_becomes_a_schedule(tmp_path):
    path = DATA / "keras-2.2.4" / "convolutional.h5"
    _, model = check(path, tmp_path / "new.keras", *arrays(path))
    schedule = model.optimizer.get_config()["learning_rate"]
    assert schedule["class_name"] == "InverseTimeDecay"
    # Keras 2: lr / (1 + decay * steps), with 0.01 and 0.001
    assert float(model.optimizer.learning_rate) == pytest.approx(
        0.01 / (1 + 0.001 * int(model.optimizer.iterations)), rel=1e-5
    )


def changed(tmp_path, change, name="func"):
    path = tmp_path / f"{name}.h5"
    shutil.copy(DATA / "keras-2.2.4" / path.name, path)
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        change(config["config"]["layers"])
        file.attrs["model_config"] = json.dumps(config)
    return path


def two_strangers(layers):
    layers[1] |= {"class_name": "Lambda", "config": {"name": "a", "function": ["4wE=", None, None]}}
    layers[2] |= {"class_name": "Attention2018"}


def test_what_cannot_be_upgraded_is_named_all_at_once_and_nothing_is_written(tmp_path):
    path = changed(tmp_path, two_strangers)
    with pytest.raises(ValueError, match="can't be upgraded") as raised:
        upgrade(path, tmp_path / "new.keras")
    message = str(raised.value)
    assert "a (Lambda): a piece of Python is not executed" in message
    assert "b (Attention2018): not a layer of Keras" in message
    assert os.listdir(tmp_path) == ["func.h5"]


class Attention2018(keras.layers.Dense):
    """A layer of one's own that was a Dense under another name."""


def test_a_layer_of_ones_own_is_taken(tmp_path):
    def one_stranger(layers):
        layers[2] |= {"class_name": "Attention2018"}

    path = changed(tmp_path, one_stranger)
    own = {"Attention2018": Attention2018}
    report = upgrade(path, tmp_path / "new.keras", custom_objects=own)
    assert report.layers[-1][2] == "Attention2018"
    model = keras.saving.load_model(tmp_path / "new.keras", custom_objects=own)
    x = np.linspace(0, 1, 40).reshape(4, 10)
    expected = np.load(DATA / "keras-2.2.4" / "func.npy")
    np.testing.assert_allclose(model.predict(x, verbose=0), expected, atol=1e-6)


def test_weights_that_do_not_fit_are_told(tmp_path):
    def wider(layers):
        layers[1]["config"]["units"] = 9

    with pytest.raises(
        ValueError, match=r"a \(Dense\): its weights \[\(10, 8\), \(8,\)\] don't fit"
    ):
        upgrade(changed(tmp_path, wider), tmp_path / "new.keras")


def test_names_and_formats_that_are_no_use(tmp_path):
    old = DATA / "keras-2.2.4" / "func.h5"
    with pytest.raises(ValueError, match=r"has to be a \.keras"):
        upgrade(old, tmp_path / "new.h5")
    with pytest.raises(ValueError, match="isn't a whole model of Keras 1 or 2"):
        upgrade(DATA / "keras-2.2.4" / "func_w.h5", tmp_path / "new.keras")
    with pytest.raises(FileNotFoundError, match="isn't there"):
        upgrade(tmp_path / "nowhere.h5", tmp_path / "new.keras")
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save(tmp_path / "today.h5")
    with pytest.raises(ValueError, match="needs no upgrade"):
        upgrade(tmp_path / "today.h5", tmp_path / "new.keras")
    assert not (tmp_path / "new.keras").exists()
