import h5py
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from faqlab.core.backend import keras

from .plans import (
    BINARY,
    CLASSES,
    NUMBERS,
    RNG,
    YES_NO,
    X,
    codes,
    fit,
    layers,
    linear,
    network,
    report,
    sentence,
    sigmoid,
    softmax,
)


def with_one(array, value, row=5):
    changed = np.array(array, "float32")
    changed[row] = value
    return changed


def behind_a_relu():
    # Not eager: there NaN comes through a ReLU, in a compiled step on a CPU it doesn't.
    end = layers.Dense(3, "softmax")
    return network(layers.Dense(8, "relu"), end, loss="crossentropy", eager=False)


def test_nan_behind_a_relu_is_silent_in_keras_and_told_here():
    x, model = with_one(X, np.nan), behind_a_relu()
    stop = keras.callbacks.TerminateOnNaN()
    with np.errstate(all="ignore"):
        losses = fit(model, x, CLASSES, epochs=3, callbacks=[stop])["loss"]
    assert len(losses) == 3
    assert np.isfinite(losses[-1])
    assert not np.isfinite(model.get_weights()[0]).all()
    told = sentence("nan in x", x, CLASSES, behind_a_relu(), callbacks=[stop])
    assert "4 NaN, the first in row 5" in told
    assert "TerminateOnNaN sees nothing" in told


def test_a_frame_with_a_missing_cell():
    frame = pd.DataFrame(X, columns=list("abcd"))
    frame.loc[7, "b"] = None
    told = sentence("nan in x", frame, pd.Series(CLASSES), behind_a_relu())
    assert "1 NaN, the first in row 7" in told
    assert codes(frame.fillna(0), pd.Series(CLASSES), behind_a_relu()) == ()


def test_infinity():
    told = sentence("inf in x", with_one(X, np.inf), CLASSES, softmax())
    assert "4 inf, the first in row 5" in told


def test_nan_in_targets_trains_on_to_the_last_epoch():
    y = with_one(NUMBERS, np.nan)
    assert np.isnan(fit(linear(), X, y, epochs=3)["loss"]).all()
    assert "goes on with it to the last epoch" in sentence("nan in y", X, y, linear())


def test_nan_in_targets_is_left_to_a_loss_of_the_learners():
    def leaves_out_nan(y_true, y_pred):
        return keras.ops.where(keras.ops.isnan(y_true), 0.0, (y_true - y_pred) ** 2)

    assert codes(X, with_one(NUMBERS, np.nan), linear(loss=leaves_out_nan)) == ()


def test_nan_in_validation_data_gives_a_finite_val_loss_behind_a_relu():
    x_val, model = with_one(X, np.nan), behind_a_relu()
    fit(model, X, CLASSES)
    told = sentence(
        "nan in validation x", X, CLASSES, behind_a_relu(), validation_data=(x_val, CLASSES)
    )
    assert "though val_loss may be a number" in told
    assert codes(X, CLASSES, behind_a_relu(), validation_data=(X, CLASSES)) == ()


def test_nan_in_the_weights_of_samples():
    weights = with_one(np.ones(64), np.nan)
    assert codes(X, CLASSES, softmax(), sample_weight=weights) == ("nan in sample_weight",)


def test_a_layer_of_the_learners_may_fill_in_what_is_missing():
    class FillsIn(layers.Layer):
        def call(self, x):
            return keras.ops.where(keras.ops.isnan(x), 0.0, x)

    (found,) = report(with_one(X, np.nan), NUMBERS, network(FillsIn(), 1, loss="mse")).findings
    assert found.severity == "suspect"


def test_numbers_that_single_precision_has_no_room_for():
    x = X.astype("float64")
    x[3, 1] = 1e300
    with np.errstate(over="ignore"):
        assert np.isinf(x.astype("float32")).any()
    assert "up to 1e+300" in sentence("too large", x, CLASSES, softmax())
    assert codes(np.where(x > 1e30, 0, x), CLASSES, softmax()) == ()


def test_half_precision_has_less_room():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        model = softmax()
    finally:
        keras.config.set_dtype_policy("float32")
    x = np.full((64, 4), 70_000.0)
    assert "float16" in sentence("too large", x, CLASSES, model)
    assert codes(x, CLASSES, softmax()) == ()


@pytest.mark.parametrize(
    ("x", "remedy"),
    [
        (np.full((64, 4), "a"), "StringLookup"),
        (X.astype(object), "astype('float32')"),
        (np.array([[1], [2, 3]] * 32, dtype=object), "pad_sequences"),
        (np.full((64, 4), "2020-01-01", dtype="datetime64[D]"), "astype"),
    ],
)
def test_what_holds_no_numbers(x, remedy):
    assert remedy in sentence("no numbers", x, CLASSES, softmax())


def test_keras_has_little_to_say_to_text():
    with pytest.raises(ValueError, match="Invalid dtype: str"):
        fit(softmax(), np.full((64, 4), "a"), CLASSES)


def test_words_as_labels():
    told = sentence("no numbers", X, np.array(["cat", "dog"] * 32), softmax())
    assert "np.unique(y, return_inverse=True)" in told


def test_a_category_is_no_number_for_keras():
    kinds = pd.Series(CLASSES).astype("category")
    with pytest.raises(ValueError, match="Invalid dtype: category"):
        fit(softmax(), X, kinds)
    assert "astype('float32')" in sentence("no numbers", X, kinds, softmax())


def test_a_model_may_take_text():
    reader = layers.TextVectorization(max_tokens=10, output_sequence_length=3)
    reader.adapt(["a b c"])
    model = keras.Sequential([reader, layers.Embedding(10, 2), layers.Flatten(), layers.Dense(1)])
    model.compile("sgd", "mse")
    assert codes(np.array(["a b c"] * 64), YES_NO, model) == ()


def test_empty_arrays():
    told = report(X[:0], CLASSES[:0], softmax())
    assert set(told.codes) == {"empty"}
    assert "shape (0, 4)" in told.findings[0].sentence
    assert codes(X[:1], CLASSES[:1], softmax()) == ()


def test_python_lists_give_pages_of_error():
    x, y = X.tolist(), CLASSES.tolist()
    with pytest.raises(ValueError, match="Unrecognized data type"):
        fit(softmax(), x, y)
    assert "Write np.array(y)." in sentence("python lists", X, y, softmax())
    told = report(x, CLASSES, softmax(), validation_data=(X, y))
    assert told.codes == ("python lists", "python lists")
    assert "a list of 64" in told.findings[0].sentence
    assert codes(np.array(x), np.array(y), softmax()) == ()


def test_a_closed_file(tmp_path):
    with h5py.File(tmp_path / "data.h5", "w") as file:
        data = file.create_dataset("x", data=X)
        assert codes(data, CLASSES, softmax()) == ()
    assert "within the `with h5py.File(...)` block" in sentence(
        "closed file", data, CLASSES, softmax()
    )


PICTURES = RNG.integers(0, 256, (64, 8, 8, 1), dtype="uint8")


def judge(*before, shape=(8, 8, 1)):
    return network(
        *before, layers.Flatten(), layers.Dense(3, "softmax"), loss="crossentropy", shape=shape
    )


@pytest.mark.parametrize("dtype", ["uint8", "float32", "int64"])
def test_pixels_that_nothing_scales(dtype):
    x = PICTURES.astype(dtype)
    assert fit(judge(), x, CLASSES)["loss"][0] > 5
    told = sentence("pixels not scaled", x, CLASSES, judge())
    assert f"{dtype} from 0 to 255" in told


def test_flat_pixels_of_bytes():
    assert codes(PICTURES.reshape(64, 64), CLASSES, judge(shape=(64,))) == ("pixels not scaled",)


def convolving():
    return judge(layers.Conv2D(2, 3, activation="relu"))


def test_pixels_into_a_convolution():
    assert codes(PICTURES, CLASSES, convolving()) == ("pixels not scaled",)
    assert codes(PICTURES / 255, CLASSES, convolving()) == ()


@pytest.mark.parametrize(
    "before",
    [
        layers.Rescaling(1 / 255),
        layers.BatchNormalization(),
        layers.Normalization(mean=0, variance=1),
    ],
)
def test_pixels_that_a_layer_scales(before):
    assert codes(PICTURES, CLASSES, judge(before)) == ()


@pytest.mark.parametrize(
    "x",
    [
        PICTURES / 255,
        PICTURES.astype("float32") - 127,
        PICTURES // 16,
        RNG.integers(0, 2, (64, 8, 8, 1)),
        RNG.normal(size=(64, 8, 8, 1)),
    ],
)
def test_pictures_that_are_scaled(x):
    assert codes(x, CLASSES, judge()) == ()


def test_measurements_up_to_255_are_no_pixels():
    x = RNG.integers(0, 200, (64, 4))
    assert codes(x, CLASSES, softmax()) == ()
    assert codes(x.astype("uint8"), CLASSES, softmax()) == ()


def test_validation_data_on_another_scale():
    told = sentence(
        "scaled differently",
        PICTURES / 255,
        CLASSES,
        judge(),
        validation_data=(PICTURES.astype("float32"), CLASSES),
    )
    assert "x up to 1, validation x up to 255" in told


def test_one_label_for_all():
    told = sentence("one label only", X, np.ones(64), sigmoid())
    assert "1, 64 times" in told
    assert codes(X, YES_NO, sigmoid()) == ()
    assert codes(X[:16], np.ones(16), sigmoid()) == ()
    assert codes(np.ones((64, 4)), np.ones(64), sigmoid()) == ()
    assert codes(X, np.zeros((64, 2)), network(layers.Dense(2, "sigmoid"), loss=BINARY)) == ()


def test_what_is_too_large_is_looked_at_in_parts(tmp_path):
    with h5py.File(tmp_path / "data.h5", "w") as file:
        x = file.create_dataset("x", (40_000, 1_000), "float32", chunks=(64, 1_000))
        told = report(x, None, softmax(shape=(1_000,)))
        assert told.ok
        assert [one.code for one in told.notes] == ["in parts"]
        assert "of its 40,000 rows" in told.notes[0].sentence


def test_a_dataset_is_looked_at_as_arrays_are():
    data = tf.data.Dataset.from_tensor_slices((with_one(X, np.nan), CLASSES)).batch(8)
    assert codes(data, None, softmax()) == ("nan in x",)
    assert codes(tf.data.Dataset.from_tensor_slices((X, CLASSES)).batch(8), None, softmax()) == ()
    assert codes(X, CLASSES, softmax(), validation_data=data) == ("nan in validation x",)
