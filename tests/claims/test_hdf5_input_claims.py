"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import random
from types import SimpleNamespace

import h5py
import keras
import numpy as np
import pytest

from faqlab.claims import hdf5_experiments as tried
from faqlab.claims import hdf5_input
from faqlab.claims.hdf5_networks import ROWS, Opening
from faqlab.core.claim import FALSE, HOLDS
from faqlab.core.h5_rows import read_rows


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = hdf5_input.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", hdf5_input.CLAIMS, ids=lambda claim: claim.id)
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in hdf5_input.CLAIMS for row in claim.ledger}
    assert rows == {"C37", *(f"C{number}" for number in range(119, 126))}


def test_the_numbers_that_the_lesson_tells(findings):
    copied = findings["hdf5_input.4"].evidence.numbers
    assert copied["all rows at once"] == "1 of x, 1 of y"
    assert copied["pieces"] == 0
    assert findings["hdf5_input.5"].evidence.numbers["batches after the file was closed"] == 15
    read = findings["hdf5_input.8"].evidence.numbers
    assert read["chunks read, in a row"] == 1
    assert read["chunks read, at random"] > 15


class Picky(keras.Sequential):
    """A model that takes arrays only."""

    def predict(self, x, **named):
        return super().predict(self._checked(x), **named)

    def fit(self, x, y=None, **named):
        return super().fit(self._checked(x), y, **named)

    def _checked(self, x):
        if isinstance(x, h5py.Dataset):
            raise TypeError("an array, please")
        return x


class Streaming(keras.Sequential):
    """A model that reads a dataset batch by batch."""

    def fit(self, x, y, epochs=1, callbacks=(), **named):
        for callback in callbacks:
            callback.set_model(self)
        for _ in range(epochs):
            for low in range(0, ROWS, 32):
                self.train_on_batch(x[low : low + 32], y[low : low + 32])
                for callback in callbacks:
                    callback.on_train_batch_end(low // 32)


class Careless(keras.Sequential):
    """A model that predicts whatever it gets."""

    def predict(self, x, **named):
        return np.zeros(3)


class Sorting(keras.Sequential):
    """A model that reads a dataset from its end."""

    def predict(self, x, **named):
        return super().predict(x[()][::-1] if isinstance(x, h5py.Dataset) else x, **named)


class Turned(Opening):
    """Batches in the other order."""

    def __getitem__(self, index):
        return super().__getitem__(len(self) - 1 - index)


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.the_matrix_is_there, {"utils": SimpleNamespace(HDF5Matrix=1)}, HOLDS),
        (tried.a_dataset_can_be_predicted, {"sequential": Picky}, FALSE),
        (tried.a_dataset_can_be_predicted, {"sequential": Sorting}, FALSE),
        (tried.every_method_takes_a_dataset, {"sequential": Picky}, FALSE),
        (tried.fit_reads_piece_by_piece, {"sequential": Streaming}, HOLDS),
        (tried.the_file_stays_open_to_the_end, {"sequential": Streaming}, HOLDS),
        (tried.the_file_must_be_open_first, {"sequential": Careless}, FALSE),
        (tried.samples_in_any_order, {"pick": read_rows}, HOLDS),
        (tried.samples_in_any_order, {"pick": lambda dataset, rows: dataset["a"]}, FALSE),
        (tried.random_samples_cost_no_more, {"chunk": 1}, HOLDS),
        (tried.several_workers_read_one_file, {"make": Turned}, FALSE),
        (tried.a_models_h5_is_hdf5, {"save": lambda _, path: path.write_bytes(b"PK")}, FALSE),
    ],
)
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, planted, verdict):
    assert experiment(**planted).verdict == verdict
