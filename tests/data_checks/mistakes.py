"""Mistakes that learners make and Keras doesn't name, each planted, with what shall be found.

What no look at data, model and arguments can know stands at the end, with why.
"""

import h5py
import numpy as np
import pandas as pd
import tensorflow as tf

from faqlab.core.backend import keras

from .plans import (
    BINARY,
    CATEGORICAL,
    CLASSES,
    NUMBERS,
    ONE_HOT,
    RNG,
    SPARSE,
    YES_NO,
    X,
    layers,
    linear,
    network,
    sigmoid,
    softmax,
)

SGD, called = keras.optimizers.SGD, keras.callbacks
SERIES = RNG.normal(size=(64, 8, 4))
PIXELS = RNG.integers(0, 256, (64, 8, 8, 1), dtype="uint8")
BAD = X.copy()
BAD[3, 2] = np.nan


def relu():
    return network(layers.Dense(8, "relu"), layers.Dense(3, "softmax"), loss=SPARSE)


def along(units=1, loss="mse", ends=None):
    return network(layers.Dense(units, ends), loss=loss, shape=(8, 4))


def words():
    end = layers.Flatten(), layers.Dense(1, "sigmoid")
    return network(layers.Embedding(10, 2), *end, loss=BINARY, shape=(5,))


def frozen_after_a_fit(flag):
    model = network(layers.Dense(4), 1, loss="mse", eager=False)
    model.layers[0].trainable = not flag
    model.compile("sgd", "mse")
    model.fit(X, NUMBERS, verbose=0)
    model.layers[0].trainable = flag
    return X, NUMBERS, model


def stateful():
    rnn = layers.LSTM(2, stateful=True)
    return network(rnn, 1, loss="mse", shape=(8, 4), batch_size=16, eager=False)


def closed():
    with h5py.File("x.h5", "w", driver="core", backing_store=False) as file:
        data = file.create_dataset("x", data=X)
    return data, CLASSES, softmax()


def image():
    return network(layers.Flatten(), layers.Dense(3, "softmax"), loss=SPARSE, shape=(8, 8, 1))


def frame():
    table = pd.DataFrame(X)
    table.loc[2, 1] = None
    return table, CLASSES, relu()


def repeated():
    return tf.data.Dataset.from_tensor_slices((X, CLASSES)).repeat().batch(8), None, softmax()


class Own(layers.Layer):
    def call(self, x):
        return x


SORTED = np.sort(CLASSES)
SHARE = {"validation_split": 0.2}
FIXED = {"batch_size": 16, "shuffle": False}
HUGE = np.where(np.isnan(BAD), 1e300, X.astype("float64"))

# The name, a function that gives x, y, model and arguments, and the code that is expected.
SILENT = [
    ("NaN in x behind a ReLU", lambda: (BAD, CLASSES, relu()), "nan in x"),
    ("a frame with a missing cell", frame, "nan in x"),
    (
        "NaN in validation data",
        lambda: (X, CLASSES, relu(), {"validation_data": (BAD, CLASSES)}),
        "nan in validation x",
    ),
    ("NaN in y", lambda: (X, BAD[:, 2], linear()), "nan in y"),
    ("infinity in x", lambda: (np.where(np.isnan(BAD), np.inf, X), CLASSES, relu()), "inf in x"),
    ("numbers that overflow", lambda: (HUGE, CLASSES, relu()), "too large"),
    ("labels out of range", lambda: (X, CLASSES + 1, softmax()), "labels out of range"),
    ("fractional labels", lambda: (X, CLASSES + 0.5, softmax()), "fractions for classes"),
    ("-1 and 1 with BCE", lambda: (X, YES_NO * 2 - 1, sigmoid()), "labels not 0 or 1"),
    ("0, 1, 2 with BCE", lambda: (X, CLASSES, sigmoid()), "labels not 0 or 1"),
    ("logits, sparse", lambda: (X, CLASSES, linear(3, SPARSE)), "logits without from_logits"),
    ("logits, one-hot", lambda: (X, ONE_HOT, linear(3, CATEGORICAL)), "logits without from_logits"),
    ("logits, binary", lambda: (X, YES_NO, linear(1, BINARY)), "logits without from_logits"),
    (
        "relu with CE",
        lambda: (X, CLASSES, network(layers.Dense(3, "relu"), loss=SPARSE)),
        "relu at the end",
    ),
    (
        "relu with BCE",
        lambda: (X, YES_NO, network(layers.Dense(1, "relu"), loss=BINARY)),
        "relu at the end",
    ),
    ("BCE on softmax", lambda: (X, ONE_HOT, softmax(loss=BINARY)), "binary loss on softmax"),
    ("(N,8,1) against (N,)", lambda: (SERIES, NUMBERS, along()), "forgotten flatten"),
    ("(N,8,1) against (N,1)", lambda: (SERIES, NUMBERS[:, None], along()), "forgotten flatten"),
    ("(N,2) against (N,1)", lambda: (X, NUMBERS[:, None], linear(2)), "shapes are stretched"),
    (
        "accuracy with mse",
        lambda: (X, NUMBERS, linear(metrics=["accuracy"])),
        "accuracy of measurements",
    ),
    (
        "Accuracy() of probabilities",
        lambda: (X, YES_NO, sigmoid(metrics=[keras.metrics.Accuracy()])),
        "accuracy of equal numbers",
    ),
    (
        "binary accuracy of one-hot",
        lambda: (X, ONE_HOT, softmax(loss=CATEGORICAL, metrics=["binary_accuracy"])),
        "binary accuracy of one-hot",
    ),
    ("pixels that aren't scaled", lambda: (PIXELS, CLASSES, image()), "pixels not scaled"),
    (
        "a split of sorted labels",
        lambda: (X, SORTED, softmax(), SHARE),
        "split of sorted labels",
    ),
    (
        "words beyond the Embedding",
        lambda: (np.full((64, 5), 10), YES_NO, words()),
        "embedding out of range",
    ),
    ("batch_size=0", lambda: (X, CLASSES, softmax(), {"batch_size": 0}), "batch size"),
    ("epochs=0", lambda: (X, CLASSES, softmax(), {"epochs": 0}), "no epoch"),
    ("epochs=-1", lambda: (X, CLASSES, softmax(), {"epochs": -1}), "no epoch"),
    (
        "initial_epoch beyond epochs",
        lambda: (X, CLASSES, softmax(), {"epochs": 3, "initial_epoch": 3}),
        "initial epoch",
    ),
    (
        "a class without a weight",
        lambda: (X, CLASSES, softmax(), {"class_weight": {0: 1, 1: 2}}),
        "class without a weight",
    ),
    (
        "class weights by words",
        lambda: (X, CLASSES, softmax(), {"class_weight": {"0": 1, "1": 2, "2": 1}}),
        "keys of class weights",
    ),
    (
        "class weights of zero",
        lambda: (X, CLASSES, softmax(), {"class_weight": {0: 0, 1: 0, 2: 0}}),
        "weights",
    ),
    (
        "a learning rate of a million",
        lambda: (X, NUMBERS, linear(optimizer=SGD(1e6))),
        "learning rate",
    ),
    (
        "a negative learning rate",
        lambda: (X, NUMBERS, linear(optimizer=SGD(-0.1))),
        "learning rate",
    ),
    ("frozen after a fit", lambda: frozen_after_a_fit(False), "compile again"),
    ("thawed after a fit", lambda: frozen_after_a_fit(True), "compile again"),
    (
        "EarlyStopping with the wrong mode",
        lambda: (
            X,
            CLASSES,
            softmax(metrics=["accuracy"]),
            SHARE | {"callbacks": [called.EarlyStopping("val_accuracy", mode="min")]},
        ),
        "wrong mode",
    ),
    (
        "best weights not put back",
        lambda: (X, CLASSES, softmax(), SHARE | {"callbacks": [called.EarlyStopping()]}),
        "note: last weights",
    ),
    (
        "stateful and shuffled",
        lambda: (SERIES, NUMBERS, stateful(), {"batch_size": 16}),
        "stateful and shuffled",
    ),
    (
        "validation moves a state",
        lambda: (SERIES, NUMBERS, stateful(), FIXED | {"validation_split": 0.25}),
        "note: state and validation",
    ),
]
WARNED = [
    (
        "validation_split=20",
        lambda: (X, CLASSES, softmax(), {"validation_split": 20}),
        "validation split",
    ),
    (
        "a negative split",
        lambda: (X, CLASSES, softmax(), {"validation_split": -0.2}),
        "validation split",
    ),
    ("empty arrays", lambda: (X[:0], CLASSES[:0], softmax()), "empty"),
    (
        "EarlyStopping without validation",
        lambda: (X, CLASSES, softmax(), {"callbacks": [called.EarlyStopping()]}),
        "no validation data",
    ),
    (
        "ReduceLROnPlateau without validation",
        lambda: (X, CLASSES, softmax(), {"callbacks": [called.ReduceLROnPlateau()]}),
        "no validation data",
    ),
    (
        "softmax of one unit",
        lambda: (X, YES_NO, network(layers.Dense(1, "softmax"), loss=BINARY)),
        "softmax of one unit",
    ),
    (
        "a generator that ends",
        lambda: (iter([(X, CLASSES)]), None, softmax(), {"steps_per_epoch": 1, "epochs": 2}),
        "note: a generator",
    ),
]
ENDLESS = [("repeat() without steps", repeated, "endless data")]
CRYPTIC = [
    ("text", lambda: (X, np.array(["a", "b"] * 32), softmax()), "no numbers"),
    ("objects", lambda: (X.astype(object), CLASSES, softmax()), "no numbers"),
    (
        "one-hot with a sparse loss",
        lambda: (X, ONE_HOT, softmax()),
        "one-hot with a sparse loss",
    ),
    (
        "a forgotten Flatten",
        lambda: (SERIES, CLASSES, along(3, SPARSE, "softmax")),
        "forgotten flatten",
    ),
    (
        "numbers with a categorical loss",
        lambda: (X, CLASSES, softmax(loss=CATEGORICAL)),
        "numbers with a categorical loss",
    ),
    ("batch_size=-1", lambda: (X, CLASSES, softmax(), {"batch_size": -1}), "batch size"),
    (
        "stateful, not divisible",
        lambda: (SERIES[:60], NUMBERS[:60], stateful(), FIXED),
        "stateful batches",
    ),
    ("Python lists", lambda: (X.tolist(), CLASSES.tolist(), softmax()), "python lists"),
    ("a closed HDF5 file", closed, "closed file"),
    (
        "an .h5 file with loss 'mse'",
        lambda: (X, NUMBERS, linear(), {"callbacks": [called.ModelCheckpoint("a.h5")]}),
        "short name in h5",
    ),
    (
        "a layer that isn't registered",
        lambda: (
            X,
            NUMBERS,
            network(Own(), 1, loss="mse"),
            {"callbacks": [called.ModelCheckpoint("a.keras")]},
        ),
        "note: own layer in a file",
    ),
    (
        "a callback that is a class",
        lambda: (X, CLASSES, softmax(), {"callbacks": [called.EarlyStopping]}),
        "callback is a class",
    ),
]
# What happens before the data is made, after the training, or elsewhere.
UNKNOWABLE = {
    "x and y shuffled apart": "rows that don't belong together look like hard data",
    "uint8 arithmetic that wraps": "what comes of it is in range again",
    "(p - y) ** 2 in NumPy stretches": "it happens after predict, in the learner's own line",
    "argmax of a sigmoid column": "it happens after predict, in the learner's own line",
    "states leak between predicts": "it happens in predict",
    "an HDF5 file opened with 'w'": "what was in it is gone; an empty set is found as empty",
    "f['x'][[1, 2]][0] = 9 changes a copy": "the data says nothing of what was meant",
    "weights loaded by order": "it happened in load_weights; the model looks right",
    "extra layers in a weights file": "it happened in load_weights; the model looks right",
    "only np.random.seed": "no seed at all is no mistake",
    "the same order in every epoch": "Keras's own doing once a seed is set, in right scripts too",
    "HDF5 indices that don't rise": "it ends in the learner's own line, before fit",
    "HDF5 written without intent": "it ends in the learner's own line",
    "an HDF5 name that exists": "it ends in the learner's own line",
    "a file that is no HDF5": "it ends in the learner's own line",
}
