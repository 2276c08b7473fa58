"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import random
import warnings

import keras
import numpy as np
import pytest

from faqlab.claims import freezing
from faqlab.claims import freezing_experiments as tried
from faqlab.core.claim import FALSE, HOLDS


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = freezing.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", freezing.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


class Snapshot:
    """What Keras 2 did: `compile` writes down what trains."""

    snapshot = None

    def compile(self, *arguments, **named):
        super().compile(*arguments, **named)
        self.snapshot = [weight for layer in self.layers for weight in layer.trainable_weights]

    @property
    def trainable_weights(self):
        return super().trainable_weights if self.snapshot is None else self.snapshot

    @property
    def trainable_variables(self):
        return self.trainable_weights


class SnapshotModel(Snapshot, keras.Model):
    pass


class SnapshotSequential(Snapshot, keras.Sequential):
    pass


class Careless(keras.Sequential):
    """A model whose `compile` starts the weights anew."""

    def compile(self, *arguments, **named):
        super().compile(*arguments, **named)
        for weight in self.weights:
            weight.assign(weight + 1)


class Talkative(keras.Sequential):
    def fit(self, *arguments, **named):
        warnings.warn("`trainable` was changed without compile", stacklevel=2)
        return super().fit(*arguments, **named)


class StillDropout(keras.layers.Dropout):
    def call(self, inputs, training=False):
        return inputs if not self.trainable else super().call(inputs, training=training)


class Restless(keras.layers.BatchNormalization):
    """Batch normalization that looks at its batch though it is frozen."""

    def call(self, inputs, training=None, mask=None):
        mean = keras.ops.mean(inputs, axis=0)
        self.moving_mean.assign(mean)
        return inputs - mean


class Wall(keras.layers.Dense):
    """A layer that lets no gradient through."""

    def call(self, inputs, training=None):
        return keras.ops.stop_gradient(super().call(inputs))


class Own(keras.Sequential):
    """A model whose flag is its own."""

    @property
    def trainable(self):
        return self.__dict__.get("own", True)

    @trainable.setter
    def trainable(self, flag):
        self.__dict__["own"] = flag


class Punished(keras.layers.Dense):
    @property
    def losses(self):
        return [0.0]


def deaf(*arguments, trainable=True, **named):
    """A layer that takes the flag and forgets it."""
    return keras.layers.Dense(*arguments, **named)


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.a_layer_made_frozen_stays, {"dense": deaf}, FALSE),
        (tried.the_two_models_differ, {"model": SnapshotModel}, HOLDS),
        (tried.a_model_that_was_fitted_frozen_stays_so, {"model": SnapshotModel}, HOLDS),
        (tried.nothing_changes_without_compile, {"sequential": SnapshotSequential}, HOLDS),
        (tried.compile_puts_it_into_effect, {"sequential": Careless}, FALSE),
        (tried.keras_warns_of_a_change, {"sequential": Talkative}, HOLDS),
        (tried.a_frozen_layer_runs_as_in_inference, {"dropout": StillDropout}, HOLDS),
        (tried.a_frozen_layer_runs_as_in_inference, {"normalization": Restless}, FALSE),
        (tried.layers_below_still_train, {"dense": Wall}, FALSE),
        (tried.layers_below_still_train, {"dense": deaf}, FALSE),
        (tried.a_model_freezes_all_within, {"sequential": Own}, FALSE),
        (tried.the_loss_stays, {"dense": Punished}, HOLDS),
        (tried.the_discriminator_trains, {"sequential": SnapshotSequential}, HOLDS),
    ],
)
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, planted, verdict):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert experiment(**planted).verdict == verdict
