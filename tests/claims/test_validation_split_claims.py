"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import random
import warnings

import keras
import numpy as np
import pytest

from faqlab.claims import split_experiments as tried
from faqlab.claims import validation_split
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = validation_split.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", validation_split.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in validation_split.CLAIMS for row in claim.ledger}
    assert rows == {"C86", "C87", "C88"}


def test_the_numbers_are_those_of_the_faq(findings):
    numbers = {id: finding.evidence.numbers for id, finding in findings.items()}
    assert numbers["validation_split.1"] == {"0.1": "rows 90 to 99", "0.25": "rows 75 to 99"}
    assert numbers["validation_split.3"]["100 rows, 0.9"] == "9 for training"
    assert numbers["validation_split.12"]["20"] == "trains on 0 of 10 rows, validates on 10"
    inputs = numbers["validation_split.8"]
    assert [name for name, what in inputs.items() if what == "ValueError"] == [
        *("list", "generator", "PyDataset")
    ]


def rows_of(x):
    return np.asarray(x).shape[0]


class Splitting(keras.Sequential):
    """A model that makes the validation data itself; `cut` says how."""

    def fit(self, x, y=None, validation_split=0.0, validation_data=None, **named):
        if validation_split and validation_data is None:
            train, validation = self.cut(rows_of(x), validation_split)
            weight = named.pop("sample_weight", None)
            if weight is not None:
                named["sample_weight"] = weight[train]
            x, y = np.asarray(x), np.asarray(y)
            validation_data = x[validation], y[validation]
            x, y = x[train], y[train]
        return super().fit(x, y, validation_data=validation_data, **named)

    def cut(self, rows, fraction):
        raise NotImplementedError


class First(Splitting):
    """The first rows are kept for validation."""

    def cut(self, rows, fraction):
        kept = rows - int(rows * (1 - fraction))
        return np.arange(kept, rows), np.arange(kept)


class Rounding(Splitting):
    """The share is rounded, so that 10 % of 7 is 1 and 90 % of 101 is 91."""

    def cut(self, rows, fraction):
        cut = round(rows * (1 - fraction))
        return np.arange(cut), np.arange(cut, rows)


class Up(Splitting):
    """Training always gets a row more."""

    def cut(self, rows, fraction):
        cut = int(rows * (1 - fraction)) + 1
        return np.arange(cut), np.arange(cut, rows)


class Shuffling(Splitting):
    """The rows are shuffled before the cut, anew in each fit."""

    made = 0

    def cut(self, rows, fraction):
        Shuffling.made += 1
        order = np.random.default_rng(Shuffling.made).permutation(rows)
        cut = int(rows * (1 - fraction))
        return order[:cut], order[cut:]


class Turning(keras.Sequential):
    """The validation data are turned round after each epoch."""

    def fit(self, x, y, validation_split=0.0, epochs=1, callbacks=(), **named):
        cut = int(len(x) * (1 - validation_split))
        x_val, y_val = x[cut:], y[cut:]
        for _ in range(epochs):
            data = x_val, y_val
            super().fit(x[:cut], y[:cut], validation_data=data, callbacks=callbacks, **named)
            x_val = x_val[::-1]


class Careful(keras.Sequential):
    """A model that refuses what it doesn't cut well, and warns."""

    def fit(self, x, y=None, validation_split=0.0, **named):
        if not 0 < validation_split < 1:
            raise ValueError("a share, please")
        if y is not None and len(np.unique(np.asarray(y)[: rows_of(y) // 2])) < 2:
            warnings.warn("a class is missing", stacklevel=2)
        return super().fit(x, y, validation_split=validation_split, **named)


class Strict(keras.Sequential):
    """Nothing but arrays of NumPy can be split."""

    def fit(self, x, y=None, **named):
        if not isinstance(x, np.ndarray):
            raise ValueError("an array, please")
        return super().fit(x, y, **named)


class Nothing(keras.Sequential):
    """Nothing can be split at all."""

    def fit(self, *given, **named):
        raise ValueError("no")


class Greedy(keras.Sequential):
    """Both the fraction and the data are used."""

    def fit(self, x, y, validation_split=0.0, validation_data=None, **named):
        cut = int(len(x) * (1 - validation_split))
        return super().fit(x[:cut], y[:cut], validation_data=validation_data, **named)


class All(keras.Sequential):
    """Whatever comes is made an array first."""

    def fit(self, x, y=None, **named):
        x, y = (np.arange(64.0)[:, None], np.zeros((64, 1))) if y is None else (x, y)
        return super().fit(np.asarray(x, "float32"), np.asarray(y, "float32"), **named)


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.the_last_rows, First, FALSE),
        (tried.rounded_down, Rounding, FALSE),
        (tried.even_shares_are_exact, Rounding, HOLDS),
        (tried.even_shares_are_exact, Up, FALSE),
        (tried.cut_before_shuffling, Shuffling, FALSE),
        (tried.the_same_in_every_epoch, Turning, FALSE),
        (tried.the_same_in_every_fit, Shuffling, FALSE),
        (tried.the_same_as_validation_data, First, FALSE),
        (tried.any_input_can_be_split, All, HOLDS),
        (tried.any_input_can_be_split, Nothing, FALSE),
        (tried.any_input_can_be_split, Strict, HOLDS_IF),
        (tried.arrays_only, Strict, HOLDS),
        (tried.validation_data_wins, Greedy, FALSE),
        (tried.weights_are_cut_too, First, FALSE),
        (tried.a_wrong_fraction_is_refused, Careful, HOLDS),
        (tried.missing_classes_are_reported, Careful, HOLDS),
    ],
)
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, planted, verdict):
    assert experiment(planted).verdict == verdict


def test_every_experiment_has_a_keras_that_behaves_otherwise():
    mark = next(
        one
        for one in test_a_keras_that_behaves_otherwise_gets_another_verdict.pytestmark
        if one.name == "parametrize"
    )
    assert {one[0] for one in mark.args[1]} == {
        claim.experiment for claim in validation_split.CLAIMS
    }
