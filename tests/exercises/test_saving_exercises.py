import contextlib
import os
import shutil

import keras
import numpy as np
import pytest

from faqlab.exercises.saving import predict, q1, q2, q3, q4


def dense(optimizer, units=2048, steps=1):
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(units)])
    model.compile(optimizer, "mean_squared_error", run_eagerly=True)
    for _ in range(steps):
        model.train_on_batch(np.ones((2, 64)), np.ones((2, units)))
    return model


@pytest.mark.parametrize(
    ("model", "letter", "words"),
    [
        (lambda: dense("adam"), "b", "3.0 times"),
        (lambda: dense("sgd"), "a", "1.0 times"),
        (lambda: dense("adam", steps=0), "a", "1.0 times"),
        (lambda: dense("adam", units=2), "c", "times"),
    ],
)
def test_the_prediction_is_compared_with_the_file(model, letter, words, tmp_path):
    model().save(tmp_path / "digits.keras")
    reply = str(predict.reveal(tmp_path / "digits.keras"))
    assert predict.options[letter].why in reply
    assert words in reply


@pytest.mark.parametrize("path", ["nowhere.keras", None, 3, __file__])
def test_the_prediction_without_a_file_is_untouched(path):
    assert predict.reveal(path).state == "untouched"


def test_q1_takes_what_keras_writes(tmp_path):
    model = keras.Sequential([keras.Input((250,)), keras.layers.Dense(1000, use_bias=False)])
    model.compile("adam", "mean_squared_error", run_eagerly=True)
    model.train_on_batch(np.ones((2, 250)), np.ones((2, 1000)))
    assert model.count_params() == 250_000
    model.save_weights(tmp_path / "my_model.weights.h5")
    megabytes = (tmp_path / "my_model.weights.h5").stat().st_size / 1e6
    assert q1.judged(round(megabytes)).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [(1, "the weights alone"), (2, "Adam keeps two"), (0.25, "4 bytes"), ("big", "")],
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def test_q2():
    assert q2.judged("c").state == "right"
    for letter, words in [("a", "From a `.keras`"), ("b", "can't be"), ("d", "can be opened")]:
        reply = q2.judged(letter)
        assert (reply.state, words in str(reply)) == ("wrong", True)


def copy_common(old, new):
    theirs = {layer.name: layer.get_weights() for layer in old.layers}
    copied = []
    for layer in new.layers:
        weights = theirs.get(layer.name, [])
        shapes = [weight.shape for weight in weights]
        if weights and shapes == [weight.shape for weight in layer.get_weights()]:
            layer.set_weights(weights)
            copied.append(layer.name)
    return copied


def by_keras(old, new):
    """Another way: what the layer itself says of a copy that doesn't fit."""
    done = set()
    for layer in old.layers:
        try:
            new.get_layer(layer.name).set_weights(layer.get_weights())
        except ValueError:
            continue
        if layer.weights:
            done.add(layer.name)
    return done


def by_place(old, new):
    for one, other in zip(old.layers, new.layers, strict=True):
        if [w.shape for w in one.weights] == [w.shape for w in other.weights]:
            other.set_weights(one.get_weights())
    return ["features", "edges"]


def without_a_word(old, new):
    copy_common(old, new)


def too_much(old, new):
    names = copy_common(old, new)
    new.get_layer("new_head").set_weights([np.zeros((9, 3)), np.zeros(3)])
    return names


def the_wrong_way(old, new):
    return copy_common(new, old)


def without_looking(old, new):
    for layer in old.layers:
        new.get_layer(layer.name).set_weights(layer.get_weights())


@pytest.mark.parametrize("answer", [copy_common, by_keras])
def test_q3_takes_any_right_function(answer):
    assert q3.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (by_place, "go by their names"),
        (without_a_word, "Return the names"),
        (too_much, "`new_head` had to be left alone"),
        (the_wrong_way, "changes the model that it copies from"),
        (without_looking, "raises `ValueError"),
        ("copy", "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def save_safely(model, path):
    new = f"{path}.new.keras"
    model.save(new)
    os.replace(new, path)


def with_a_backup(model, path):
    """Puts the old file back after an error; a power cut leaves it no time for that."""
    if os.path.exists(path):
        shutil.copy(path, f"{path}.old")
    try:
        model.save(path)
    except Exception:
        shutil.copy(f"{path}.old", path)
        raise


def in_silence(model, path):
    with contextlib.suppress(RuntimeError):
        save_safely(model, path)


def only_once(model, path):
    if not os.path.exists(path):
        model.save(path)


def test_q4_takes_a_right_function():
    assert q4.judged(save_safely).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda model, path: model.save(path), "the old file is no longer whole"),
        (with_a_backup, "the old file is no longer whole"),
        (in_silence, "let the error through"),
        (only_once, "isn't the model that it was given"),
        (lambda model, path: model.save(path[:-6]), "raises `ValueError"),
        (None, ""),
    ],
)
def test_q4_says_what_is_wrong(answer, message):
    reply = q4.judged(answer)
    assert reply.state == ("wrong" if answer else "untouched")
    assert message in str(reply)


@pytest.mark.parametrize("exercise", [q3, q4])
def test_a_function_that_does_nothing_is_untouched(exercise):
    assert exercise.judged(lambda one, other: None).state == "untouched"
    assert exercise.judged(...).state == "untouched"
