"""Honest files raise no alarm, and no damage makes the audit fail."""

import random
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.model_files import formats
from faqlab.model_files.audit import audit
from faqlab.model_files.examine import examine
from faqlab.model_files.findings import CODES, LOOK, REFUSE, Findings

layers = keras.layers
DATA = Path(__file__).parent.parent / "data"
OLD = [path for path in sorted(DATA.glob("keras-*/*")) if path.suffix in (".h5", ".json")]


def alarms(path, custom=()):
    found = Findings()
    kind = examine(Path(path), found, custom)
    assert kind != formats.UNKNOWN
    return [one for one in found if one.severity in (REFUSE, LOOK)]


def dense():
    body = [layers.Dense(5, activation="gelu", kernel_regularizer="l2"), layers.Dropout(0.2)]
    return keras.Sequential([keras.Input((4,)), *body, layers.Dense(3, activation="softmax")])


def functional():
    """Shared layers, several inputs and outputs, a model within the model."""
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    shared, inner = layers.Dense(4), dense()
    joined = layers.Concatenate()([shared(a), shared(b), inner(a)])
    outputs = {"one": layers.Dense(1, name="one")(joined), "two": layers.Dense(2)(joined)}
    return keras.Model({"a": a, "b": b}, outputs)


def operations():
    x, ops = keras.Input((6, 6, 2)), keras.ops
    y = ops.relu(ops.transpose(x, (0, 2, 1, 3)) * 2 + 1)
    return keras.Model(x, ops.concatenate([ops.mean(y, -1, keepdims=True), y[:, :, :, :1]], -1))


def recurrent():
    body = [
        layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
        layers.GRU(3, return_sequences=True, reset_after=True),
        layers.TimeDistributed(layers.Dense(2)),
        layers.RNN(layers.StackedRNNCells([layers.LSTMCell(2), layers.GRUCell(2)])),
    ]
    return keras.Sequential([keras.Input((5, 2)), layers.Masking(), *body])


def convolutional():
    body = [
        layers.Conv2D(4, 3, padding="same", kernel_constraint=keras.constraints.MaxNorm(2)),
        layers.BatchNormalization(),
        layers.DepthwiseConv2D(3),
        layers.SeparableConv2D(4, 3),
        layers.Conv2DTranspose(2, 3, strides=2),
        layers.GlobalAveragePooling2D(),
    ]
    return keras.Sequential([keras.Input((12, 12, 3)), layers.RandomFlip(), *body])


def attention():
    x = keras.Input((5, 8))
    y = layers.LayerNormalization()(x + layers.MultiHeadAttention(2, 4)(x, x))
    return keras.Model(x, layers.EinsumDense("abc,cd->abd", output_shape=(None, 3))(y))


def vectorized():
    layer = layers.TextVectorization(output_sequence_length=4)
    layer.adapt(["the quick brown fox", "https://example.org/a/../b and C:/x"])
    x = keras.Input((1,), dtype="string")
    return keras.Model(x, layers.Embedding(20, 3)(layer(x)))


def looked_up():
    words = layers.StringLookup(vocabulary=["/etc/passwd", "../a", "os.system", "<script>"])
    x = keras.Input((1,), dtype="string")
    return keras.Model(x, layers.Embedding(20, 3)(words(x)))


def normalized():
    layer = layers.Normalization()
    layer.adapt(np.arange(12.0).reshape(3, 4))
    return keras.Sequential([keras.Input((4,)), layer, layers.Dense(2)])


def binned():
    layer = layers.Discretization(num_bins=4)
    layer.adapt(np.arange(12.0).reshape(3, 4))
    return keras.Sequential([keras.Input((4,)), layer, layers.CategoryEncoding(5)])


def mixed():
    return keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(3, dtype="mixed_float16"),
            layers.Dense(2, dtype="bfloat16"),
        ]
    )


def quantized():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.Dense(2)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an InputLayer can't be quantized
        model.quantize("int8")
    return model


def named():
    return keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, name="слой"), layers.Dense(2, name="层 α β\u200b")]
    )


def with_function():
    """A Lambda that only names a function of Keras."""
    return keras.Sequential(
        [keras.Input((4,)), layers.Lambda(keras.ops.abs), layers.Dense(2, activation="relu6")]
    )


def wide():
    """Large, and with its weights: sizes alone are no alarm."""
    return keras.Sequential([keras.Input((1000,)), layers.Dense(2000), layers.Embedding(9000, 4)])


def deep():
    body = [layers.Dense(2) for _ in range(40)]
    return keras.Sequential([keras.Input((2,)), *body])


MODELS = [
    dense, functional, operations, recurrent, convolutional, attention, vectorized, looked_up,
    normalized, binned, mixed, quantized, named, with_function, deep, wide,
]  # fmt: skip


@pytest.mark.parametrize("make", MODELS, ids=lambda make: make.__name__)
def test_an_honest_model(make, tmp_path):
    model = make()
    for name in ("m.keras", "m.weights.h5", "m.json", "m.h5"):
        if name == "m.h5" and make in (vectorized, looked_up):
            continue  # Keras keeps words in .keras files alone
        write(model, tmp_path / name)
        assert alarms(tmp_path / name) == [], name


def write(model, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if path.name.endswith(".weights.h5"):
            model.save_weights(path)
        elif path.suffix == ".json":
            path.write_text(model.to_json())
        elif path.suffix:
            model.save(path)
        else:
            model.export(path, verbose=False)


@pytest.mark.parametrize("make", [dense, vectorized])
def test_an_honest_export(make, tmp_path):
    write(make(), tmp_path / "m")
    assert alarms(tmp_path / "m") == []


COMPILED = {
    "words": ("adam", "categorical_crossentropy", ["accuracy", "AUC"]),
    "objects": (
        lambda: keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 10), 0.9),
        keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
        [keras.metrics.TopKCategoricalAccuracy(2), keras.metrics.F1Score()],
    ),
    "functions": (
        "rmsprop",
        keras.losses.mean_squared_error,
        [keras.metrics.mean_absolute_error],
    ),
    "aliases": ("adamw", "mse", ["mae", "acc"]),
}


@pytest.mark.parametrize("how", COMPILED)
def test_an_honest_training(how, tmp_path):
    optimizer, loss, metrics = COMPILED[how]
    model = dense()
    model.compile(optimizer() if callable(optimizer) else optimizer, loss, metrics=metrics)
    model.fit(np.ones((4, 4)), np.eye(3)[[0, 1, 2, 0]], verbose=0)
    for name in ("m.keras", "m.h5", "m.weights.h5"):
        write(model, tmp_path / name)
        assert alarms(tmp_path / name) == [], name


def my_loss(true, predicted):
    return keras.ops.mean(keras.ops.abs(true - predicted))


def test_a_loss_of_ones_own_by_its_name(tmp_path):
    model = dense()
    model.compile("adam", my_loss)
    write(model, tmp_path / "m.keras")
    assert [one.code for one in alarms(tmp_path / "m.keras")] == ["unknown function"]
    assert alarms(tmp_path / "m.keras", ["my_loss"]) == []


@pytest.mark.parametrize(
    ("name", "settings"),
    [("MobileNetV3Small", {}), ("MobileNetV2", {"alpha": 0.35}), ("EfficientNetB0", {})],
)
def test_an_application(name, settings, tmp_path):
    model = getattr(keras.applications, name)(weights=None, **settings)
    write(model, tmp_path / "m.keras")
    assert alarms(tmp_path / "m.keras") == []


@pytest.mark.parametrize("path", OLD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_keras_1_and_2_wrote(path):
    assert alarms(path) == []


def test_there_are_old_files():
    assert len(OLD) >= 9


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    folder = tmp_path_factory.mktemp("honest")
    model = dense()
    model.compile("adam", "mse")
    model.fit(np.ones((4, 4)), np.ones((4, 3)), verbose=0)
    for name in ("m.keras", "m.h5", "m.weights.h5", "m.json", "m"):
        write(model, folder / name)
    shutil.copy(OLD[0], folder / "old.h5")
    return folder


@pytest.mark.parametrize("name", ["m.keras", "m.h5", "m.weights.h5", "m.json", "old.h5"])
def test_a_file_that_is_cut_anywhere_is_refused(name, honest, tmp_path):
    whole = (honest / name).read_bytes()
    path = tmp_path / name
    for size in [*range(0, len(whole), max(1, len(whole) // 25)), len(whole) - 1]:
        path.write_bytes(whole[:size])
        found = Findings()
        examine(path, found)
        assert REFUSE in {one.severity for one in found}, size


def damaged(whole, count):
    """The file with one bit turned, or 64 bytes that are something else."""
    chance = random.Random(0)
    for _ in range(count):
        data = bytearray(whole)
        place = chance.randrange(len(data))
        if chance.random() < 0.3:
            data[place : place + 64] = chance.randbytes(len(data[place : place + 64]))
        else:
            data[place] ^= 1 << chance.randrange(8)
        yield bytes(data)


@pytest.mark.parametrize("name", ["m.keras", "m.h5", "m.weights.h5", "old.h5"])
def test_a_damaged_file_gets_an_answer(name, honest, tmp_path):
    """By the process apart: HDF5 itself may die over it."""
    for data in damaged((honest / name).read_bytes(), 3):
        (tmp_path / name).write_bytes(data)
        assert {one.code for one in audit(tmp_path / name).findings} <= set(CODES)


LOOK_AT = """
import sys
from pathlib import Path
from faqlab.model_files.examine import examine
from faqlab.model_files.findings import Findings
for path in sys.argv[1:]:
    examine(Path(path), Findings())
"""


def test_many_damaged_files_are_gone_through(honest, tmp_path):
    paths = []
    for name in ("m.keras", "old.h5"):
        for number, data in enumerate(damaged((honest / name).read_bytes(), 60)):
            paths.append(tmp_path / f"{number}-{name}")
            paths[-1].write_bytes(data)
    done = subprocess.run([sys.executable, "-c", LOOK_AT, *paths], timeout=60, check=False)
    # A negative number would be the signal that ended it, in HDF5; an error of ours is 1.
    assert done.returncode <= 0


def test_a_damaged_architecture_gets_an_answer(honest, tmp_path):
    path = tmp_path / "m.json"
    for data in damaged((honest / "m.json").read_bytes(), 60):
        path.write_bytes(data)
        found = Findings()
        examine(path, found)
        assert {one.code for one in found} <= set(CODES)


def test_a_damaged_graph_gets_an_answer(honest, tmp_path):
    shutil.copytree(honest / "m", tmp_path / "m")
    for data in damaged((honest / "m" / "saved_model.pb").read_bytes(), 30):
        (tmp_path / "m" / "saved_model.pb").write_bytes(data)
        found = Findings()
        assert examine(tmp_path / "m", found) == formats.SAVED_MODEL
        assert "graph" in found
