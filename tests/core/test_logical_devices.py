import functools
import threading

import pytest

from faqlab.core.device_setup import split_cpu
from faqlab.core.logical_devices import on_devices, with_devices


def asks_too_late():
    """In a Python whose devices have started: the same number is fine, another is too late."""
    same = split_cpu(2)
    try:
        split_cpu(3)
    except RuntimeError as error:
        return same, str(error)


def test_it_is_said_when_it_is_too_late():
    same, message = on_devices(asks_too_late, 2)
    assert same == ("cpu:0", "cpu:1")
    assert "the number of its CPUs is 2" in message
    assert "Received: 'split_cpu(3)'." in message


def where_it_is_called():
    """In a Python with two devices: what needs two is called here, what needs three elsewhere."""
    import os
    import random

    before = random.getstate()
    places = [with_devices(seeding, count) for count in (1, 2, 3)]
    return os.getpid(), places, random.getstate() == before


def seeding():
    import os
    import random

    random.seed(1)
    return os.getpid()


def test_with_devices_takes_this_python_if_it_has_as_many():
    here, (one, two, three), kept = on_devices(where_it_is_called, 2)
    assert one == two == here
    assert three != here
    assert kept


def test_a_function_of_a_notebook_goes_there_with_what_it_uses(capsys):
    scale = 3
    here = {"__name__": "__main__"}
    exec("def twice(x):\n    print('called')\n    return 2 * x", here)
    twice = here["twice"]
    told = on_devices(lambda number: twice(number) * scale, 1, 7)
    assert told == 42
    assert capsys.readouterr().out == "called\n"


def fails():
    raise KeyError("nothing\nof that name")


def dies():
    import os

    os._exit(7)


@pytest.mark.parametrize(
    ("function", "message"), [(fails, "KeyError: .nothing"), (dies, "It ended with exit code 7")]
)
def test_an_error_there_is_an_error_here(function, message):
    with pytest.raises(RuntimeError, match=message):
        on_devices(function, 1)


def test_what_takes_too_long_is_ended():
    import itertools

    with pytest.raises(TimeoutError, match="longer than 3 seconds"):
        on_devices(functools.partial(sum, itertools.repeat(1)), 1, limit=3)


def test_what_cannot_be_sent_is_said():
    lock = threading.Lock()
    with pytest.raises(TypeError, match="can't be sent there") as raised:
        on_devices(lambda: lock, 1)
    assert "Expected: a function that uses" in str(raised.value)


@pytest.mark.parametrize("count", [0, -1, True, 2.0, "2"])
def test_so_many_there_cannot_be(count):
    for call in (split_cpu, functools.partial(on_devices, fails)):
        with pytest.raises(ValueError, match=r"Expected: a whole number, 1 or more\. Received: "):
            call(count)


def test_a_backend_that_splits_nothing():
    with pytest.raises(ValueError, match="No backend 'torch' splits a CPU"):
        on_devices(fails, 1, backend="torch")


def jax_devices():
    import jax
    import keras

    return keras.backend.backend(), len(jax.devices())


def test_jax_has_several_devices_too():
    pytest.importorskip("jax")
    assert on_devices(jax_devices, 3, backend="jax") == ("jax", 3)
