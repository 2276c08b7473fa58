"""The oracle is Keras: its History for the epochs, its own losses for the batches."""

import gc
import itertools
import math
import signal

import keras
import numpy as np
import pytest
import tensorflow as tf

from faqlab.core.recorder import Recorder
from faqlab.core.run import Run

X = np.random.default_rng(0).normal(size=(90, 6)).astype("float32")
Y = (X[:, 0] > 0).astype("float32")


def compiled(metrics=("accuracy",), **compile_arguments) -> keras.Model:
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((6,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(1, "sigmoid")]
    )
    arguments = {"optimizer": "sgd", "loss": "binary_crossentropy", "metrics": list(metrics)}
    model.compile(**(arguments | compile_arguments))
    return model


def nan_equal(one: dict, two: dict) -> bool:
    return one.keys() == two.keys() and all(
        np.array_equal(one[name], two[name], equal_nan=True) for name in one
    )


FITS = {
    "arrays": {},
    "validation_data": {"validation_data": (X[:40], Y[:40])},
    "validation_split": {"validation_split": 0.2},
    "validation_freq": {"validation_data": (X, Y), "validation_freq": 2},
    "sample weights": {"sample_weight": np.linspace(0, 1, 90)},
    "class weights": {"class_weight": {0: 1.0, 1: 3.0}},
    "initial epoch": {"initial_epoch": 2},
    "steps_per_epoch": {"steps_per_epoch": 2},
    "reduce on plateau": {
        "callbacks": [keras.callbacks.ReduceLROnPlateau("loss", min_delta=9, patience=1)]
    },
}


@pytest.mark.parametrize("arguments", FITS.values(), ids=FITS.keys())
@pytest.mark.filterwarnings("ignore:.*ran out of data:UserWarning")
def test_epoch_rows_are_keras_history(arguments):
    recorder = Recorder()
    arguments = dict(arguments)
    callbacks = [recorder, *arguments.pop("callbacks", [])]
    history = compiled().fit(X, Y, epochs=4, verbose=0, callbacks=callbacks, **arguments)
    theirs = dict(history.history)
    rates = theirs.pop("learning_rate", None)
    assert nan_equal(recorder.run.history(), theirs)
    assert recorder.run.epochs["epoch"].tolist() == history.epoch
    if rates is not None:
        np.testing.assert_array_equal(recorder.run.epochs["learning_rate"], rates)


@pytest.mark.filterwarnings("ignore:.*ran out of data:UserWarning")
def test_tf_data_without_a_known_length():
    data = tf.data.Dataset.from_generator(
        lambda: iter([(X[:32], Y[:32]), (X[32:40], Y[32:40]), (X[40:], Y[40:])]),
        output_signature=(tf.TensorSpec((None, 6)), tf.TensorSpec((None,))),
    )
    recorder = Recorder()
    history = compiled().fit(data, epochs=2, shuffle=False, verbose=0, callbacks=[recorder])
    assert recorder.run.history() == history.history
    assert recorder.run.batches["samples"].tolist() == [32, 40, 90] * 2
    assert recorder.run.epochs["batches"].tolist() == [3, 6]


def test_several_fits_in_a_row_add_up():
    recorder, model, rows = Recorder(), compiled(), {}
    for start, stop in [(0, 2), (2, 5), (0, 1)]:
        history = model.fit(X, Y, initial_epoch=start, epochs=stop, verbose=0, callbacks=[recorder])
        for name, values in history.history.items():
            rows.setdefault(name, []).extend(values)
    assert recorder.run.history() == rows
    assert recorder.run.epoch_numbers().tolist() == [1, 2, 3, 4, 5, 6]


def test_several_outputs_and_custom_metrics():
    def bias(y_true, y_pred):
        return keras.ops.mean(y_pred - y_true)

    inputs = keras.Input((6,))
    outputs = {name: keras.layers.Dense(1, name=name)(inputs) for name in ("left", "right")}
    model = keras.Model(inputs, outputs)
    model.compile("sgd", "mse", metrics={"left": [bias, "mae"], "right": [keras.metrics.AUC()]})
    recorder = Recorder()
    labels = {"left": Y[:, None], "right": Y[:, None]}
    history = model.fit(X, labels, epochs=2, verbose=0, callbacks=[recorder])
    assert recorder.run.history() == history.history
    assert "loss" in recorder.run.means
    assert "left_mae" in recorder.run.means
    assert not any("auc" in name for name in recorder.run.means)


def test_nan_losses():
    recorder = Recorder()
    y = np.full(90, math.nan, dtype="float32")
    history = compiled(loss="mse").fit(X, y, epochs=2, verbose=0, callbacks=[recorder])
    assert math.isnan(history.history["loss"][-1])
    assert nan_equal(recorder.run.history(), history.history)
    assert recorder.run.summary().not_finite == 2


def test_a_callback_that_comes_after_us_may_add_to_the_logs():
    class Adds(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["gap"] = np.float32(epoch)

    recorder = Recorder()
    history = compiled().fit(X, Y, epochs=2, verbose=0, callbacks=[recorder, Adds()])
    assert recorder.run.history() == history.history
    assert history.history["gap"] == [0, 1]


def test_a_metric_named_like_a_column_of_ours_is_kept_apart():
    metric = keras.metrics.MeanAbsoluteError(name="seconds")
    recorder = Recorder()
    history = compiled([metric]).fit(X, Y, epochs=1, verbose=0, callbacks=[recorder])
    assert recorder.run.history()["metric_seconds"] == history.history["seconds"]


def test_batch_values_are_the_losses_that_train_on_batch_returns():
    """`train_on_batch` returns each batch's own loss: the same steps, taken by hand."""
    ours, by_hand = compiled(), compiled()
    recorder = Recorder()
    ours.fit(X, Y, epochs=2, batch_size=32, shuffle=False, verbose=0, callbacks=[recorder])
    expected = []
    for _ in range(2):
        for start in range(0, 90, 32):
            rows = slice(start, start + 32)
            expected.append(by_hand.train_on_batch(X[rows], Y[rows], return_dict=True))
    for name in ("loss", "accuracy"):
        np.testing.assert_allclose(
            recorder.run.batch_values(name), [float(e[name]) for e in expected], rtol=1e-4
        )


def test_batches_of_several_sizes_are_noticed_and_then_counted_one_by_one():
    """Two epochs of batches of 32, 8 and 50: the first is forgotten, the second is right."""
    cuts = [0, 32, 40, 90]
    rows = [slice(*pair) for pair in itertools.pairwise(cuts)]

    class Uneven(keras.utils.PyDataset):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return X[rows[index]], Y[rows[index]]

    ours, by_hand = compiled(), compiled()
    recorder = Recorder()
    ours.fit(Uneven(), epochs=2, shuffle=False, verbose=0, callbacks=[recorder])
    expected = [by_hand.train_on_batch(X[r], Y[r], return_dict=True) for r in rows * 2]
    own = recorder.run.batch_values("loss")
    assert np.isnan(own[:2]).all()
    np.testing.assert_allclose(own[3:], [float(e["loss"]) for e in expected[3:]], rtol=1e-4)


def test_the_counter_is_read_after_two_batches_of_a_fit_and_the_last_of_each_epoch():
    """Reading it costs some 80 microseconds, which is more than the rest of a step's record."""

    class Watched(Recorder):
        reads = 0

        def _meet_metrics(self, logs):
            super()._meet_metrics(logs)
            counter, recorder = self._counter, self

            class Counter:
                @property
                def value(self):
                    recorder.reads += 1
                    return counter.value

            self._counter = Counter()

    recorder = Watched()
    compiled().fit(X, Y, epochs=3, batch_size=4, verbose=0, callbacks=[recorder])
    assert recorder.reads == 2 + 3
    assert recorder.run.batches["samples"][22] == 90


def test_weighted_metrics_are_not_taken_for_plain_means():
    model = compiled([], weighted_metrics=["accuracy"])
    recorder = Recorder()
    model.fit(X, Y, sample_weight=np.linspace(0, 1, 90), verbose=0, callbacks=[recorder])
    assert recorder.run.means == {"loss"}


class Press(keras.callbacks.Callback):
    """Presses the interrupt in the middle of training."""

    def __init__(self, times):
        super().__init__()
        self.times = times

    def on_train_batch_begin(self, batch, logs=None):
        if self.model.optimizer.iterations == 4:
            for _ in range(self.times):
                signal.raise_signal(signal.SIGINT)


def test_an_interrupt_ends_training_after_the_batch_and_fit_returns():
    recorder, model = Recorder(), compiled()
    before = signal.getsignal(signal.SIGINT)
    history = model.fit(X, Y, epochs=50, verbose=0, callbacks=[recorder, Press(1)])
    assert recorder.run.history() == history.history
    assert len(recorder.run.batches) == model.optimizer.iterations == 5
    assert (recorder.run.state, recorder.run.why) == (
        "stopped",
        "Interrupted; training ended after the batch.",
    )
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_interrupt_raises_and_the_run_is_whole():
    recorder, model = Recorder(), compiled()
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, Y, epochs=50, verbose=0, callbacks=[recorder, Press(2)])
    assert recorder.run.state == "interrupted"
    assert len(recorder.run.epochs) == 1
    assert recorder.run.history() == model.history.history
    assert signal.getsignal(signal.SIGINT) is before


def test_what_a_stopped_fit_leaves_behind_is_cleared_before_the_next():
    """TensorFlow stalls where the pipelines of many stopped epochs pile up: count them."""
    from keras.src.backend.tensorflow.trainer import TFEpochIterator

    gc.collect()
    gc.disable()
    try:
        for _ in range(5):
            model = compiled()
            model.fit(X, Y, epochs=50, verbose=0, callbacks=[Recorder(), Press(1)])
            assert sum(type(one) is TFEpochIterator for one in gc.get_objects()) <= 1
    finally:
        gc.enable()


def test_stop_is_asked_from_another_place_and_early_stopping_still_restores():
    recorder, model = Recorder(), compiled()

    class Stop(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                recorder.stop("Enough.")

    model.fit(X, Y, epochs=9, verbose=0, callbacks=[recorder, Stop()])
    assert (recorder.run.state, recorder.run.why) == ("stopped", "Enough.")
    assert len(recorder.run.batches) == 2 * 3 + 1


def test_a_callback_that_stops_is_said():
    recorder = Recorder()
    stop = keras.callbacks.EarlyStopping("loss", min_delta=9)
    compiled().fit(X, Y, epochs=9, verbose=0, callbacks=[recorder, stop])
    assert (recorder.run.state, recorder.run.why) == ("stopped", "A callback ended training.")


def test_recording_changes_nothing_in_the_weights():
    plain, recorded = compiled(), compiled()
    for model, callbacks in ((plain, []), (recorded, [Recorder()])):
        keras.utils.set_random_seed(1)
        model.fit(X, Y, epochs=3, verbose=0, callbacks=callbacks)
    for one, two in zip(plain.get_weights(), recorded.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_what_is_no_run_is_refused():
    with pytest.raises(TypeError, match=r"needs a run.*Expected: a faqlab.Run.*Received: 'mine'"):
        Recorder("mine")


def test_the_run_that_is_given_is_filled():
    run = Run("mine")
    compiled().fit(X, Y, verbose=0, callbacks=[Recorder(run)])
    assert len(run.epochs) == 1
