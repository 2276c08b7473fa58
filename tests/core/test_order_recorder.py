"""The record beside what the model itself writes down, and beside a training without a record."""

import random
import warnings
from contextlib import contextmanager

import h5py
import keras
import numpy as np
import pandas
import pytest
import tensorflow as tf

from faqlab.core.order_recorder import record_order
from faqlab.core.sample_order import APPEARANCE, CONTENT, ROW
from faqlab.core.stream_batches import quiet_first_generator

N, BATCH, EPOCHS = 22, 4, 3
X = np.arange(N, dtype="float32")[:, None]
Y = np.random.default_rng(0).normal(size=(N, 1)).astype("float32")


class Diary(keras.Sequential):
    """A model that writes down, in its own steps, whatever it is given, in a graph too."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.trained, self.tested = [], []

    def _write(self, x, book):
        def write(values):
            book.append(np.ravel(values).astype(int).tolist())
            return np.int64(0)

        tf.numpy_function(write, [x], tf.int64)

    def train_step(self, data):
        self._write(data[0] if isinstance(data, tuple) else data, self.trained)
        return super().train_step(data)

    def test_step(self, data):
        self._write(data[0], self.tested)
        return super().test_step(data)


def network(kind=keras.Sequential, **more):
    layers = [keras.layers.Dense(8, activation="tanh"), keras.layers.Dropout(0.5)]
    model = kind([keras.Input((1,)), *layers, keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.001, momentum=0.9), "mse", **more)
    return model


class Batches(keras.utils.PyDataset):
    """Rows by batches, in an order of its own in each epoch if wanted."""

    def __init__(self, moves=False, **more):
        super().__init__(**more)
        self.order, self.moves, self.rng = np.arange(N), moves, np.random.default_rng(5)

    def __len__(self):
        return -(-N // BATCH)

    def __getitem__(self, index):
        rows = self.order[index * BATCH : (index + 1) * BATCH]
        return X[rows], Y[rows]

    def on_epoch_end(self):
        if self.moves:
            self.order = self.rng.permutation(N)


def endless():
    rng = np.random.default_rng(6)
    while True:
        rows = rng.integers(0, N, BATCH)
        yield X[rows], Y[rows]


def slices():
    return tf.data.Dataset.from_tensor_slices((X, Y))


def noisy():
    """A pipeline that reads in parallel, in whatever order is ready."""
    options = tf.data.Options()
    options.deterministic = False
    whole = slices().map(lambda x, y: (x + 0, y), num_parallel_calls=4)
    return whole.with_options(options).shuffle(5).batch(BATCH).prefetch(3)


ARRAYS = {
    "NumPy": lambda: (X, Y),
    "float64": lambda: (X.astype("float64"), Y),
    "tensors": lambda: (tf.constant(X), tf.constant(Y)),
    "pandas": lambda: (pandas.DataFrame(X), pandas.DataFrame(Y)),
}
OTHERS = {
    "tf.data": lambda: (slices().batch(BATCH),),
    "tf.data, shuffled": lambda: (slices().shuffle(9, seed=1).batch(BATCH),),
    "tf.data, parallel": lambda: (noisy(),),
    "PyDataset": lambda: (Batches(),),
    "PyDataset that moves": lambda: (Batches(moves=True),),
    "PyDataset, 3 workers": lambda: (Batches(moves=True, workers=3),),
}


@contextmanager
def quietly():
    """Without Keras's word that it doesn't shuffle such data."""
    quiet_first_generator()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="`shuffle=True` was passed")
        yield


def record(model, *data, **more):
    with quietly():
        return record_order(model, *data, **more)


def written(book, order):
    """The diary, cut into the epochs of a record."""
    pages = iter(book)
    cut = [[next(pages) for _ in batches] for batches in order]
    assert next(pages, None) is None
    return cut


def as_lists(passes):
    return [[batch.tolist() for batch in batches] for batches in passes]


@pytest.mark.parametrize(
    ("form", "shuffle", "eager"),
    [
        *(("NumPy", shuffle, eager) for shuffle in (True, False, "batch") for eager in (0, 1)),
        *((form, True, False) for form in ARRAYS if form != "NumPy"),
    ],
)
def test_the_rows_of_arrays_are_those_that_the_model_saw(form, shuffle, eager):
    model = network(Diary, run_eagerly=bool(eager))
    order = record(model, *ARRAYS[form](), batch_size=BATCH, epochs=EPOCHS, shuffle=shuffle)
    assert as_lists(order.training) == written(model.trained, order.training)
    assert (order.samples, order.numbered, len(order.training)) == (range(N), ROW, EPOCHS)
    for one in order.epochs:
        assert sorted(one.tolist()) == list(range(N))
    begins = {True: "shuffled", False: "in order", "batch": "shuffled within each batch"}
    assert order.kinds[0] == begins[shuffle]


@pytest.mark.parametrize(
    ("form", "eager"),
    [*((form, False) for form in OTHERS), ("tf.data, shuffled", True), ("PyDataset", True)],
)
def test_samples_of_other_data_are_those_that_the_model_saw(form, eager):
    model = network(Diary, run_eagerly=bool(eager))
    order = record(model, *OTHERS[form](), samples=X, epochs=EPOCHS)
    assert as_lists(order.training) == written(model.trained, order.training)
    assert (order.samples, order.numbered, len(order.training)) == (range(N), CONTENT, EPOCHS)
    for one in order.epochs:
        assert sorted(one.tolist()) == list(range(N))


def test_an_endless_generator_is_cut_where_the_epochs_are():
    model = network(Diary)
    order = record(model, endless(), samples=X, epochs=3, steps_per_epoch=5)
    assert [len(batches) for batches in order.training] == [5, 5, 5]
    assert as_lists(order.training) == written(model.trained, order.training)
    assert "some more than once" in order.kinds[0]


def test_samples_without_their_order_are_numbered_as_they_appear():
    model = network(Diary)
    order = record(model, slices().shuffle(N, seed=1).batch(BATCH), epochs=2)
    assert (order.numbered, order.samples) == (APPEARANCE, range(N))
    assert order.epochs[0].tolist() == list(range(N))
    pages = written(model.trained, order.training)
    first, second = ([sample for batch in page for sample in batch] for page in pages)
    assert order.epochs[1].tolist() == [first.index(sample) for sample in second]


def test_hdf5_datasets_are_recorded():
    with h5py.File("x.h5", "w", driver="core", backing_store=False) as file:
        x, y = (file.create_dataset(name, data=data) for name, data in (("x", X), ("y", Y)))
        model = network(Diary)
        order = record(model, x, y, batch_size=BATCH, epochs=2, validation_split=0.25)
    assert as_lists(order.training) == written(model.trained, order.training)
    assert as_lists(order.validation) == written(model.tested, order.validation)
    assert (order.samples, order.validation_samples) == (range(16), range(16, N))
    assert order.kinds[0] == "shuffled"


VALIDATION = {
    "split": ({"validation_split": 0.3}, range(15, N)),
    "arrays": ({"validation_data": (X, Y)}, range(N)),
    "weights": ({"validation_data": (X, Y, np.ones(N))}, range(N)),
    "other size": ({"validation_data": (X, Y), "validation_batch_size": 5}, range(N)),
    "now and then": ({"validation_data": (X, Y), "validation_freq": 2}, range(N)),
    "steps": ({"validation_data": (X, Y), "validation_steps": 2}, range(N)),
    "tf.data": (
        {"validation_data": slices().shuffle(N).batch(7), "validation_samples": X},
        range(N),
    ),
    "PyDataset": ({"validation_data": Batches(workers=2), "validation_samples": X}, range(N)),
}


@pytest.mark.parametrize("name", VALIDATION)
def test_validation_is_what_the_model_saw(name):
    more, samples = VALIDATION[name]
    model = network(Diary)
    order = record(model, X, Y, batch_size=BATCH, epochs=4, **more)
    assert as_lists(order.validation) == written(model.tested, order.validation)
    assert as_lists(order.training) == written(model.trained, order.training)
    assert order.validation_samples == samples
    assert len(order.validation) == (2 if name == "now and then" else 4)
    inside = "tf.data" if name == "tf.data" else "in order"
    assert (order.validation_kinds[0].split(";")[0] == "in order") == (inside == "in order")


def train(how, form, **more):
    """Train from a seed, with `fit` or with a record; give all that came of it."""
    keras.utils.set_random_seed(7)
    model = network()
    with quietly():
        if how == "fit":
            history = model.fit(*form(), verbose=0, **more)
        else:
            record_order(model, *form(), **more)
            history = model.history
    states = random.getstate(), repr(np.random.get_state())
    drawn = tf.random.uniform(()).numpy()
    return model.get_weights(), history.history, states, drawn


@pytest.mark.parametrize(
    ("form", "more"),
    [
        *(
            ({**ARRAYS, **OTHERS}[name], {})
            for name in [*ARRAYS, *OTHERS]
            if "parallel" not in name
        ),
        (ARRAYS["NumPy"], {"shuffle": "batch"}),
        (ARRAYS["NumPy"], {"shuffle": False, "validation_split": 0.3}),
        (ARRAYS["NumPy"], {"sample_weight": np.arange(N) / N, "batch_size": 5}),
        (ARRAYS["NumPy"], {"validation_data": (X, Y), "steps_per_epoch": 3}),
        (lambda: (endless(),), {"steps_per_epoch": 4}),
    ],
)
def test_training_comes_to_the_same_bits_as_without_a_record(form, more):
    plain, recorded = (train(how, form, epochs=EPOCHS, **more) for how in ("fit", "record"))
    for one, other in zip(plain[0], recorded[0], strict=True):
        np.testing.assert_array_equal(one, other)
    assert plain[1:] == recorded[1:]


def test_several_steps_in_one_call():
    model = network(Diary, steps_per_execution=3)
    order = record(model, X, Y, batch_size=BATCH, epochs=2)
    assert as_lists(order.training) == written(model.trained, order.training)
    assert [len(batches) for batches in order.training] == [6, 6]


class StopAfter(keras.callbacks.Callback):
    def __init__(self, batch):
        super().__init__()
        self.batch = batch

    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = batch == self.batch


def test_an_epoch_that_is_broken_off_has_what_was_seen():
    model = network(Diary)
    order = record(model, X, Y, batch_size=BATCH, epochs=3, callbacks=[StopAfter(2)])
    assert [len(batches) for batches in order.training] == [3]
    assert as_lists(order.training) == written(model.trained, order.training)
    data = slices().batch(BATCH)
    order = record(network(Diary), data, samples=X, epochs=3, callbacks=StopAfter(1))
    assert order.kinds == ["in order; 8 of 22 samples"]


def test_several_inputs_in_a_list_or_a_dict():
    one, two = keras.Input((1,), name="one"), keras.Input((1,), name="two")
    model = keras.Model([one, two], keras.layers.Dense(1)(keras.layers.Add()([one, two])))
    model.compile("sgd", "mse")
    order = record(model, [X, X], Y, batch_size=BATCH, epochs=2, shuffle=False)
    assert order.kinds == ["in order", "in order"]
    named = keras.Model({"one": one, "two": two}, model.output)
    named.compile("sgd", "mse")
    order = record(named, {"one": X, "two": X}, Y, batch_size=BATCH, class_weight=None)
    assert order.kinds == ["shuffled"]
    pairs = tf.data.Dataset.from_tensor_slices(({"one": 0 * X, "two": X}, Y)).batch(BATCH)
    order = record(named, pairs, samples={"one": 0 * X, "two": X})
    assert order.kinds == ["in order"]


def test_without_targets():
    class Own(Diary):
        def compute_loss(self, x=None, y=None, y_pred=None, *more, **named):
            return keras.ops.mean(y_pred**2)

    model = network(Own)
    order = record(model, X, batch_size=BATCH)
    assert as_lists(order.training) == written(model.trained, order.training)


def test_class_weights_count():
    classes = (np.arange(N) % 2)[:, None]
    weights = {}
    for how in ("fit", "record"):
        keras.utils.set_random_seed(1)
        model = network()
        given = {"class_weight": {0: 1.0, 1: 5.0}, "batch_size": BATCH}
        record_order(model, X, classes, **given) if how == "record" else model.fit(
            X, classes, verbose=0, **given
        )
        weights[how] = model.get_weights()
    for one, other in zip(*weights.values(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_model_can_be_trained_on_as_before():
    model = network()
    record(model, X, Y, batch_size=BATCH, epochs=1)
    model.fit(X, Y, batch_size=BATCH, verbose=0)
    assert len(record(model, X, Y, epochs=2, initial_epoch=1).training) == 1


def test_a_set_that_is_not_the_samples_is_told():
    order = record(network(), slices().map(lambda x, y: (x + 0.5, y)).batch(4), samples=X)
    assert order.kinds == ["none of these samples is among those given"]


def bare():
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: record_order(bare(), X, Y),
            TypeError,
            "Only a compiled model can be trained. Expected: a compiled Keras model. Received: "
            "'Sequential'. Call `model.compile(...)` first.",
        ),
        (lambda: record_order(X, Y), TypeError, "Only a compiled model can be trained."),
        (
            lambda: record_order(network(), X, Y, epoch=3),
            TypeError,
            "`fit` has no argument 'epoch'. Expected: one of 'epochs'",
        ),
        (
            lambda: record_order(network(), None),
            ValueError,
            "There are no data to train on. Expected: arrays, a tf.data.Dataset, a generator or",
        ),
        (
            lambda: record_order(network(), X, Y, samples=X),
            ValueError,
            "The rows of arrays are their numbers: they need no samples beside them. Expected: no "
            "`samples`. Received: 'ndarray'.",
        ),
        (
            lambda: record_order(network(), X, Y, validation_samples=X),
            ValueError,
            "There are validation samples, and no validation. Expected: `validation_data=` too.",
        ),
        (
            lambda: record(network(), slices().batch(4), samples=[X, X]),
            ValueError,
            "The samples have another number of inputs than the data. Expected: 1 arrays.",
        ),
        (
            lambda: record(network(), slices().batch(4), validation_split=0.5),
            ValueError,
            "Argument `validation_split` is only supported for tensors or NumPy arrays",
        ),
        (
            lambda: record(network(), slices().batch(4), Y),
            ValueError,
            "When providing `x` as a tf.data.Dataset, `y` should not be passed",
        ),
    ],
)
def test_what_is_wrong_is_said(call, error, message):
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value).startswith(message)


def test_several_devices_are_refused(monkeypatch):
    model = network()

    class Two:
        num_replicas_in_sync = 2

    model._distribute_strategy = Two()
    with pytest.raises(NotImplementedError, match=r"Expected: a model on one device\. Received: 2"):
        record_order(model, X, Y)


def test_another_backend_is_refused(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(NotImplementedError, match=r"Expected: the backend 'tensorflow'"):
        record_order(network(), X, Y)


def test_ragged_samples_are_refused():
    ragged = tf.data.Dataset.from_tensor_slices(tf.ragged.constant([[1.0], [2.0, 3.0]])).batch(2)
    with pytest.raises(TypeError, match=r"Expected: dense tensors\. Received: 'RaggedTensor'"):
        record(network(), ragged.map(lambda x: (x, tf.zeros((2, 1)))))
