"""Write the files `training_*.h5` of `keras-2.2.4/`, with the next step that Keras 2.2.4 made.

Runs on Python 3.7 with keras==2.2.4, tensorflow==1.15.5, protobuf<3.21, h5py<3, numpy==1.18.*:

    python make_keras_2_training.py keras-2.2.4

Beside each whole model, NAME.npz holds the inputs (x0), the predictions (y0, ...), and, where it
was compiled, targets (t0, ...) for one more step of training and the predictions after that step
(z0, ...): a model that is opened again has to go on like this. Without BatchNormalization,
Adam and Adamax: on TensorFlow 1 their step also depends on what the process did before.
`hard_sigmoids` and `slash` were never compiled;
`refused_bilinear.h5` has no predictions: today's Keras has no layer for it.
"""

import os
import sys

import keras
import numpy as np
from keras import backend as K
from keras import layers as L
from keras import optimizers, regularizers
from keras.models import Model, Sequential

RANDOM = np.random.RandomState(4)


def x(*shape):
    return RANDOM.normal(size=shape).astype("float32")


def training_penalties():
    first = L.Dense(
        6,
        input_dim=4,
        activation="relu",
        kernel_regularizer=regularizers.l2(0.01),
        activity_regularizer=regularizers.l1(0.001),
        kernel_constraint="non_neg",
    )
    model = Sequential([first, L.Dense(3, activation="softmax")])
    sgd = optimizers.SGD(lr=0.1, decay=0.5, momentum=0.9, nesterov=True)
    model.compile(sgd, "categorical_crossentropy", metrics=["acc"])
    return model, x(6, 4), [np.eye(3)[RANDOM.randint(0, 3, 6)]]


def training_gates():
    lstm = L.LSTM(3, input_shape=(5, 2), kernel_regularizer="l2", return_sequences=True)
    model = Sequential([lstm, L.GRU(2), L.Dense(2, activation="hard_sigmoid")])
    model.compile(optimizers.SGD(lr=0.2, momentum=0.9, clipnorm=0.05), "logcosh")
    return model, x(6, 5, 2), [x(6, 2)]


def training_two_outputs():
    a = L.Input((4,))
    h = L.Dense(3)(a)
    model = Model(a, [L.Dense(2)(h), L.Dense(1)(h)])
    model.compile("adadelta", ["mae", "kld"], metrics=["mse"], loss_weights=[0.5, 2.0])
    return model, x(5, 4), [x(5, 2), np.abs(x(5, 1))]


def training_without_input_shape():
    model = Sequential([L.Dense(4), L.Dense(2)])
    model.compile("adagrad", "mse")
    return model, x(4, 3), [x(4, 2)]


def training_each_step():
    inner = Sequential([L.Conv1D(3, 2, input_shape=(5, 2)), L.GlobalMaxPooling1D()], name="inner")
    model = Sequential([L.TimeDistributed(inner, input_shape=(4, 5, 2)), L.SimpleRNN(3)])
    model.compile("sgd", "mse")
    return model, x(3, 4, 5, 2), [x(3, 3)]


def slash():
    return Sequential([L.Dense(4, input_dim=3, name="with/slash"), L.Dense(2)]), x(6, 3), None


def hard_sigmoids():
    a = L.Input((6, 6, 2))
    h = L.Conv2D(4, 3, activation="hard_sigmoid")(a)
    h = L.SeparableConv2D(2, 2, activation="hard_sigmoid")(h)
    h = L.TimeDistributed(L.Activation("hard_sigmoid"))(h)
    h = L.LSTM(2, activation="hard_sigmoid")(L.Reshape((9, 2))(h))
    return Model(a, h), x(4, 6, 6, 2), None


def refused_bilinear():
    a = L.Input((4, 4, 1))
    return Model(a, L.UpSampling2D(2, interpolation="bilinear", name="up")(a)), None, None


NETWORKS = (
    training_penalties,
    training_gates,
    training_two_outputs,
    training_without_input_shape,
    training_each_step,
    slash,
    hard_sigmoids,
    refused_bilinear,
)


def as_list(value):
    return value if isinstance(value, list) else [value]


def write(make, folder):
    K.clear_session()
    np.random.seed(3)
    K.tf.set_random_seed(3)
    model, inputs, targets = make()
    path = os.path.join(folder, make.__name__)
    if inputs is None:
        return model.save(path + ".h5")
    for _ in range(3 if targets else 0):
        model.train_on_batch(inputs, targets)
    stored = {"x0": inputs}
    stored.update((f"y{i}", one) for i, one in enumerate(as_list(model.predict(inputs))))
    model.save(path + ".h5")
    if targets:
        model.train_on_batch(inputs, targets)
        stored.update((f"t{i}", one) for i, one in enumerate(targets))
        stored.update((f"z{i}", one) for i, one in enumerate(as_list(model.predict(inputs))))
    np.savez_compressed(path + ".npz", **stored)


if __name__ == "__main__":
    assert keras.__version__ == "2.2.4"
    for network in NETWORKS:
        write(network, sys.argv[1])
