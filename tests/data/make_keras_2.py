"""Write models with a real Keras 2.2.4, and what it predicts: `python make_keras_2.py FOLDER`.

Run it where `keras==2.2.4 tensorflow==1.15.5 h5py<3 protobuf<3.21 numpy<1.19` are installed, on
Python 3.7. For each model NAME it writes NAME.h5 and NAME.npz: x0, x1, ... and y0, y1, ...
"""

import os
import sys

import numpy as np
from keras import backend as K
from keras import layers as L
from keras.models import Model, Sequential
from keras.optimizers import SGD, Adam, RMSprop


def convolutional():
    return Sequential(
        [
            L.Conv2D(3, 3, padding="same", activation="relu", input_shape=(6, 6, 2)),
            L.BatchNormalization(),
            L.LeakyReLU(0.2),
            L.MaxPooling2D(),
            L.DepthwiseConv2D(2),
            L.SeparableConv2D(4, 2, activation="hard_sigmoid"),
            L.Flatten(),
            L.Dropout(0.4),
            L.Dense(3, activation="softmax"),
        ]
    )


def convolutional_1d():
    return Sequential(
        [
            L.ZeroPadding1D(1, input_shape=(9, 2)),
            L.Conv1D(3, 3, dilation_rate=2, padding="causal", activation="elu"),
            L.SpatialDropout1D(0.2),
            L.AveragePooling1D(2),
            L.UpSampling1D(2),
            L.Cropping1D(1),
            L.PReLU(shared_axes=[1]),
            L.GlobalMaxPooling1D(),
            L.Dense(2, activation="hard_sigmoid"),
        ]
    )


def convolutional_3d():
    return Sequential(
        [
            L.Conv3D(2, 2, input_shape=(4, 4, 4, 1)),
            L.ThresholdedReLU(0.1),
            L.Conv3DTranspose(2, 2),
            L.GlobalAveragePooling3D(),
            L.ELU(0.7),
            L.Dense(2),
        ]
    )


def transposed():
    return Sequential(
        [
            L.Conv2DTranspose(2, 3, strides=2, padding="same", input_shape=(4, 4, 1)),
            L.ReLU(max_value=0.5),
            L.GlobalAveragePooling2D(),
            L.Activation("hard_sigmoid"),
            L.Dense(2),
        ]
    )


def gru():
    return Sequential(
        [
            L.Masking(0.0, input_shape=(6, 3)),
            L.GRU(4, return_sequences=True),
            L.GRU(3, reset_after=True, recurrent_activation="sigmoid", go_backwards=True),
            L.Dense(2),
        ]
    )


def simple_rnn():
    return Sequential(
        [
            L.SimpleRNN(4, activation="hard_sigmoid", return_sequences=True, input_shape=(5, 3)),
            L.TimeDistributed(L.Dense(3, activation="hard_sigmoid")),
            L.SimpleRNN(2, unroll=True),
        ]
    )


def bidirectional():
    return Sequential(
        [
            L.Embedding(12, 4, input_length=5),
            L.Bidirectional(L.LSTM(3, return_sequences=True, dropout=0.1)),
            L.Bidirectional(L.GRU(2), merge_mode="sum"),
            L.Dense(2, activation="sigmoid"),
        ]
    )


def masked_embedding():
    return Sequential([L.Embedding(12, 4, mask_zero=True), L.LSTM(3), L.Dense(1)])


def stateful():
    return Sequential([L.LSTM(3, stateful=True, batch_input_shape=(4, 5, 3)), L.Dense(1)])


def conv_lstm():
    return Sequential([L.ConvLSTM2D(2, 2, input_shape=(3, 4, 4, 1)), L.Flatten(), L.Dense(1)])


def cells():
    stack = L.StackedRNNCells([L.LSTMCell(3), L.GRUCell(2)])
    return Sequential([L.RNN(stack, input_shape=(5, 3)), L.Dense(1)])


def branches():
    a, b = L.Input((4,), name="first"), L.Input((4,), name="second")
    shared = L.Dense(3, activation="tanh", name="shared")
    one, two = shared(a), shared(b)
    merged = [L.Add()([one, two]), L.Multiply()([one, two]), L.Subtract()([one, two])]
    merged += [L.Maximum()([one, two]), L.Average()([one, two]), L.Minimum()([one, two])]
    merged += [L.Dot(1, normalize=True)([one, two])]
    together = L.Concatenate()(merged)
    return Model([a, b], [L.Dense(2, name="main")(together), L.Dense(1, name="side")(together)])


def nested():
    inside = Sequential(
        [
            L.Dense(3, input_shape=(4,)),
            L.BatchNormalization(),
            L.Dense(3, trainable=False),
            L.BatchNormalization(),
        ]
    )
    x = L.Input((4,))
    core = Model(x, L.Dense(2)(inside(x)))
    y = L.Input((4,))
    return Model(y, L.Dense(1)(L.concatenate([core(y), inside(y)])))


def sequential_of_models():
    x = L.Input((4,))
    first = Model(x, L.BatchNormalization()(L.Dense(3)(x)))
    return Sequential([first, L.Dense(2)])


def encoder_decoder():
    x, start = L.Input((5, 3)), L.Input((4, 2))
    _, h, c = L.LSTM(3, return_state=True)(x)
    after = L.LSTM(3, return_sequences=True)(start, initial_state=[h, c])
    return Model([x, start], L.TimeDistributed(L.Dense(2))(after))


def shapes():
    return Sequential(
        [
            L.Reshape((4, 3), input_shape=(12,)),
            L.Permute((2, 1)),
            L.Flatten(data_format="channels_last"),
            L.GaussianNoise(0.1),
            L.GaussianDropout(0.1),
            L.AlphaDropout(0.1),
            L.ActivityRegularization(0.01),
            L.RepeatVector(2),
            L.GlobalAveragePooling1D(),
            L.Dense(4, kernel_regularizer="l2", kernel_constraint="max_norm"),
            L.Softmax(),
        ]
    )


X = {
    "convolutional": [(4, 6, 6, 2)],
    "convolutional_1d": [(4, 9, 2)],
    "convolutional_3d": [(4, 4, 4, 4, 1)],
    "transposed": [(4, 4, 4, 1)],
    "gru": [(4, 6, 3)],
    "simple_rnn": [(4, 5, 3)],
    "bidirectional": [(4, 5)],
    "masked_embedding": [(4, 5)],
    "stateful": [(4, 5, 3)],
    "conv_lstm": [(4, 3, 4, 4, 1)],
    "cells": [(4, 5, 3)],
    "branches": [(4, 4), (4, 4)],
    "nested": [(4, 4)],
    "sequential_of_models": [(4, 4)],
    "encoder_decoder": [(4, 5, 3), (4, 4, 2)],
    "shapes": [(4, 12)],
}
# Made after the session is cleared: an optimizer belongs to its graph.
HOW = {
    "convolutional": lambda: dict(
        optimizer=SGD(0.01, momentum=0.9, decay=1e-3, nesterov=True), loss="mse"
    ),
    "gru": lambda: dict(optimizer=RMSprop(0.01), loss="mae", metrics=["acc"]),
    "branches": lambda: dict(
        optimizer=Adam(clipnorm=1.0), loss={"main": "mse", "side": "mae"}, loss_weights=[1.0, 0.5]
    ),
    "bidirectional": lambda: dict(optimizer=Adam(amsgrad=True), loss="binary_crossentropy"),
}
NOT_COMPILED = {"transposed", "cells"}


def main(folder):
    random = np.random.RandomState(0)
    for name in sorted(X):
        K.clear_session()
        model = globals()[name]()
        whole = name in ("bidirectional", "masked_embedding")
        x = [random.randint(0, 12, shape) if whole else random.randn(*shape) for shape in X[name]]
        y = model.predict(x, batch_size=4)
        y = y if isinstance(y, list) else [y]
        if name not in NOT_COMPILED:
            model.compile(**HOW.get(name, lambda: dict(optimizer="adam", loss="mse"))())
            for _ in range(3):
                model.train_on_batch(x, [random.rand(*one.shape) for one in y])
            if name == "stateful":
                model.reset_states()
            y = model.predict(x, batch_size=4)
            y = y if isinstance(y, list) else [y]
        model.save(os.path.join(folder, name + ".h5"))
        arrays = {f"x{i}": one for i, one in enumerate(x)}
        arrays.update({f"y{i}": one for i, one in enumerate(y)})
        np.savez(os.path.join(folder, name + ".npz"), **arrays)
        print(name, os.path.getsize(os.path.join(folder, name + ".h5")))


if __name__ == "__main__":
    main(sys.argv[1])
