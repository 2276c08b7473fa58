"""Write models with a real Keras 1.2.2, and what it predicts: `python make_keras_1.py FOLDER`.

Run it where `keras==1.2.2` runs on TensorFlow 1. For each model NAME it writes NAME.h5 and
NAME.npz: x0, x1, ... and y0, y1, ...
"""

import os
import sys

import numpy as np
from keras import backend as K
from keras import layers as L
from keras.models import Model, Sequential


def convolutional():
    return Sequential(
        [
            L.Convolution2D(
                3,
                3,
                2,
                border_mode="same",
                subsample=(2, 1),
                input_shape=(6, 6, 2),
                dim_ordering="tf",
            ),
            L.BatchNormalization(axis=-1),
            L.LeakyReLU(0.2),
            L.MaxPooling2D((2, 2), dim_ordering="tf"),
            L.AtrousConvolution2D(2, 1, 1, atrous_rate=(1, 1), bias=False, dim_ordering="tf"),
            L.Flatten(),
            L.Dropout(0.4),
            L.Dense(3, init="uniform", activation="softmax", W_regularizer="l2"),
        ]
    )


def convolutional_1d():
    return Sequential(
        [
            L.ZeroPadding1D(1, input_shape=(9, 2)),
            L.Convolution1D(3, 3, subsample_length=2, activation="relu"),
            L.MaxPooling1D(2, stride=1),
            L.UpSampling1D(2),
            L.GaussianNoise(0.1),
            L.GlobalAveragePooling1D(),
            L.Dense(2, activation="hard_sigmoid"),
        ]
    )


def lstm():
    return Sequential(
        [
            L.LSTM(4, return_sequences=True, input_shape=(5, 3), dropout_W=0.1),
            L.LSTM(3, consume_less="gpu"),
            L.Dense(2),
        ]
    )


def gru():
    return Sequential(
        [
            L.Embedding(12, 4, input_length=5),
            L.GRU(4, return_sequences=True),
            L.Bidirectional(L.GRU(2)),
            L.Dense(2, activation="sigmoid"),
        ]
    )


def simple_rnn():
    return Sequential(
        [
            L.SimpleRNN(4, return_sequences=True, input_dim=3, input_length=5),
            L.TimeDistributed(L.Dense(2, activation="tanh")),
            L.Flatten(),
            L.Dense(1),
        ]
    )


def branches():
    a, b = L.Input((4,)), L.Input((4,))
    shared = L.Dense(3, activation="tanh")
    one, two = shared(a), shared(b)
    modes = ["sum", "mul", "ave", "max", "concat"]
    merged = [L.merge([one, two], mode=mode) for mode in modes]
    merged.append(L.merge([one, two], mode="dot", dot_axes=1))
    return Model([a, b], L.Dense(2)(L.merge(merged, mode="concat")))


def nested():
    inside = Sequential([L.Dense(3, input_dim=4), L.BatchNormalization(), L.Dense(2)])
    x = L.Input((4,))
    return Model(x, L.Dense(1)(inside(x)))


X = {
    "convolutional": [(4, 6, 6, 2)],
    "convolutional_1d": [(4, 9, 2)],
    "lstm": [(4, 5, 3)],
    "gru": [(4, 5)],
    "simple_rnn": [(4, 5, 3)],
    "branches": [(4, 4), (4, 4)],
    "nested": [(4, 4)],
}


def main(folder):
    random = np.random.RandomState(0)
    for name in sorted(X):
        if K.backend() == "tensorflow":
            K.clear_session()
        model = globals()[name]()
        whole = name == "gru"
        x = [random.randint(0, 12, shape) if whole else random.randn(*shape) for shape in X[name]]
        model.compile("adam", "mse")
        y = model.predict(x if len(x) > 1 else x[0])
        for _ in range(3):
            model.train_on_batch(x if len(x) > 1 else x[0], random.rand(*y.shape))
        y = model.predict(x if len(x) > 1 else x[0])
        model.save(os.path.join(folder, name + ".h5"))
        arrays = {f"x{i}": one for i, one in enumerate(x)}
        np.savez(os.path.join(folder, name + ".npz"), y0=y, **arrays)
        print(name, os.path.getsize(os.path.join(folder, name + ".h5")))


if __name__ == "__main__":
    main(sys.argv[1])
