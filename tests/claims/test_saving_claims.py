"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import contextlib
import json
import random
from pathlib import Path
from types import SimpleNamespace

import h5py
import keras
import numpy as np
import pytest

from faqlab.claims import saving
from faqlab.claims import saving_structure as structure
from faqlab.claims import saving_weights as weights
from faqlab.claims import saving_whole_models as whole
from faqlab.claims.networks import functional, sequential
from faqlab.claims.saved_networks import contents, folder, old_file, predictions, trained
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED


@pytest.fixture(scope="module")
def findings():
    before = random.getstate(), str(np.random.get_state()), set(keras.saving.get_custom_objects())
    found = saving.CLAIMS.run()
    after = random.getstate(), str(np.random.get_state()), set(keras.saving.get_custom_objects())
    assert after == before
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", saving.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def refuse(*arguments, **options):
    raise ValueError("refused")


def pickled_after_a_look(model):
    """A pickle that refuses Python in a model."""
    if any(isinstance(layer, keras.layers.Lambda) for layer in model.layers):
        refuse()
    return whole.by_pickle(model)


def save_hdf5_always(model, path):
    with h5py.File(path, "w") as file:
        file["weights"] = np.ones(3)


def save_text(model, path):
    Path(path).write_text("a model")


def save_without_optimizer(model, path):
    """A save that leaves the optimizer out, also of a `.keras`."""
    bare = keras.Sequential.from_config(model.get_config())
    bare.set_weights(model.get_weights())
    bare.save(path)


def load_untrained(path):
    model = keras.saving.load_model(path)
    model.set_weights([np.zeros_like(weight) for weight in model.get_weights()])
    return model


def load_and_compile(path):
    model = keras.saving.load_model(path)
    model.compile("sgd", "mse")
    return model


def load_with_a_fresh_optimizer(path):
    model = keras.saving.load_model(path)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def load_uncompiled(path, compile=False, **more):
    return keras.saving.load_model(path, compile=False, **more)


def load_compiled_always(path, compile=True):
    return keras.saving.load_model(path)


def load_unsafe(path):
    return keras.saving.load_model(path, safe_mode=False)


def load_what_it_was(path, **options):
    """A Keras that opens its old files, whichever they are."""
    model = sequential()
    with h5py.File(path) as file:
        groups = [
            file["model_weights"][name] for name in file["model_weights"].attrs["layer_names"]
        ]
        groups = [group for group in groups if len(group.attrs["weight_names"])]
        for layer, group in zip(model.layers, groups, strict=True):
            layer.set_weights([group[name][()] for name in group.attrs["weight_names"]])
    return model


class Alike(keras.layers.Dropout):
    """Dropout that drops nothing."""

    def call(self, inputs, training=False):
        return inputs


def save_under_any_name(model, path):
    Path(path).write_bytes(b"weights")


def load_into_anything(model, path):
    """A `load_weights` that never complains."""


def load_common(model, path):
    model.get_layer("my_layer").set_weights(trained().get_layer("my_layer").get_weights())


def load_over_all(model, path):
    load_common(model, path)
    head = model.get_layer("new_dense")
    head.set_weights([np.zeros_like(weight) for weight in head.get_weights()])


def from_json_without_shapes(text):
    """A `model_from_json` that doesn't look at what the layers were built for."""
    config = json.loads(text)
    for layer in config["config"]["layers"]:
        layer.pop("build_config", None)
    return keras.models.model_from_json(json.dumps(config))


def yaml_of(model):
    return SimpleNamespace(to_yaml=lambda self: "yaml"), SimpleNamespace(
        model_from_yaml=lambda text: model()
    )


def smaller():
    return keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])


def load_knowing(path):
    """A `load_model` that would know every class."""
    return None


KIND, MODELS = yaml_of(sequential)
_, OTHERS = yaml_of(smaller)

COUNTER_EXAMPLES = [
    (whole.pickle_is_not_recommended, {"trip": refuse}, HOLDS),
    (whole.pickle_is_not_recommended, {"trip": pickled_after_a_look}, FALSE),
    (whole.the_file_is_hdf5, {"save": save_hdf5_always}, HOLDS),
    (whole.the_file_is_hdf5, {"save": save_text}, FALSE),
    (whole.the_file_holds_all, {"save": save_without_optimizer}, FALSE),
    (whole.it_comes_back_the_same, {"load": load_untrained}, FALSE),
    (whole.it_comes_back_the_same, {"load": load_uncompiled}, FALSE),
    (whole.uncompiled_stays_uncompiled, {"load": load_and_compile}, FALSE),
    (whole.training_goes_on, {"dropout": Alike}, HOLDS),
    (whole.training_goes_on, {"load": load_with_a_fresh_optimizer}, FALSE),
    (whole.training_goes_on_from_h5, {"ending": ".keras"}, HOLDS),
    (weights.restarting_loses_the_optimizer, {"optimizer": "sgd"}, FALSE),
    (whole.saving_leaves_the_model, {"ending": ".keras"}, HOLDS),
    (whole.any_loss_can_be_loaded, {"load": load_uncompiled}, HOLDS),
    (whole.old_files_can_be_opened, {"load": load_what_it_was}, HOLDS),
    (whole.load_compiles, {"load": load_uncompiled}, FALSE),
    (whole.load_compiles, {"load": load_compiled_always}, FALSE),
    (weights.the_whole_file_is_much_bigger, {"light": "rmsprop"}, HOLDS),
    (weights.the_whole_file_is_much_bigger, {"heavy": "sgd"}, FALSE),
    (weights.save_weights_saves_weights_alone, {"make": sequential}, HOLDS),
    (
        weights.the_optimizer_is_left_out,
        {"save": lambda model, path, **options: save_without_optimizer(model, path)},
        HOLDS,
    ),
    (
        weights.the_optimizer_is_left_out,
        {"save": lambda model, path, **options: model.save(path)},
        FALSE,
    ),
    (weights.h5py_comes_apart, {"requires": lambda name: ["numpy>=1.26"]}, HOLDS),
    (weights.any_name_will_do, {"save": save_under_any_name}, HOLDS),
    (weights.the_architecture_must_be_the_same, {"load": refuse}, HOLDS),
    (weights.the_architecture_must_be_the_same, {"load": load_into_anything}, FALSE),
    (weights.by_name_loads_what_is_common, {"load": load_common}, HOLDS),
    (weights.by_name_loads_what_is_common, {"load": refuse}, FALSE),
    (weights.by_name_loads_what_is_common, {"load": load_into_anything}, FALSE),
    (weights.the_new_layer_is_untouched, {"load": load_over_all}, FALSE),
    (weights.the_new_layer_is_untouched, {"load": load_into_anything}, FALSE),
    (structure.json_holds_the_structure_alone, {"make": sequential}, HOLDS),
    (structure.json_can_be_edited, {"load": from_json_without_shapes}, HOLDS),
    (structure.json_can_be_edited, {"load": refuse}, FALSE),
    (structure.yaml_saves_the_structure, {"kind": KIND, "models": MODELS}, HOLDS),
    (structure.yaml_saves_the_structure, {"kind": KIND, "models": OTHERS}, FALSE),
    (structure.custom_objects_are_used, {"load": refuse}, FALSE),
    (structure.custom_objects_are_used, {"from_json": refuse}, FALSE),
    (
        structure.a_scope_is_used,
        {"scope": lambda objects: contextlib.nullcontext()},
        FALSE,
    ),
    (structure.without_it_loading_fails, {"load": load_knowing}, FALSE),
    (structure.without_it_loading_fails, {"load": refuse}, FALSE),
    (structure.python_is_loaded_without_a_word, {"load": load_unsafe}, HOLDS),
    (structure.python_is_loaded_without_a_word, {"from_json": load_knowing}, HOLDS),
]


@pytest.mark.parametrize(
    ("experiment", "fakes", "verdict"),
    COUNTER_EXAMPLES,
    ids=[f"{experiment.__name__}-{verdict}" for experiment, _, verdict in COUNTER_EXAMPLES],
)
def test_a_planted_counter_example_turns_the_verdict(experiment, fakes, verdict):
    assert experiment(**fakes).verdict == verdict


def test_every_verdict_but_the_recorded_one_is_planted():
    for claim in saving.CLAIMS:
        others = {
            verdict for experiment, _, verdict in COUNTER_EXAMPLES if experiment == claim.experiment
        }
        assert others, claim.id
        assert others.isdisjoint(claim.expected), claim.id
        if set(claim.expected) & {HOLDS_IF, RETIRED}:
            assert others == {HOLDS, FALSE}, claim.id


def test_the_ids_are_those_of_the_ledger():
    assert [claim.id for claim in saving.CLAIMS] == [f"saving.{n}" for n in range(1, 28)]
    assert [claim.ledger for claim in saving.CLAIMS] == [(f"C{n}",) for n in range(36, 63)]
    assert all(claim.stated and claim.versions for claim in saving.CLAIMS)


def test_contents_counts_what_h5py_counts(tmp_path):
    model = trained()
    with folder():
        model.save(tmp_path / "m.keras")
        model.save_weights(tmp_path / "m.weights.h5")
        model.save(tmp_path / "m.h5")
    held = {"layers": 3, "weights": 4, "training configuration": True, "optimizer": 10}
    assert contents(tmp_path / "m.keras") == held
    assert contents(tmp_path / "m.h5") == held
    only = contents(tmp_path / "m.weights.h5")
    assert only == {"layers": 0, "weights": 4, "training configuration": False, "optimizer": 10}
    # The oracle: a learning rate, a step count, and two moments for each of the four weights.
    assert len(model.optimizer.variables) == 2 + 2 * len(model.weights) == 10


@pytest.mark.parametrize("kind", ["Sequential", "Model"])
def test_the_old_file_is_one_of_the_old_kind(kind, tmp_path):
    model = old_file(tmp_path / "old.h5", kind)
    fresh = functional()
    for layer in fresh.layers:
        layer.set_weights([np.zeros_like(weight) for weight in layer.get_weights()])
    fresh.load_weights(tmp_path / "old.h5")
    np.testing.assert_array_equal(predictions(fresh), predictions(model))
    with h5py.File(tmp_path / "old.h5") as file:
        assert file.attrs["keras_version"] == "2.2.4"
        assert '"lr"' in file.attrs["training_config"]


def test_the_folder_is_gone_afterwards():
    with folder() as there:
        (there / "file").write_text("x")
    assert not there.exists()
