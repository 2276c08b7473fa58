import importlib.util

import pytest

from faqlab.core.backends import BACKENDS, installed_backends, on_each_backend


def one():
    return {"one": 1}


def broken():
    raise ZeroDivisionError("nothing to divide by")


def endless():
    while True:
        pass


def dead():
    import os

    os._exit(3)


HERE = "tests.core.test_backends:"


def test_the_installed_ones_are_those_that_can_be_imported(monkeypatch):
    assert installed_backends() == tuple(
        name for name in BACKENDS if importlib.util.find_spec(name)
    )
    monkeypatch.setattr("faqlab.core.backends.find_spec", lambda name: name == "jax" or None)
    assert installed_backends() == ("jax",)


def test_the_function_runs_on_the_backend_that_was_asked_for():
    told = on_each_backend("keras.config:backend")
    assert told == {name: name for name in installed_backends()}
    assert on_each_backend(HERE + "one", ["tensorflow"]) == {"tensorflow": {"one": 1}}


def test_an_error_a_hang_and_a_death_are_answers():
    failed = on_each_backend(HERE + "broken", ["tensorflow"])["tensorflow"]
    assert str(failed) == "ZeroDivisionError: nothing to divide by"
    late = on_each_backend(HERE + "endless", ["tensorflow"], limit=3)["tensorflow"]
    assert (type(late), str(late)) == (TimeoutError, "It took longer than 3 seconds.")
    died = on_each_backend(HERE + "dead", ["tensorflow"])["tensorflow"]
    assert str(died) == "It ended with exit code 3."


def test_a_backend_that_keras_does_not_know():
    with pytest.raises(ValueError, match=r"trains on no backend 'theano'\. Expected: .*Received"):
        on_each_backend(HERE + "one", ["theano"])
