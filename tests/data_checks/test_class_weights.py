import numpy as np
import pytest

from .plans import CLASSES, NUMBERS, ONE_HOT, X, codes, fit, linear, report, sentence, softmax


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({0: 1.0, 1: 2.0}, "class without a weight"),
        ({"0": 1.0, "1": 2.0, "2": 3.0}, "keys of class weights"),
        ({7: 1.0, 8: 2.0}, "keys of class weights"),
        ({0: 0, 1: 0, 2: 0}, "weights"),
        ({0: 1, 1: 0, 2: 1}, "class weight of zero"),
        ({0: 1, 1: -1, 2: 1}, "weights"),
        ({0: 1, 1: float("nan"), 2: 1}, "weights"),
    ],
)
def test_weights_that_keras_takes_without_a_word(given, code):
    fit(softmax(), X, CLASSES, class_weight=given)
    assert codes(X, CLASSES, softmax(), class_weight=given) == (code,)


def test_keys_that_are_words_weigh_nothing():
    losses = []
    for given in ({"0": 100.0}, None):
        model = softmax(optimizer="sgd")
        model.set_weights([np.ones((4, 3)), np.zeros(3)])
        losses.append(fit(model, X, CLASSES, class_weight=given, shuffle=False)["loss"])
    assert losses[0] == losses[1]
    told = sentence("keys of class weights", X, CLASSES, softmax(), class_weight={"0": 100.0})
    assert "Found: '0'." in told


def test_what_is_no_dict():
    told = sentence("class weights", X, CLASSES, softmax(), class_weight=[1.0, 2.0, 3.0])
    assert "dict(enumerate(weights))" in told


def test_the_classes_without_a_weight_are_named():
    told = sentence("class without a weight", X, CLASSES, softmax(), class_weight={0: 1.0})
    assert "a weight for each of 0, 1, 2. Found: none for 1, 2." in told


@pytest.mark.parametrize("y", [CLASSES, CLASSES[:, None], CLASSES.astype("float32"), ONE_HOT])
@pytest.mark.parametrize("kind", [int, float, np.int64])
def test_weights_of_all_classes(y, kind):
    loss = "categorical_crossentropy" if y.ndim == 2 and y.shape[1] == 3 else None
    model = softmax(loss=loss) if loss else softmax()
    assert codes(X, y, model, class_weight={kind(one): one + 1.0 for one in range(3)}) == ()


def test_the_classes_of_what_has_none_are_not_judged():
    assert codes(X, NUMBERS + 0.5, linear(), class_weight={0: 1.0}) == ()


def test_weights_of_samples():
    ones = np.ones(64)
    assert codes(X, CLASSES, softmax(), sample_weight=ones) == ()
    assert codes(X, CLASSES, softmax(), sample_weight=ones * 0) == ("weights",)
    assert codes(X, CLASSES, softmax(), sample_weight=ones - 2) == ("weights",)
    some = ones * (np.arange(64) > 5)
    assert codes(X, CLASSES, softmax(), sample_weight=some) == ()
    told = report(X, CLASSES, softmax(), validation_data=(X, CLASSES, ones * 0))
    assert "validation sample_weight" in told.findings[0].sentence
