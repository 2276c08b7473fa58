"""The topic as a whole: real photographs named, a head on its features, the lesson's promise."""

import re

import keras
import numpy as np
import pytest
from matplotlib.cbook import get_sample_data

from faqlab import pretrained
from faqlab.core.imagenet_network import in_parts

FIRST_ENDS = "block6d_add"


@pytest.fixture(scope="module")
def patches():
    return pretrained.photo_patches(test=20)


def scaled(x, size=64):
    return np.asarray(keras.ops.image.resize(x, (size, size), interpolation="bicubic"))


def head():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((1280,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.optimizer.learning_rate = 1e-2
    return model


def test_a_picture_of_the_readers_own_is_named_from_its_file():
    """A photograph that comes with matplotlib: an officer in uniform."""
    path = get_sample_data("grace_hopper.jpg", asfileobj=False)
    assert pretrained.name(path, top=1).rows[0][0] == "military uniform"


def test_a_small_head_learns_from_six_pictures_of_each_kind(patches):
    (x, y), (x_test, y_test) = patches
    body = pretrained.features_of(pretrained.network())
    model = head()
    model.fit(in_parts(body, scaled(x)), y, epochs=25, verbose=0)
    assert model.evaluate(in_parts(body, scaled(x_test)), y_test, verbose=0)[1] > 0.8


def test_fine_tuning_moves_the_second_half_alone(patches):
    (x, y), _ = patches
    network = pretrained.network()
    before = {one.path: np.asarray(one) for one in network.weights}
    body = pretrained.features_of(network)
    softmax = keras.layers.Dense(3, activation="softmax")
    first, second = pretrained.halves(body, FIRST_ENDS, softmax)
    pretrained.freeze(second, "*_norm")
    second.compile(keras.optimizers.Adam(1e-4), "sparse_categorical_crossentropy")
    second.fit(in_parts(first, scaled(x)), y, epochs=2, verbose=0)
    moved = {one.path for one in network.weights if (np.asarray(one) != before[one.path]).any()}
    assert moved == {
        "block7a_expand_conv/kernel",
        "block7a_depth_conv/kernel",
        "block7a_project_conv/kernel",
        "top_conv/kernel",
    }


def test_the_public_names_are_there():
    for name in pretrained.__all__:
        assert getattr(pretrained, name) is not None


def test_the_short_answer_counts_as_keras_does():
    number = int(re.search(r"builds (\d+) networks", pretrained.__doc__)[1])
    assert number == len(pretrained.catalogue().rows)
