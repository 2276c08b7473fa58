"""Trainings that are right, the lessons' own among them: nothing may be found in any of them."""

import numpy as np
import pandas as pd
import tensorflow as tf
from sklearn.datasets import (
    load_breast_cancer,
    load_diabetes,
    load_iris,
    load_linnerud,
    load_wine,
)
from sklearn.preprocessing import scale

from faqlab.core.backend import keras
from faqlab.core.datasets import digits, eeg, stocks
from faqlab.core.recorder import Recorder
from faqlab.core.stateful_training import StatefulTraining
from faqlab.core.stream_batches import stream_batches
from faqlab.history import LiveCurves

layers, callbacks, losses, metrics = keras.layers, keras.callbacks, keras.losses, keras.metrics
Input, Dense, Model = keras.Input, layers.Dense, keras.Model
SPARSE, BINARY = "sparse_categorical_crossentropy", "binary_crossentropy"
CATEGORICAL = "categorical_crossentropy"
(X, Y), TEST = digits()
RNG = np.random.default_rng(0)
SCRIPTS = {}


def script(function):
    """Keep a function that gives x, y, the model and the other arguments of fit."""
    SCRIPTS[function.__name__] = function
    return function


def network(*stack, shape=(8, 8, 1), loss=SPARSE, metrics=(), optimizer="adam", **more):
    model = keras.Sequential([Input(shape, **more), *stack])
    model.compile(optimizer, loss, metrics=list(metrics))
    return model


def judge(*stack, units=10, **more):
    return network(layers.Flatten(), *stack, Dense(units, "softmax"), **more)


@script
def first_look():
    model = judge(Dense(32, "relu"), metrics=["accuracy"])
    return X, Y, model, {"validation_split": 0.2, "epochs": 10, "callbacks": [LiveCurves()]}


@script
def lesson_gpu():
    conv = layers.Conv2D(16, 3, activation="relu")
    model = network(conv, layers.Flatten(), Dense(10, "softmax", dtype="float32"))
    return X, Y, model, {"batch_size": 64, "epochs": 8, "validation_data": TEST}


@script
def lesson_pairs_of_digits():
    left = RNG.permutation(len(X))
    inputs = Input((8, 8), name="a"), Input((8, 8), name="b")
    lstm = layers.LSTM(8)
    merged = layers.concatenate([lstm(one) for one in inputs])
    model = Model(list(inputs), Dense(1, "sigmoid")(merged))
    model.compile(keras.optimizers.Adam(0.005), BINARY, metrics=["accuracy"])
    pairs = [X[:, :, :, 0], X[left, :, :, 0]]
    return pairs, Y[left] == Y, model, {"batch_size": 64, "validation_split": 0.2}


@script
def lesson_history_goes_on():
    model = judge(layers.Dropout(0.3), metrics=["accuracy"])
    return X, Y, model, {"initial_epoch": 3, "epochs": 5}


@script
def lesson_history_schedule():
    halve = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    return X, Y, judge(), {"callbacks": [halve, Recorder()], "validation_freq": 2}


@script
def lesson_reproducibility():
    model = judge(Dense(32, "relu"), layers.Dropout(0.2), metrics=["accuracy"])
    return X[:480], Y[:480], model, {"epochs": 2}


@script
def lesson_saving():
    model = judge(Dense(64, "relu"), metrics=["accuracy"])
    return X[:32], Y[:32], model, {"callbacks": [callbacks.ModelCheckpoint("digits.keras")]}


@script
def lesson_saving_few_classes():
    few = np.isin(Y, [0, 1, 2])
    return X[few][:30], Y[few][:30], judge(units=3), {"epochs": 3}


@script
def lesson_saving_toy():
    return np.ones((4, 4)), np.ones((4, 2)), network(Dense(2), shape=(4,), loss="mse"), {}


@script
def lesson_layer_outputs():
    stack = [
        layers.Conv2D(16, 3, activation="relu", padding="same"),
        layers.BatchNormalization(momentum=0.9),
        layers.Flatten(),
        layers.Dropout(0.3),
        Dense(10, "softmax"),
    ]
    return X, Y, network(*stack, metrics=["accuracy"]), {"validation_split": 0.2}


@script
def lesson_freezing_shared():
    x = RNG.normal(size=(64, 64))
    layer = Dense(32, trainable=False)
    inputs = Input((64,))
    model = Model(inputs, Dense(32)(layer(inputs)))
    model.compile("rmsprop", "mse")
    return x, x[:, :32], model, {}


@script
def lesson_freezing_new_head():
    high = Y >= 5
    known = TEST[1] >= 5
    model = judge(Dense(8, "relu", trainable=False), units=5, metrics=["accuracy"])
    validation = TEST[0][known], TEST[1][known] - 5
    more = {"batch_size": 16, "epochs": 3, "validation_data": validation}
    return X[high][:40], Y[high][:40] - 5, model, more


@script
def lesson_freezing_words():
    x = RNG.integers(1, 40, (10, 10)).astype("int32")
    stack = [
        layers.Embedding(40, 6, mask_zero=True, trainable=False),
        layers.GlobalAveragePooling1D(),
        Dense(1, "sigmoid"),
    ]
    model = network(*stack, shape=(None,), loss=BINARY, dtype="int32")
    return x, np.array([[i % 2 == 0] for i in range(10)]), model, {"epochs": 20}


@script
def lesson_stateful_stream():
    series = np.sin(np.arange(3_201) / 5).astype("float32")[:, None]
    stream = stream_batches(series, 32, 5)
    stack = [layers.LSTM(8, stateful=True), Dense(1)]
    model = network(*stack, shape=(None, 1), batch_size=32, loss="mse")
    return stream, None, model, {"shuffle": False, "callbacks": [StatefulTraining(stream)]}


@script
def lesson_stateful_eeg():
    known, new = stream_batches(eeg()[:641], 16, 4), stream_batches(eeg()[640:], 16, 4)
    stack = [layers.GRU(16, stateful=True), Dense(4)]
    model = network(*stack, shape=(4, 4), batch_size=16, loss="mse")
    return known, None, model, {"shuffle": False, "callbacks": [StatefulTraining(known, new)]}


@script
def lesson_stateful_arrays():
    stack = [layers.LSTM(8, stateful=True), Dense(10, "softmax")]
    model = network(*stack, shape=(8, 8), batch_size=32)
    return X[:1408, :, :, 0], Y[:1408], model, {"batch_size": 32, "shuffle": False}


@script
def stock_prices():
    prices = np.log(stocks()["IBM"])
    x = np.stack([prices[i : i + 12] for i in range(len(prices) - 12)])[:, :, None]
    model = network(layers.GRU(8), Dense(1), shape=(12, 1), loss="huber", metrics=["mae"])
    return x, prices[12:], model, {"validation_split": 0.2, "shuffle": False}


@script
def breast_cancer():
    x, y = load_breast_cancer(return_X_y=True)
    more = [metrics.AUC(name="auc"), "accuracy"]
    model = network(Dense(8, "relu"), Dense(1, "sigmoid"), shape=(30,), loss=BINARY, metrics=more)
    stop = callbacks.EarlyStopping("val_auc", mode="max", restore_best_weights=True)
    return scale(x), y, model, {"validation_split": 0.2, "callbacks": [stop]}


@script
def breast_cancer_weighted():
    x, y = load_breast_cancer(return_X_y=True)
    model = network(Dense(1, "sigmoid"), shape=(30,), loss=BINARY, metrics=["binary_accuracy"])
    return scale(x), y[:, None].astype("float32"), model, {"class_weight": {0: 1.7, 1: 1.0}}


@script
def breast_cancer_logits():
    x, y = load_breast_cancer(return_X_y=True)
    loss, own = losses.BinaryCrossentropy(from_logits=True), metrics.BinaryAccuracy(threshold=0)
    return scale(x), y, network(Dense(1), shape=(30,), loss=loss, metrics=[own]), {}


@script
def wine_adapted():
    x, y = load_wine(return_X_y=True)
    order = RNG.permutation(len(x))
    scaled = layers.Normalization()
    scaled.adapt(x)
    model = network(scaled, Dense(3, "softmax"), shape=(13,), metrics=["accuracy"])
    return x[order], y[order], model, {"validation_split": 0.25}


@script
def wine_frames():
    x, y = load_wine(return_X_y=True, as_frame=True)
    model = network(layers.BatchNormalization(), Dense(3, "softmax"), shape=(13,))
    return x, y, model, {"epochs": 2}


@script
def iris_one_hot():
    x, y = load_iris(return_X_y=True)
    model = network(Dense(3, "softmax"), shape=(4,), loss=CATEGORICAL, metrics=["accuracy"])
    return x, keras.utils.to_categorical(y), model, {"batch_size": 16}


@script
def iris_hinge():
    x, y = load_iris(return_X_y=True)
    model = network(Dense(1, "tanh"), shape=(4,), loss="hinge")
    return x, np.where(y == 1, 1, -1), model, {}


@script
def diabetes():
    x, y = load_diabetes(return_X_y=True)
    model = network(Dense(8, "relu"), Dense(1), shape=(10,), loss="mse", metrics=["mae"])
    stop = callbacks.EarlyStopping(patience=3, restore_best_weights=True)
    slow = callbacks.ReduceLROnPlateau(patience=2)
    return x, y, model, {"validation_split": 0.2, "callbacks": [stop, slow]}


@script
def several_numbers():
    x, y = load_linnerud(return_X_y=True)
    return x, y, network(Dense(3), shape=(3,), loss="mse", metrics=["mse", "mae"]), {}


@script
def counts():
    x = RNG.normal(size=(200, 3))
    y = RNG.poisson(np.exp(x[:, 0]))
    return x, y, network(Dense(1, "exponential"), shape=(3,), loss="poisson"), {}


@script
def ordinal():
    steps = (Y[:, None] > np.arange(9)).astype("float32")
    model = network(layers.Flatten(), Dense(9, "sigmoid"), loss=BINARY, metrics=["binary_accuracy"])
    return X, steps, model, {"validation_split": 0.1}


@script
def several_answers():
    answers = np.stack([Y % 2, Y > 4, Y == 3], axis=1)
    stack = layers.Flatten(), Dense(3, "sigmoid")
    return X, answers, network(*stack, loss=BINARY, metrics=["binary_accuracy"]), {}


@script
def sparse_logits():
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    return X, Y, network(layers.Flatten(), Dense(10), loss=loss, metrics=["accuracy"]), {}


@script
def smoothed_labels():
    loss = losses.CategoricalCrossentropy(label_smoothing=0.1)
    return X, np.eye(10)[Y], judge(loss=loss, metrics=["accuracy"]), {}


@script
def taught_by_probabilities():
    soft = np.eye(10)[Y] * 0.8 + 0.02
    return X, soft, judge(loss="kl_divergence"), {}


@script
def two_units_binary():
    return X, np.eye(2)[Y % 2], judge(units=2, loss=BINARY), {}


@script
def crossentropy_by_shape():
    return X, Y, judge(loss="crossentropy", metrics=["accuracy"]), {}


@script
def custom_loss_and_metric():
    def squared(y_true, y_pred):
        return keras.ops.mean((keras.ops.one_hot(y_true, 10) - y_pred) ** 2, axis=-1)

    def surest(y_true, y_pred):
        return keras.ops.max(y_pred, axis=-1)

    stop = callbacks.EarlyStopping("val_surest", mode="max", restore_best_weights=True)
    model = judge(loss=squared, metrics=[surest])
    return X, Y.astype("int32"), model, {"validation_split": 0.2, "callbacks": [stop]}


@script
def two_outputs():
    inputs = Input((8, 8, 1))
    flat = layers.Flatten()(inputs)
    ends = [Dense(10, "softmax", name="digit")(flat), Dense(1, name="ink")(flat)]
    model = Model(inputs, ends)
    measured = {"digit": ["accuracy"], "ink": ["mae"]}
    model.compile("adam", {"digit": SPARSE, "ink": "mse"}, metrics=measured)
    stop = callbacks.EarlyStopping("val_digit_accuracy", mode="max", restore_best_weights=True)
    ink = X.sum(axis=(1, 2, 3))
    return X, [Y, ink], model, {"validation_split": 0.2, "callbacks": [stop]}


@script
def named_outputs_and_inputs():
    inputs = {"left": Input((8, 4, 1), name="left"), "right": Input((8, 4, 1), name="right")}
    flat = layers.concatenate([layers.Flatten()(one) for one in inputs.values()])
    ends = {"odd": Dense(1, "sigmoid", name="odd")(flat), "digit": Dense(10, name="digit")(flat)}
    model = Model(inputs, ends)
    logits = losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", {"odd": BINARY, "digit": logits}, loss_weights={"odd": 0.5, "digit": 1.0})
    x = {"left": X[:, :, :4], "right": X[:, :, 4:]}
    return x, {"digit": Y, "odd": Y % 2}, model, {"batch_size": 64}


@script
def autoencoder():
    stack = layers.Flatten(), Dense(16, "relu"), Dense(64, "sigmoid"), layers.Reshape((8, 8, 1))
    return X, X, network(*stack, loss=BINARY), {"validation_data": (TEST[0], TEST[0])}


@script
def denoising_of_parts():
    noisy = X + RNG.normal(size=X.shape).astype("float32") * 0.1
    conv = layers.Conv2D(1, 3, padding="same")
    return noisy, X, network(conv, loss="mae"), {}


@script
def segmentation():
    mask = (X[..., 0] > 0.5).astype("int64")
    stack = layers.Conv2D(4, 3, padding="same", activation="relu"), layers.Conv2D(2, 1)
    loss = losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255)
    mask[:, 0] = 255
    return X, mask, network(*stack, loss=loss), {}


@script
def labels_for_each_step():
    x, y = eeg()[:640].reshape(32, 20, 4), RNG.integers(0, 3, (32, 20))
    rnn = layers.Bidirectional(layers.LSTM(4, return_sequences=True))
    stack = rnn, layers.TimeDistributed(Dense(3, "softmax"))
    return x, y, network(*stack, shape=(None, 4), metrics=["accuracy"]), {}


@script
def bytes_scaled_inside():
    pixels = (X * 255).astype("uint8")
    stack = layers.Rescaling(1 / 255), layers.RandomZoom(0.1), layers.Conv2D(4, 3), layers.Flatten()
    return pixels, Y, network(*stack, Dense(10, "softmax")), {}


@script
def raw_digits():
    return X * 16, Y, judge(Dense(16, "relu")), {}


@script
def from_a_dataset():
    data = tf.data.Dataset.from_tensor_slices((X, Y)).shuffle(500).batch(32).prefetch(1)
    check = tf.data.Dataset.from_tensor_slices(TEST).batch(32)
    return data, None, judge(metrics=["accuracy"]), {"shuffle": False, "validation_data": check}


@script
def repeated_dataset():
    data = tf.data.Dataset.from_tensor_slices((X, Y)).repeat().batch(32)
    return data, None, judge(), {"steps_per_epoch": 20, "epochs": 2, "shuffle": False}


@script
def augmented_dataset():
    data = tf.data.Dataset.from_tensor_slices((X, Y)).map(lambda x, y: (x * 0.9, y)).batch(64)
    return data, None, judge(), {"shuffle": False}


@script
def generator():
    def batches():
        while True:
            yield X[:64], Y[:64]

    return batches(), None, judge(), {"steps_per_epoch": 3, "epochs": 2, "shuffle": False}


class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 10

    def __getitem__(self, index):
        part = slice(64 * index, 64 * index + 64)
        return X[part], Y[part], np.ones(64)


@script
def py_dataset():
    return Batches(), None, judge(), {"epochs": 2}


@script
def subclassed():
    class Own(Model):
        def __init__(self):
            super().__init__()
            self.flat, self.end = layers.Flatten(), Dense(10, "softmax")

        def call(self, x):
            return self.end(self.flat(x))

    model = Own()
    model.compile("adam", SPARSE, metrics=["accuracy"])
    return X, Y, model, {"validation_split": 0.2}


@script
def not_built():
    model = keras.Sequential([layers.Flatten(), Dense(10, "softmax")])
    model.compile("adam", SPARSE, metrics=["accuracy"])
    return X, Y, model, {}


@script
def own_layers():
    class Own(layers.Layer):
        def call(self, x):
            return keras.ops.softmax(x)

    best = callbacks.ModelCheckpoint("a.weights.h5", save_best_only=True, save_weights_only=True)
    model = network(layers.Flatten(), Dense(10), Own())
    return X, Y, model, {"callbacks": [best], "validation_split": 0.2}


@script
def own_train_step():
    class Own(Model):
        def train_step(self, data):
            x, y = data
            return {"score": keras.ops.mean(self(x)) + keras.ops.mean(y)}

    inputs = Input((4,))
    model = Own(inputs, Dense(1)(inputs))
    model.compile("sgd")
    stop = callbacks.EarlyStopping("score", mode="max", restore_best_weights=True)
    return RNG.normal(size=(64, 4)), np.arange(64.0), model, {"callbacks": [stop]}


@script
def a_part_of_a_network_in_another():
    inner = keras.Sequential([Input((8, 8, 1)), layers.Flatten(), Dense(16, "relu")])
    inner.trainable = False
    inputs = Input((8, 8, 1))
    model = Model(inputs, Dense(10, "softmax")(inner(inputs)))
    model.compile("adam", SPARSE, metrics=["acc"])
    best = callbacks.ModelCheckpoint("best.keras", "val_acc", save_best_only=True, mode="max")
    return X, Y, model, {"callbacks": [best], "validation_data": TEST}


@script
def frame_of_measurements():
    frame = pd.DataFrame(RNG.normal(size=(100, 3)), columns=["a", "b", "c"])
    y = frame["a"] * 2 + 1
    return frame, y, network(Dense(1), shape=(3,), loss="mse"), {"validation_split": 0.2}


@script
def frame_of_mixed_columns():
    numbers = RNG.normal(size=100)
    frame = pd.DataFrame({"a": numbers, "b": numbers > 0, "c": np.arange(100)})
    y = pd.DataFrame({"yes": numbers > 0.5})
    return frame, y, network(Dense(1, "sigmoid"), shape=(3,), loss=BINARY, metrics=["accuracy"]), {}


@script
def weights_for_samples():
    weights = 1 + (Y == 3)
    model = judge()
    model.compile("adam", SPARSE, weighted_metrics=["accuracy"])
    validation = *TEST, np.ones(len(TEST[1]))
    return X, Y, model, {"sample_weight": weights, "validation_data": validation}


@script
def half_precision():
    stack = layers.Flatten(), Dense(16, "relu", dtype="mixed_float16"), Dense(10)
    return X, Y, network(*stack, layers.Activation("softmax", dtype="float32")), {}


@script
def half_precision_throughout():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        model = judge(Dense(16, "relu"))
    finally:
        keras.config.set_dtype_policy("float32")
    return X, Y, model, {}


@script
def transposed_tensors():
    x = keras.ops.convert_to_tensor(X[:, :, :, 0])
    return x, keras.ops.convert_to_tensor(Y), judge(shape=(8, 8)), {}


@script
def one_sample():
    return X[:1], Y[:1], judge(), {}
