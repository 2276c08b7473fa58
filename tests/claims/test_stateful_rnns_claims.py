"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import random
import warnings

import keras
import numpy as np
import pytest

from faqlab.claims import stateful_experiments as tried
from faqlab.claims import stateful_rnns
from faqlab.claims.stateful_networks import KINDS, UNITS
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF
from faqlab.core.rnn_states import kept_states, reset_states

LSTM = keras.layers.LSTM


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = stateful_rnns.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", stateful_rnns.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in stateful_rnns.CLAIMS for row in claim.ledger}
    assert rows == {f"C{number}" for number in range(103, 112)}


def forgetful(*arguments, stateful=False, **named):
    """A layer that takes the flag and forgets it."""
    return LSTM(*arguments, **named)


class Mixing(LSTM):
    """A layer whose rows all see the same mean."""

    def call(self, sequences, initial_state=None, mask=None, training=False):
        mean = keras.ops.mean(sequences, axis=0, keepdims=True) + 0 * sequences
        return super().call(mean, initial_state, mask, training)


class Strict(LSTM):
    """A layer that looks at the rows while it runs too, and not only while it is traced."""

    def call(self, sequences, initial_state=None, mask=None, training=False):
        rows = keras.ops.shape(sequences)[0]
        keras.ops.reshape(sequences, (rows, -1, 2))
        again = keras.ops.reshape(keras.ops.ones((rows,)), (4,))
        return super().call(sequences * again[:, None, None], initial_state, mask, training)


class OldLSTM(LSTM):
    """A layer that takes the old names."""

    def __init__(self, units, batch_size=None, batch_input_shape=None, **named):
        super().__init__(units, **named)


class Needy(LSTM):
    """A layer that isn't built by the first batch."""

    def build(self, sequences_shape, initial_state_shape=None):
        if not self._inbound_nodes and self.stateful:
            raise ValueError("an Input, please")


class Old(keras.Sequential):
    """A model with the methods that it had."""

    def reset_states(self):
        reset_states(self)

    def predict_classes(self, x=None):
        return np.zeros(3)


class Resetting(keras.Sequential):
    """A model that begins each epoch with zeros, and keeps validation and order out."""

    def fit(self, *arguments, callbacks=(), **named):
        model = self

        class Reset(keras.callbacks.Callback):
            def on_epoch_begin(self, epoch, logs=None):
                reset_states(model)

        named["shuffle"] = False
        return super().fit(*arguments, callbacks=[Reset(), *callbacks], **named)

    def evaluate(self, *arguments, callbacks=None, **named):
        # Keras hands the callbacks of `fit` on, as a list that is ready.
        callbacks.on_test_begin()
        with kept_states(self):
            given = {name: one for name, one in named.items() if name != "_use_cached_eval_dataset"}
            result = super().evaluate(*arguments, **given)
        callbacks.on_test_end()
        return result


class NoCells(keras.layers.RNN):
    """A layer of several cells that can be reset."""

    def reset_state(self):
        for one in keras.tree.flatten(list(self.states)):
            one.assign(keras.ops.zeros_like(one))


class Still(NoCells):
    def reset_state(self):
        pass


class Steady(LSTM):
    """A layer that is called and trained without moving anything."""

    def call(self, sequences, initial_state=None, mask=None, training=False):
        output = super().call(sequences, initial_state, mask, training)
        if self.stateful:
            self.reset_state()
        return output


class Wider(LSTM):
    """A layer that keeps a weight more where it is stateful."""

    def build(self, sequences_shape, initial_state_shape=None):
        super().build(sequences_shape)
        if self.stateful:
            self.more = self.add_weight(shape=(1,))


class Exact(LSTM):
    """A layer for five steps only."""

    def call(self, sequences, initial_state=None, mask=None, training=False):
        if sequences.shape[1] not in (None, 5):
            raise ValueError("five steps, please")
        return super().call(sequences, initial_state, mask, training)


class Blind(keras.layers.Layer):
    """Both directions are forward."""

    def __init__(self, rnn):
        super().__init__()
        self.rnn = rnn

    def build(self, shape):
        self.rnn.build(shape)

    def call(self, inputs):
        once = self.rnn(inputs)
        return keras.ops.concatenate([once, once], axis=-1)


class Frozen(LSTM):
    """A layer that learns nothing, so that every step is the same."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, trainable=False, **named)


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.in_parts_as_in_one, {"kinds": KINDS | {"LSTM": forgetful}}, FALSE),
        (tried.rows_must_stay_in_place, {"kind": Mixing}, FALSE),
        (tried.every_batch_has_as_many_rows, {"kind": Strict}, HOLDS),
        (tried.every_batch_has_as_many_rows, {"kind": forgetful}, FALSE),
        (tried.the_layer_takes_the_batch_size, {"kind": OldLSTM}, HOLDS),
        (tried.the_batch_size_is_given_first, {"kind": forgetful}, FALSE),
        (tried.the_batch_size_is_given_first, {"kind": Needy}, HOLDS),
        (tried.every_method_moves_the_state, {"kind": Steady}, FALSE),
        (tried.the_model_predicts_classes, {"sequential": Old}, HOLDS),
        (tried.the_model_resets, {"sequential": Old}, HOLDS),
        (tried.the_layer_resets, {"rnn": NoCells}, HOLDS),
        (tried.the_layer_resets, {"rnn": Still}, HOLDS_IF),
        (tried.each_epoch_begins_with_zeros, {"sequential": Resetting}, HOLDS),
        (tried.validation_leaves_the_state, {"sequential": Resetting}, HOLDS),
        (tried.shuffling_must_be_off, {"sequential": Resetting}, FALSE),
        (tried.gradients_reach_the_batch_before, {"kind": Frozen}, HOLDS),
        (tried.weights_fit_both, {"kind": Wider}, FALSE),
        (tried.batches_have_as_many_steps, {"kind": Exact}, HOLDS),
        (tried.both_directions_are_carried, {"both": Blind}, HOLDS),
    ],
)
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, planted, verdict):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert experiment(**planted).verdict == verdict


def test_a_file_that_keeps_the_state_gets_another_verdict():
    kept = {}

    def save(model, path):
        kept["model"] = model

    assert tried.a_file_keeps_the_state(save, lambda path: kept["model"]).verdict == HOLDS


def test_the_numbers_of_the_single_row():
    """The sentence of the lesson: five rows go in, eight come out."""
    numbers = tried.every_batch_has_as_many_rows().numbers
    assert numbers["rows given and got"] == "5 and 8"
    assert numbers["4 + 1 rows"] == f"(8, {UNITS})"
