"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import random
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from faqlab.claims import layer_outputs
from faqlab.claims.networks import by_hand, four
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = layer_outputs.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", layer_outputs.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def no_input(model):
    raise AttributeError


def model_of_old(input, output):
    return keras.Model(input, output)


def wrong_model_of_old(input, output):
    return keras.Model(input, output + 1.0)


def backend_of_old(shift=0):
    """What `K.function` was."""
    return SimpleNamespace(
        function=lambda ins, outs: lambda x: [y + shift for y in keras.Function(ins, outs)(x)],
        learning_phase=lambda: 0,
    )


class Alike(keras.layers.Dropout):
    """Dropout that drops nothing."""

    def call(self, inputs, training=False):
        return inputs


class Headstrong(keras.layers.Dropout):
    """Dropout that drops always."""

    def call(self, inputs, training=False):
        return super().call(inputs, training=True)


class Still(keras.layers.BatchNormalization):
    """Batch normalization that never moves."""

    def call(self, inputs, training=None, mask=None):
        return super().call(inputs, training=False)


class Restless(keras.layers.BatchNormalization):
    """Batch normalization that always moves."""

    def call(self, inputs, training=None, mask=None):
        return super().call(inputs, training=True)


def sequential_with_input(layers):
    return keras.Sequential([keras.Input((64,)), *layers])


class NeverOpen(keras.Sequential):
    """A Sequential model that has no inputs, whatever was done with it."""

    @property
    def inputs(self):
        raise AttributeError


class SharedDense:
    """A layer that gives all its outputs, as a list, once it was called twice."""

    def __init__(self, units, **arguments):
        self.layer, self.given = keras.layers.Dense(units, **arguments), []

    def __call__(self, x):
        self.given.append(self.layer(x))
        return self.given[-1]

    @property
    def output(self):
        return self.given[0] if len(self.given) == 1 else self.given


class LostDense(SharedDense):
    @property
    def output(self):
        return None


class StrictDense(SharedDense):
    """A layer as in Keras 2: asked for its output after two calls, it raises."""

    @property
    def output(self):
        if len(self.given) > 1:
            raise AttributeError("ill-defined")
        return self.given[0]


COUNTER_EXAMPLES = [
    (
        layer_outputs.a_new_model_gives_the_output,
        {"extract": lambda ins, out: keras.Model(ins, out + 1.0)},
        FALSE,
    ),
    (
        layer_outputs.a_new_model_gives_the_output,
        {"extract": lambda ins, out: keras.Model(ins, ins)},
        FALSE,
    ),
    (layer_outputs.model_input_is_there, {"get": lambda model: model.inputs[0]}, HOLDS),
    (layer_outputs.model_input_is_there, {"get": no_input}, FALSE),
    (layer_outputs.the_words_are_input_and_output, {"make": model_of_old}, HOLDS),
    (layer_outputs.the_words_are_input_and_output, {"make": wrong_model_of_old}, FALSE),
    (layer_outputs.k_function_gives_the_output, {"backend": backend_of_old()}, HOLDS),
    (layer_outputs.k_function_gives_the_output, {"backend": backend_of_old(1.0)}, FALSE),
    (layer_outputs.a_flag_chooses_the_mode, {"backend": backend_of_old()}, HOLDS),
    (layer_outputs.a_flag_chooses_the_mode, {"dropout": Alike}, FALSE),
    (layer_outputs.a_flag_chooses_the_mode, {"dropout": Headstrong}, FALSE),
    (layer_outputs.looking_changes_nothing, {"normalization": Still}, HOLDS),
    (layer_outputs.looking_changes_nothing, {"normalization": Restless}, FALSE),
    (
        layer_outputs.the_mode_of_the_symbolic_call_stays,
        {"dropout": Headstrong, "normalization": Still},
        HOLDS,
    ),
    (layer_outputs.a_sequential_needs_no_input, {"make": sequential_with_input}, HOLDS),
    (layer_outputs.a_sequential_needs_no_input, {"make": NeverOpen}, FALSE),
    (layer_outputs.a_layer_has_one_output, {"layer": SharedDense}, HOLDS),
    (layer_outputs.a_layer_has_one_output, {"layer": LostDense}, FALSE),
]


@pytest.mark.parametrize(
    ("experiment", "fakes", "verdict"),
    COUNTER_EXAMPLES,
    ids=[f"{experiment.__name__}-{verdict}" for experiment, _, verdict in COUNTER_EXAMPLES],
)
def test_a_planted_counter_example_turns_the_verdict(experiment, fakes, verdict):
    assert experiment(**fakes).verdict == verdict


def test_inner_layers_are_reached_by_a_keras_that_can(monkeypatch):
    inner = layer_outputs.sequential()
    monkeypatch.setattr(layer_outputs, "sequential", lambda: inner)

    def sees(inputs, output):
        return SimpleNamespace(predict=lambda x, verbose: by_hand(inner))

    def sees_wrong(inputs, output):
        return SimpleNamespace(predict=lambda x, verbose: by_hand(inner) + 1)

    assert layer_outputs.inner_layers_are_reached(sees).verdict == HOLDS
    assert layer_outputs.inner_layers_are_reached(sees_wrong).verdict == FALSE


def test_a_layer_that_raises_when_shared_holds_under_the_same_condition():
    evidence = layer_outputs.a_layer_has_one_output(StrictDense)
    assert evidence.verdict == HOLDS_IF
    assert evidence.numbers["called twice"] == "AttributeError"


def test_every_verdict_but_the_recorded_one_is_planted():
    for claim in layer_outputs.CLAIMS[:-1]:  # the last has its own test
        others = {
            verdict for experiment, _, verdict in COUNTER_EXAMPLES if experiment == claim.experiment
        }
        assert others, claim.id
        assert others.isdisjoint(claim.expected)
        if set(claim.expected) & {HOLDS_IF, RETIRED}:
            assert others == {HOLDS, FALSE}, claim.id


def test_the_ids_and_the_sources_are_there():
    ids = [f"layer_outputs.{n}" for n in range(1, 11)]
    assert [claim.id for claim in layer_outputs.CLAIMS] == ids
    for number, claim in enumerate(layer_outputs.CLAIMS, 69):
        assert claim.ledger == (f"C{number}",)
        assert claim.stated


def test_the_digits_are_real_ones():
    assert four().shape == (4, 64)
    assert 0 < four().mean() < 1
