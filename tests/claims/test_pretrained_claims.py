"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import functools
import random
import socket

import keras
import numpy as np
import pytest

from faqlab.claims import pretrained
from faqlab.claims import pretrained_experiments as tried
from faqlab.core.claim import FALSE, HOLDS, RETIRED, UNTESTABLE
from faqlab.core.lite_network import lite_network


@pytest.fixture(scope="module")
def findings():
    """All of them, while no connection can be made."""
    states = random.getstate(), str(np.random.get_state())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", None)
        patch.setattr(socket, "getaddrinfo", None)
        found = pretrained.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", pretrained.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in pretrained.CLAIMS for row in claim.ledger}
    assert rows == {"C116", "C117", "C118"}


def test_the_numbers_that_the_lesson_speaks_of(findings):
    numbers = {id: finding.evidence.numbers for id, finding in findings.items()}
    assert numbers["pretrained.1"] == {"imports that work": "13 of 13", "networks today": 40}
    assert numbers["pretrained.2"]["from"] == "storage.googleapis.com"
    assert numbers["pretrained.3"] == {"two pictures give": "(2, 1280)"}
    assert numbers["pretrained.4"]["vgg16"] == "-124 to 151"
    assert numbers["pretrained.4"]["mobilenet_v2"] == "-1 to 1"
    assert numbers["pretrained.4"]["efficientnet"] == "0 to 255"
    assert numbers["pretrained.10"] == {"parameters": "138,357,544", "in the dense top": "89%"}
    assert numbers["pretrained.11"]["the photographs"] == "palace, daisy"


@functools.cache
def one_network():
    """The same at every call, so that both sides see the same features."""
    return lite_network()


def small(*arguments, include_top=True, weights=None, classes=1000, **named):
    """A network that comes with all it has, whatever is asked."""
    inputs = keras.Input((None, None, 3))
    x = keras.layers.Conv2D(2, 1)(inputs)
    if include_top:
        x = keras.layers.Dense(classes)(keras.layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, x)


def detector(weights=None):
    inputs = keras.Input((32, 32, 3))
    x = keras.layers.Conv2D(2, 1)(inputs)
    return keras.Model(inputs, [x, keras.layers.GlobalAveragePooling2D()(x)])


def narrow(weights=None, include_top=False, input_shape=None):
    """A network whose convolutions are nearly all of it."""
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(2000, 3, strides=8, padding="same", activation="relu")(inputs)
    x = keras.layers.Conv2D(1000, 3, padding="same")(x)
    return keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(x))


def of_one_size():
    inputs = keras.Input((224, 224, 3))
    return keras.Model(inputs, keras.layers.AveragePooling2D(32)(inputs))


def indifferent(pictures):
    """Shares that don't depend on the scale."""
    bright = pictures.reshape(len(pictures), -1)
    order = (bright / bright.max(axis=-1, keepdims=True)).mean(axis=-1)
    return np.eye(1000)[(order * 1000).astype(int)]


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.the_imports_work, {"imports": [("vgg16", "VGG16"), ("lenet", "LeNet")]}, RETIRED),
        (tried.the_imports_work, {"imports": [("vgg16", "VGG17")]}, RETIRED),
        (tried.weights_come_with_the_network, {"build": small}, HOLDS),
        (tried.features_are_a_row_a_picture, {"build": small}, FALSE),
        (tried.each_family_has_its_own_scale, {"families": ("resnet_v2", "mobilenet")}, FALSE),
        (tried.zero_to_one_will_do, {"shares": indifferent}, HOLDS),
        (tried.one_size_only, {"make": of_one_size}, HOLDS),
        (tried.classes_of_ones_own, {"build": small}, HOLDS),
        (tried.names_need_no_download, {"decode": lambda shares: [["palace"]]}, HOLDS),
        (tried.inception_says_where, {"build": detector}, HOLDS),
        (tried.vgg_is_large_by_its_convolutions, {"build": narrow, "units": 10}, HOLDS),
        (tried.torch_files_need_torch, {"make": lite_network}, HOLDS),
        (
            tried.trained_features_do_better,
            {"trained": one_network, "untrained": one_network},
            FALSE,
        ),
    ],
)
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, planted, verdict):
    assert experiment(**planted).verdict == verdict


def test_a_refused_download_is_no_error_and_no_verdict():
    evidence = tried.weights_come_with_the_network()
    assert evidence.verdict == UNTESTABLE
    assert evidence.numbers["files to download"] == 1
