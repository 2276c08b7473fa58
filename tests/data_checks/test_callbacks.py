import pytest

from faqlab.core.backend import keras
from faqlab.core.checked_stopping import CheckedStopping
from faqlab.core.hook_log import HookLog
from faqlab.core.recorder import Recorder

from .plans import (
    CLASSES,
    NUMBERS,
    X,
    codes,
    fit,
    layers,
    linear,
    loudly,
    network,
    report,
    sentence,
    softmax,
)

called = keras.callbacks


def test_a_class_in_place_of_a_callback():
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        fit(softmax(), X, CLASSES, callbacks=[called.EarlyStopping])
    told = sentence("callback is a class", X, CLASSES, softmax(), callbacks=[called.EarlyStopping])
    assert "EarlyStopping(...), with parentheses" in told


@pytest.mark.parametrize("one", [print, "EarlyStopping", 3])
def test_something_that_is_no_callback(one):
    assert codes(X, CLASSES, softmax(), callbacks=[one]) == ("no callback",)


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        called.TerminateOnNaN(),
        [[called.TerminateOnNaN()], called.CSVLogger("log.csv")],
        called.CallbackList([called.TerminateOnNaN()]),
        (called.LambdaCallback(),),
    ],
)
def test_callbacks(given):
    assert codes(X, CLASSES, softmax(), callbacks=given) == ()


@pytest.mark.parametrize(
    "waiting",
    [
        called.EarlyStopping(restore_best_weights=True),
        called.ReduceLROnPlateau(),
        called.ModelCheckpoint("best.keras", save_best_only=True),
    ],
)
def test_a_callback_that_waits_for_validation(waiting):
    model = softmax()
    told = sentence("no validation data", X, CLASSES, model, callbacks=[waiting])
    assert "monitor='loss'" in told
    assert codes(X, CLASSES, model, callbacks=[waiting], validation_split=0.2) == ()
    validation = X[:9], CLASSES[:9]
    assert codes(X, CLASSES, model, callbacks=[waiting], validation_data=validation) == ()


def test_early_stopping_without_validation_never_stops():
    stop = called.EarlyStopping(patience=0)
    history, heard = loudly(fit, softmax(), X, CLASSES, epochs=3, callbacks=[stop])
    assert len(history["loss"]) == 3
    assert len(heard) >= 1


def test_a_checkpoint_that_saves_always_waits_for_nothing():
    checkpoint = called.ModelCheckpoint("last.keras")
    assert codes(X, CLASSES, softmax(), callbacks=[checkpoint]) == ()


def test_a_monitor_that_nobody_records():
    stop = called.EarlyStopping("val_acc", mode="max", restore_best_weights=True)
    model = softmax(metrics=["accuracy"])
    told = sentence("unknown monitor", X, CLASSES, model, callbacks=[stop], validation_split=0.2)
    assert "Write monitor='val_accuracy'." in told
    right = called.EarlyStopping("val_accuracy", restore_best_weights=True)
    assert codes(X, CLASSES, model, callbacks=[right], validation_split=0.2) == ()


@pytest.mark.parametrize(
    "metrics",
    [
        ["accuracy"],
        ["acc"],
        ["sparse_categorical_accuracy"],
        [keras.metrics.SparseCategoricalAccuracy()],
        [keras.metrics.SparseCategoricalAccuracy(name="share")],
        [keras.metrics.sparse_categorical_accuracy],
        {"dense": ["accuracy"]},
    ],
)
def test_the_names_that_an_epoch_records_are_keras_own(metrics):
    model = softmax(metrics=metrics if isinstance(metrics, list) else None)
    names = [one for one in fit(model, X, CLASSES, validation_split=0.2)]
    for name in names:
        stop = called.EarlyStopping(name, mode="auto", restore_best_weights=True)
        assert "unknown monitor" not in codes(
            X, CLASSES, model, callbacks=[stop], validation_split=0.2
        )
    stop = called.EarlyStopping("val_nothing", mode="min", restore_best_weights=True)
    found = codes(X, CLASSES, model, callbacks=[stop], validation_split=0.2)
    assert found == ("unknown monitor",)


def two_ends(**more):
    inputs = keras.Input((4,))
    ends = [layers.Dense(3, "softmax", name="kind")(inputs), layers.Dense(1, name="size")(inputs)]
    model = keras.Model(inputs, ends)
    model.compile("sgd", ["sparse_categorical_crossentropy", "mse"], run_eagerly=True, **more)
    return model


@pytest.mark.parametrize("metrics", [None, [["accuracy"], ["mae"]], {"size": ["mae", "mse"]}])
def test_the_names_of_several_outputs_are_keras_own(metrics):
    model = two_ends(metrics=metrics)
    for name in fit(model, X, [CLASSES, NUMBERS], validation_split=0.2):
        stop = called.EarlyStopping(name, mode="min", restore_best_weights=True)
        found = codes(X, [CLASSES, NUMBERS], model, callbacks=[stop], validation_split=0.2)
        assert "unknown monitor" not in found, name
    stop = called.EarlyStopping("val_accuracy", mode="max", restore_best_weights=True)
    found = codes(X, [CLASSES, NUMBERS], model, callbacks=[stop], validation_split=0.2)
    assert "unknown monitor" in found


def test_a_callback_of_the_learners_may_record_anything():
    class Records(called.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["val_loss"] = 1.0

    stop = called.EarlyStopping(restore_best_weights=True)
    assert codes(X, CLASSES, softmax(), callbacks=[Records(), stop]) == ()
    for ours in (Recorder(), HookLog(), CheckedStopping("loss")):
        found = codes(X, CLASSES, softmax(), callbacks=[ours, stop])
        assert found == ("no validation data",)


def test_a_train_step_of_the_learners_may_record_anything():
    class Own(keras.Model):
        def train_step(self, data):
            return {"score": 1.0}

    inputs = keras.Input((4,))
    model = Own(inputs, layers.Dense(3, "softmax")(inputs))
    model.compile("sgd", "sparse_categorical_crossentropy")
    stop = called.EarlyStopping("score", mode="max", restore_best_weights=True)
    assert codes(X, CLASSES, model, callbacks=[stop]) == ()


def test_the_learning_rate_is_recorded_by_those_who_change_it():
    stop = called.EarlyStopping("learning_rate", mode="min", restore_best_weights=True)
    schedule = called.LearningRateScheduler(lambda epoch: 0.01)
    assert codes(X, CLASSES, softmax(), callbacks=[stop]) == ("unknown monitor",)
    assert codes(X, CLASSES, softmax(), callbacks=[schedule, stop]) == ()


@pytest.mark.parametrize(
    ("monitor", "mode"), [("val_accuracy", "min"), ("accuracy", "min"), ("val_loss", "max")]
)
@pytest.mark.parametrize(
    "metric", ["accuracy", keras.metrics.SparseCategoricalAccuracy(name="accuracy")]
)
def test_the_worst_taken_for_the_best(monitor, mode, metric):
    model = softmax(metrics=[metric])
    stop = called.EarlyStopping(monitor, mode=mode, restore_best_weights=True)
    told = sentence("wrong mode", X, CLASSES, model, callbacks=[stop], validation_split=0.2)
    assert f"mode={mode!r}" in told
    other = {"min": "max", "max": "min"}[mode]
    for right in (other, "auto"):
        stop = called.EarlyStopping(monitor, mode=right, restore_best_weights=True)
        assert codes(X, CLASSES, model, callbacks=[stop], validation_split=0.2) == ()


def test_the_wrong_mode_is_silent():
    stop = called.EarlyStopping("loss", mode="max", patience=1)
    assert len(fit(softmax(), X, CLASSES, epochs=20, callbacks=[stop])["loss"]) < 20


def test_a_short_name_in_an_old_file(tmp_path):
    path = tmp_path / "best.h5"
    model = linear(eager=False)
    model.save(path)
    with pytest.raises(ValueError, match="Could not"):
        keras.saving.load_model(path)
    checkpoint = called.ModelCheckpoint(path)
    assert "best.h5" in sentence("short name in h5", X, NUMBERS, model, callbacks=[checkpoint])
    for loss, ending in [("mean_squared_error", "h5"), ("mse", "keras"), ("huber", "h5")]:
        right = linear(loss=loss, metrics=["mae"], eager=False)
        path = tmp_path / f"right.{ending}"
        right.save(path)
        keras.saving.load_model(path)
        checkpoint = called.ModelCheckpoint(path)
        assert codes(X, NUMBERS, right, callbacks=[checkpoint]) == ()


def test_a_file_named_after_the_validation():
    checkpoint = called.ModelCheckpoint("{epoch}-{val_loss:.2f}.keras")
    assert codes(X, CLASSES, softmax(), callbacks=[checkpoint]) == ("no validation data",)
    assert codes(X, CLASSES, softmax(), callbacks=[checkpoint], validation_split=0.2) == ()


def test_layers_of_the_learners_in_a_file_are_told_of():
    class Double(layers.Layer):
        def call(self, x):
            return x * 2

    model = network(Double(), 1, loss="mse")
    told = report(X, NUMBERS, model, callbacks=[called.ModelCheckpoint("a.keras")])
    assert told.ok
    assert [one.code for one in told.notes] == ["own layer in a file"]
    assert "Double" in told.notes[0].sentence
    assert not report(X, NUMBERS, linear(), callbacks=[called.ModelCheckpoint("a.keras")]).notes


def test_that_the_last_weights_are_kept_is_told():
    told = report(X, CLASSES, softmax(), callbacks=[called.EarlyStopping("loss")])
    assert told.ok
    assert [one.code for one in told.notes] == ["last weights"]
