import io

import h5py
import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.model_files.describe_h5 import attribute, h5_contents, json_attribute, text_of
from faqlab.model_files.h5_items import h5_items

from .models import plain, train


@pytest.fixture
def file():
    with h5py.File(io.BytesIO(), "w") as opened:
        yield opened


def shapes(model: keras.Model) -> list[tuple[str, tuple]]:
    """What Keras itself says: for each weight its layer and its shape."""
    return [(layer.name, tuple(w.shape)) for layer in model.layers for w in layer.weights]


def test_a_weights_file_tells_the_layers_own_names(tmp_path):
    model = plain()
    train(model)
    model.save_weights(tmp_path / "m.weights.h5")
    with h5py.File(tmp_path / "m.weights.h5") as opened:
        found = h5_contents(opened, [layer.name for layer in model.layers])
    assert [(one.layer, one.shape) for one in found.weights] == shapes(model)
    assert {one.dtype for one in found.weights} == {"float32"}
    assert found.weight_bytes == 4 * model.count_params()
    assert len(found.state) == len(model.optimizer.variables)
    assert found.steps == int(model.optimizer.iterations)
    assert found.whole


def test_older_files_without_the_names_are_told_by_the_groups(file):
    file["layers/dense/vars/0"] = np.ones((2, 3))
    file["layers/dense_1/vars/0"] = np.ones(3)
    file["_layer_checkpoint_dependencies/dense_1/vars/1"] = np.ones(5)
    groups = {"layers/dense": "first", "layers/dense_1": "second"}
    found = h5_contents(file, ["first", "second"], groups)
    assert {(one.layer, one.name, one.shape) for one in found.weights} == {
        ("first", "0", (2, 3)),
        ("second", "0", (3,)),
        ("second", "1", (5,)),
    }


def test_old_names_lose_what_tensorflow_added(file):
    file.attrs["layer_names"] = [b"a", b"enc"]
    file.create_group("a").attrs["weight_names"] = [b"a_2/kernel:0", b"a_2/bias:0"]
    file["a/a_2/bias:0"], file["a/a_2/kernel:0"] = np.ones(3), np.ones((2, 3))
    file.create_group("enc").attrs["weight_names"] = [b"d/kernel:0"]
    file["enc/d/kernel:0"] = np.ones(1)
    found = h5_contents(file).weights
    assert [(one.layer, one.name) for one in found] == [
        ("a", "kernel"),
        ("a", "bias"),
        ("enc/d", "kernel"),
    ]


def test_names_that_fill_more_than_one_attribute_are_all_read(file):
    names = [f"layer_{i:03}" for i in range(30)]
    file.attrs["layer_names0"] = [one.encode() for one in names[:20]]
    file.attrs["layer_names1"] = [one.encode() for one in names[20:]]
    for name in reversed(names):
        file[f"{name}/{name}/kernel:0"] = np.ones(1)
    assert [one.layer for one in h5_contents(file).weights] == names


def test_two_variables_of_a_layer_that_end_alike_keep_their_whole_names(file):
    for way in ("forward", "backward"):
        file[f"layers/bidirectional/{way}/vars/0"] = np.ones(1)
    file["layers/bidirectional/vars/name"] = np.ones(1)
    found = h5_contents(file, ["bidirectional"]).weights
    assert [one.name for one in found] == ["backward/0", "forward/0", "name"]


def test_a_tenth_variable_comes_after_the_ninth(file):
    for i in range(12):
        file[f"layers/dense/vars/{i}"] = np.ones(i + 1)
    assert [one.name for one in h5_contents(file).weights] == [str(i) for i in range(12)]


def test_bfloat16_is_told_by_keras_not_by_numpy(tmp_path):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, dtype="bfloat16")])
    model.save_weights(tmp_path / "m.weights.h5")
    with h5py.File(tmp_path / "m.weights.h5") as opened:
        assert {one.dtype for one in h5_contents(opened).weights} == {"bfloat16"}


def test_links_lead_nowhere_and_arrays_elsewhere_count_nothing(file, tmp_path):
    file["layers/a/vars/0"] = h5py.ExternalLink(str(tmp_path / "other.h5"), "/x")
    file["layers/b/vars/0"] = h5py.SoftLink("/nowhere")
    file.create_dataset(
        "layers/c/vars/0", (10,), "float32", external=[(tmp_path / "secret", 0, 40)]
    )
    found = h5_contents(file)
    assert (found.weights, found.weight_bytes) == ((), 0)


@pytest.mark.parametrize("steps", [np.int64(12), np.array(12, "int32"), np.array(-3)])
def test_the_steps_are_a_whole_number(file, steps):
    file["optimizer/vars/0"] = steps
    assert h5_contents(file).steps == max(0, int(steps))


@pytest.mark.parametrize("odd", [np.ones(5, int), np.float32(3), np.bytes_(b"many")])
def test_what_is_no_count_is_none(file, odd):
    file["optimizer/vars/0"] = odd
    assert h5_contents(file).steps is None


def test_attributes_that_are_not_there_or_are_odd_are_nothing(file):
    file.attrs["number"], file.attrs["empty"] = 3, []
    file.attrs["json"], file.attrs["bytes"] = '{"a": 1}', b'{"b": 2}'
    root = next(h5_items(file))
    assert attribute(file, root, "none") is None
    assert attribute(file, root, "empty") is None
    assert json_attribute(file, root, "number") is None
    assert json_attribute(file, root, "json") == {"a": 1}
    assert json_attribute(file, root, "bytes") == {"b": 2}
    assert [text_of(one) for one in (b"a", "b", 3, None)] == ["a", "b", "", ""]
