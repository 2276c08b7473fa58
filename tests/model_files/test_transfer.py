"""The oracle is Keras: `get_weights` of the model that was saved, and its own `by_name`."""

import io
import zipfile

import h5py
import keras
import numpy as np
import pytest

from faqlab.claims.saved_networks import folder
from faqlab.model_files.save import save
from faqlab.model_files.transfer import transfer_weights

L = keras.layers


def source():
    keras.utils.set_random_seed(1)
    inside = keras.Sequential(
        [keras.Input((5, 4)), L.Bidirectional(L.LSTM(3), name="both"), L.Dense(2, name="deep")],
        name="encoder",
    )
    x = keras.Input((5, 4))
    norm = L.BatchNormalization(name="norm")(inside(x))
    square = L.Dense(2, name="square", bias_initializer="random_normal")(norm)
    return keras.Model(x, L.Dense(7, name="head")(square))


def target():
    """Other order, another head, one layer of another shape."""
    keras.utils.set_random_seed(2)
    inside = keras.Sequential(
        [keras.Input((5, 4)), L.Bidirectional(L.LSTM(3), name="both"), L.Dense(3, name="deep")],
        name="encoder",
    )
    x = keras.Input((5, 4))
    first = L.Dense(2, name="new")(inside(x))
    norm = L.BatchNormalization(name="norm")(L.Dense(2, name="square")(first))
    return keras.Model(x, norm)


def at(model, address):
    for name in address.split("/"):
        model = model.get_layer(name)
    return model.get_weights()


def same(some, others):
    return all(map(np.array_equal, some, others)) and len(some) == len(others)


@pytest.mark.parametrize("name", ["m.keras", "m.weights.h5", "a model"])
def test_layers_of_the_same_name_and_shapes_get_the_weights(name, tmp_path):
    old, new = source(), target()
    before = {one: at(new, one) for one in ("encoder/deep", "new")}
    given = old
    if name != "a model":
        given = tmp_path / name
        save(old, given)
    report = transfer_weights(given, new)
    assert {one for one, _ in report.loaded} == {"encoder/both", "norm", "square"}
    for address, size in report.loaded:
        assert same(at(new, address), at(old, address)), address
        assert size == sum(one.size for one in at(old, address))
    assert report.skipped == (("encoder/deep", ((6, 2), (2,)), ((6, 3), (3,))),)
    assert (report.left_over, report.untouched) == (("head",), ("new",))
    assert all(same(at(new, one), was) for one, was in before.items())


def flat(head):
    keras.utils.set_random_seed(len(head))
    layers = [L.Conv1D(3, 2, name="conv"), L.BatchNormalization(name="norm"), L.Flatten()]
    model = keras.Sequential([keras.Input((5, 2)), *layers, L.Dense(4, name=head)])
    model.compile("adam", "mean_squared_error", run_eagerly=True)
    model.train_on_batch(np.ones((2, 5, 2)), np.ones((2, 4)))
    return model


def test_an_old_h5_is_as_keras_by_name_has_it(tmp_path):
    old, new, by_keras = flat("old"), flat("newer"), flat("newer")
    with folder():
        old.save(tmp_path / "m.h5")
    report = transfer_weights(tmp_path / "m.h5", new)
    by_keras.load_weights(tmp_path / "m.h5", by_name=True)
    assert same(new.get_weights(), by_keras.get_weights())
    assert [one for one, _ in report.loaded] == ["conv", "norm"]
    assert (report.left_over, report.untouched) == (("old",), ("newer",))


def test_the_optimizer_stays_and_training_goes_on():
    old, new = flat("old"), flat("newer")
    before = [one.numpy() for one in new.optimizer.variables]
    transfer_weights(old, new)
    assert same(before, [one.numpy() for one in new.optimizer.variables])
    new.train_on_batch(np.ones((2, 5, 2)), np.ones((2, 4)))


def test_more_than_ten_weights_stay_in_order():
    keras.utils.set_random_seed(3)
    cells = [L.LSTMCell(2, bias_initializer="random_normal") for _ in range(5)]
    make = lambda: keras.Sequential(  # noqa: E731
        [keras.Input((4, 2)), L.RNN(L.StackedRNNCells(cells), name="stack")]
    )
    old = make()
    cells = [L.LSTMCell(2) for _ in range(5)]
    new = make()
    assert not same(old.get_weights(), new.get_weights())
    transfer_weights(old, new)
    assert same(old.get_weights(), new.get_weights())


def test_another_name_is_joined_by_rename():
    old, new = flat("old"), flat("newer")
    report = transfer_weights(old, new, rename={"old": "newer"})
    assert same(at(new, "newer"), at(old, "old"))
    assert (report.left_over, report.untouched) == ((), ())


def test_the_files_of_keras_2_are_read(tmp_path):
    from faqlab.model_files.old_example import old_example

    new = keras.Sequential([keras.Input((5, 3)), L.LSTM(4, name="l"), L.Dense(1, name="new")])
    report = transfer_weights(old_example(tmp_path).path, new)
    assert report.loaded == (("l", 128),)


def test_no_name_in_common_is_an_error_with_the_nearest_names():
    new = keras.Sequential([keras.Input((2,)), L.Dense(1, name="cone")])
    with pytest.raises(ValueError, match="No layer of the model has the name") as raised:
        transfer_weights(flat("old"), new)
    assert "one of 'conv'" in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"a text", b"\x89HDF\r\n\x1a\n", b"PK\x03\x04"])
def test_a_file_without_weights(content, tmp_path):
    (tmp_path / "odd.weights.h5").write_bytes(content)
    with pytest.raises(ValueError, match=r"There are no weights in odd\.weights\.h5"):
        transfer_weights(tmp_path / "odd.weights.h5", flat("old"))


def test_a_model_that_is_not_built():
    with pytest.raises(ValueError, match="There are no weights to replace"):
        transfer_weights(flat("old"), keras.Sequential([L.Dense(2)]))


def deep(frozen=""):
    keras.utils.set_random_seed(4)
    random = {"bias_initializer": "random_normal"}
    layers = [L.Dense(3, name=name, **random) for name in ("one", "two")]
    inside = keras.Sequential([keras.Input((3,)), *layers], name="encoder")
    if frozen:
        inside.get_layer(frozen).trainable = False
    return keras.Sequential([keras.Input((3,)), inside])


@pytest.mark.parametrize(("saved", "now"), [("one", ""), ("", "one"), ("one", "two")])
def test_what_was_frozen_does_not_swap_weights_of_one_shape(saved, now, tmp_path):
    """An old `.h5` lists what trains first: Keras's own `by_name` swaps them."""
    old = deep(saved)
    with folder():
        old.save(tmp_path / "m.h5")
    new = deep(now)
    for one in new.weights:
        one.assign(one * 0)
    transfer_weights(tmp_path / "m.h5", new)
    for address in ("encoder/one", "encoder/two"):
        assert same(at(new, address), at(old, address))


def test_a_rename_that_leads_nowhere_is_an_error():
    with pytest.raises(ValueError, match=r"a layer that the source doesn't have.*'old'"):
        transfer_weights(flat("old"), flat("newer"), rename={"olt": "newer"})
    with pytest.raises(ValueError, match="two layers of the source one name"):
        transfer_weights(flat("old"), flat("newer"), rename={"conv": "norm"})


def test_kernels_of_theano_are_not_taken_as_they_are(tmp_path):
    old, new = flat("old"), flat("newer")
    with folder():
        old.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as file:
        file["model_weights"].attrs["backend"] = b"theano"
    before = at(new, "conv")
    report = transfer_weights(tmp_path / "m.h5", new)
    assert [name for name, _ in report.unclear] == ["conv"]
    assert "run the other way" in str(report)
    assert same(at(new, "conv"), before)
    assert same(at(new, "norm"), at(old, "norm"))


def one_layer():
    return keras.Sequential([keras.Input((4,)), L.Dense(3, name="head")])


def test_a_link_out_of_the_file_is_not_followed(tmp_path):
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["k"] = np.full((4, 3), 7.0, "float32")
    with h5py.File(tmp_path / "odd.h5", "w") as file:
        file.attrs["layer_names"] = [b"head"]
        group = file.create_group("head")
        group.attrs["weight_names"] = [b"k", b"b"]
        group["k"] = h5py.ExternalLink(str(tmp_path / "secret.h5"), "k")
        group["b"] = np.zeros(3, "float32")
    with pytest.raises(ValueError, match=r"head/k leads to .*secret\.h5"):
        transfer_weights(tmp_path / "odd.h5", one_layer())


@pytest.mark.parametrize("name", ["odd.weights.h5", "odd.keras"])
def test_a_text_over_which_hdf5_hangs_is_found_first(name, tmp_path):
    """HDF5 never comes back from a text with the number 0 and no length."""
    whole = io.BytesIO()
    with h5py.File(whole, "w") as file:
        group = file.create_group("layers/dense/vars")
        group.attrs["name"] = "head"
        group["0"], group["1"] = np.zeros((4, 3), "float32"), np.zeros(3, "float32")
    data = bytearray(whole.getvalue())
    start = data.index(b"GCOL") + 16
    data[start : start + 16] = bytes(16)
    if name.endswith(".keras"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for member in ("config.json", "metadata.json"):
                archive.writestr(member, "{}")
            archive.writestr("model.weights.h5", bytes(data))
    else:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match="leads nowhere"):
        transfer_weights(tmp_path / name, one_layer())


@pytest.mark.parametrize("name", ["huge.weights.h5", "huge.h5"])
def test_what_does_not_fit_is_not_read(name, tmp_path):
    """8 exabytes, if anybody asked for them."""
    with h5py.File(tmp_path / name, "w") as file:
        if name == "huge.h5":
            file.attrs["layer_names"] = [b"head"]
            file.create_group("head").attrs["weight_names"] = [b"k"]
            where = "head/k"
        else:
            file.create_group("layers/dense/vars").attrs["name"] = "head"
            where = "layers/dense/vars/0"
        file.create_dataset(where, (1 << 31, 1 << 30), "float32", chunks=(64, 64))
    model = one_layer()
    report = transfer_weights(tmp_path / name, model)
    assert report.skipped == (("head", ((1 << 31, 1 << 30),), ((4, 3), (3,))),)
