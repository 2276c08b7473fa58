"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import random
import warnings

import keras
import numpy as np
import pytest

from faqlab.claims import removing_experiments as tried
from faqlab.claims import removing_layers
from faqlab.claims.removing_networks import head, hidden
from faqlab.core.claim import FALSE, HOLDS
from faqlab.core.fresh_functions import compile_again

Dense = keras.layers.Dense


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = removing_layers.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", removing_layers.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in removing_layers.CLAIMS for row in claim.ledger}
    assert rows == {f"C{number}" for number in range(112, 116)}


class Fresh(keras.Sequential):
    """A model that forgets its functions when its layers change."""

    def pop(self, rebuild=True):
        layer = super().pop(rebuild)
        compile_again(self)
        return layer

    def add(self, layer, rebuild=True):
        super().add(layer, rebuild)
        if self.built and self.compiled:
            compile_again(self)


class Whole(keras.Sequential):
    """A model whose last layer can be popped too."""

    def pop(self, rebuild=True):
        if len(self._layers) == 1:
            return self._layers.pop()
        return super().pop(rebuild)


class Once(keras.Sequential):
    """A model that is popped once, and not again."""

    popped = False

    def pop(self, rebuild=True):
        if not self.popped:
            self.popped = True
            super().pop(rebuild)


class Lossy(keras.Sequential):
    """A model whose layers forget what they have learned when they are popped."""

    def pop(self, rebuild=True):
        layer = super().pop(rebuild)
        layer.set_weights([weight * 0 for weight in layer.get_weights()])
        return layer


class Still(keras.Sequential):
    """A model that keeps its layers."""

    def pop(self, rebuild=True):
        return self.layers[-1]


class Stubborn(keras.Sequential):
    """A model whose functions outlive `compile`."""

    def compile(self, *arguments, **named):
        made = getattr(self, "predict_function", None)
        super().compile(*arguments, **named)
        self.predict_function = made


class Functional(keras.Model):
    """A functional model that can be popped, so it says."""

    def pop(self):
        return self.layers[-1]


def quiet(dense):
    """A first layer whose `input_dim` is as good as an Input."""

    def make(units, **named):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return dense(units, **named)

    return make


def refusing(units, **named):
    """A first layer that has no such argument."""
    raise ValueError(f"{units}: no such argument")


def copying(inputs, outputs):
    """A model with weights of its own."""
    return keras.models.clone_model(keras.Model(inputs, outputs))


def adapting(inputs, outputs):
    """A model whose shape doesn't matter."""
    return lambda x: np.zeros((len(x), 5))


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.pop_removes_the_last, {"sequential": Still}, FALSE),
        (tried.pop_again_and_again, {"sequential": Whole}, HOLDS),
        (tried.pop_again_and_again, {"sequential": Once}, FALSE),
        (tried.the_first_layer_is_told_its_input, {"dense": quiet(Dense)}, HOLDS),
        (tried.the_first_layer_is_told_its_input, {"dense": refusing}, FALSE),
        (tried.the_output_is_that_of_the_layer_before, {"sequential": Still}, FALSE),
        (tried.what_was_popped_comes_back, {"sequential": Lossy}, FALSE),
        (tried.pop_takes_effect_at_once, {"sequential": Fresh}, HOLDS),
        (tried.one_answer_is_of_one_network, {"sequential": Fresh}, HOLDS),
        (tried.add_takes_effect_at_once, {"sequential": Fresh}, HOLDS),
        (tried.compile_makes_it_so, {"sequential": Stubborn}, FALSE),
        (tried.a_new_head_needs_compile, {"sequential": Fresh}, FALSE),
        (tried.any_model_can_be_popped, {"make": Functional}, HOLDS),
        (tried.a_nested_model_can_be_popped, {"model": adapting}, HOLDS),
        (tried.a_second_model_shares_weights, {"model": copying}, FALSE),
    ],
)
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, planted, verdict):
    assert experiment(**planted).verdict == verdict


def test_every_experiment_has_a_planted_counter_example():
    mark = test_a_keras_that_behaves_otherwise_gets_another_verdict.pytestmark[0]
    planted = {row[0] for row in mark.args[1]}
    assert planted == {claim.experiment for claim in removing_layers.CLAIMS}


def test_the_numbers_of_the_mixed_answer():
    """The sentence of the lesson: 32 rows of the old network, 8 of the new one."""
    numbers = tried.one_answer_is_of_one_network().numbers
    assert numbers == {"samples of 10 numbers": 32, "of 16": 8}
    layers = [keras.Input((64,)), hidden(), head()]
    assert keras.Sequential(layers).output_shape == (None, 10)
