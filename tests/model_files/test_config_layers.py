import json

import pytest

from faqlab.core.backend import keras
from faqlab.model_files.config_layers import group_addresses, kind_of, layers_of, name_of


def nested() -> keras.Model:
    layers = keras.layers
    inner = keras.Sequential(
        [keras.Input((8,)), layers.Dense(4, "relu", name="a"), layers.Dense(4, name="b")],
        name="encoder",
    )
    start = keras.Input((8,), name="start")
    shared = layers.Dense(8, name="shared")
    found = inner(shared(shared(start)))
    found = layers.Reshape((2, 2), name="fold")(found)
    found = layers.Bidirectional(layers.LSTM(3), name="both")(found)
    return keras.Model(start, layers.Dense(1, name="head")(found), name="whole")


def config() -> dict:
    return json.loads(nested().to_json())


def test_all_layers_are_listed_in_the_models_order():
    model = nested()
    top = [one.address for one in layers_of(json.loads(model.to_json())) if one.depth == 0]
    assert top == [layer.name for layer in model.layers]
    within = [one for one in layers_of(config()) if one.address.startswith("encoder/")]
    assert [(one.name, one.depth) for one in within][-2:] == [("a", 1), ("b", 1)]


def test_the_settings_are_told_in_short_words():
    told = {one.address: one.settings for one in layers_of(config())}
    assert told["encoder/a"] == "units 4, relu"
    assert told["shared"] == "units 8, called 2 times"
    assert told["start"] == "?×8"


def test_types_and_freezing_are_told_where_they_are_not_the_usual():
    layer = keras.layers.Conv2D(4, 3, strides=2, padding="same", dtype="mixed_float16")
    layer.trainable = False
    entry = json.loads(json.dumps(keras.saving.serialize_keras_object(layer)))
    (told,) = layers_of({"config": [entry]})
    shown = "filters 4, kernel_size 3×3, strides 2×2, same, mixed_float16, frozen"
    assert told.settings == shown


def test_the_groups_are_those_that_keras_writes(tmp_path):
    import h5py

    model = nested()
    model.save_weights(tmp_path / "m.weights.h5")
    expected = {}
    with h5py.File(tmp_path / "m.weights.h5") as file:
        file.visititems(
            lambda path, item: expected.update(
                {path.removesuffix("/vars"): item.attrs["name"]} if "name" in item.attrs else {}
            )
        )
    found = group_addresses(json.loads(model.to_json()))
    both = set(found) & set(expected)
    assert {"layers/sequential/layers/dense_1", "layers/bidirectional/backward_layer"} <= both
    assert {group: found[group].split("/")[-1] for group in both} == {
        group: expected[group] for group in both
    }


def test_keras_1_kept_a_list_in_place_of_a_model():
    dense = {"class_name": "Dense", "config": {"name": "d", "output_dim": 3, "activation": "tanh"}}
    model = {"class_name": "Sequential", "config": [dense]}
    assert [(one.name, one.settings) for one in layers_of(model)] == [("d", "output_dim 3, tanh")]


@pytest.mark.parametrize(
    "odd",
    [
        None,
        3,
        [],
        {"config": 3},
        {"config": {"layers": 3}},
        {"config": {"layers": [3, None, {"class_name": 3}, {"class_name": "A", "config": 3}]}},
        {
            "config": {
                "layers": [{"class_name": "A", "name": 3, "config": {"name": [], "rate": {}}}]
            }
        },
        {"config": {"layers": [{"class_name": "A", "config": {"units": [[1], {"a": 2}]}}]}},
        {"config": {"layers": [{"class_name": "A", "config": {"dtype": {"config": 3}}}]}},
    ],
)
def test_odd_configurations_do_no_harm(odd):
    layers_of(odd)
    group_addresses(odd)
    kind_of(odd)
    name_of(odd)


def test_a_configuration_that_nests_for_ever_ends():
    inner = {"class_name": "A", "config": {}}
    for _ in range(150):
        inner = {"class_name": "A", "config": {"layers": [inner]}}
    assert max(one.depth for one in layers_of(inner)) <= 40
