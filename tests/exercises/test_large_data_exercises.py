import math
import random

import h5py
import numpy as np
import pytest

from faqlab.core.memory_lab_table import MemoryLab, WayMeasured
from faqlab.exercises.large_data import predict, q1, q2, q3


def lab(size, name="array"):
    return MemoryLab({name: WayMeasured(True, "", size, 1.0, np.zeros(1))}, 100, 60, True, 10)


@pytest.mark.parametrize(("size", "letter"), [(104, "a"), (210, "b"), (300, "c")])
def test_the_prediction_is_compared_with_the_lab(size, letter):
    told = str(predict.reveal(lab(size)))
    assert f"It took {size} bytes for 100 bytes of data." in told
    assert predict.options[letter].why in told


@pytest.mark.parametrize("other", [3, lab(None), lab(100, "mine")])
def test_the_prediction_waits_for_a_lab_that_can_tell(other):
    assert predict.reveal(other).state == "untouched"


def test_q1_is_what_python_says():
    assert q1.judged(math.ceil(50_000 / 128)).state == "right"
    assert q1.judged(...).state == "untouched"


@pytest.mark.parametrize(
    ("answer", "message"),
    [(390, "leave 80 images over"), (50_000, "samples_per_epoch"), (400, "too many")],
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def test_q2_is_what_a_draw_gives():
    rng = random.Random(0)
    chunks = [len({rng.randrange(10**6) // 100 for _ in range(64)}) for _ in range(200)]
    assert q2.judged(100 * sum(chunks) / len(chunks)).state == "right"
    assert q2.judged(6400).state == "right"
    assert q2.judged(None).state == "untouched"


@pytest.mark.parametrize(
    ("answer", "message"), [(64, "whole chunks"), (10**6, "the whole file"), (3000, "too small")]
)
def test_q2_says_what_a_wrong_number_is(answer, message):
    reply = q2.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def of_the_solution():
    text = str(q3.solution())
    space = {"h5py": h5py}
    exec(text[text.index("def ") :].split("```")[0].rstrip(), space)
    return space["endless"]


def index_by_index(path, batch_size):
    file = h5py.File(path)
    count, begin = len(file["x"]), 0
    while True:
        end = min(begin + batch_size, count)
        yield file["x"][begin:end], file["y"][begin:end].tolist()
        begin = 0 if end == count else end


def of_another(path, batch_size):
    return (batch for batch in index_by_index(path, batch_size))


@pytest.mark.parametrize("answer", [of_the_solution(), index_by_index, of_another])
def test_q3_takes_any_generator_that_does_it(answer):
    assert q3.judged(answer).state == "right"


def once(path, batch_size):
    with h5py.File(path) as file:
        for begin in range(0, len(file["x"]), batch_size):
            yield file["x"][begin : begin + batch_size], file["y"][begin : begin + batch_size]


def whole_batches(path, batch_size):
    while True:
        with h5py.File(path) as file:
            for begin in range(0, len(file["x"]) - batch_size + 1, batch_size):
                yield file["x"][begin : begin + batch_size], file["y"][begin : begin + batch_size]


def all_at_once(path, batch_size):
    with h5py.File(path) as file:
        x, y = file["x"][:], file["y"][:]
    while True:
        for begin in range(0, len(x), batch_size):
            yield x[begin : begin + batch_size], y[begin : begin + batch_size]


def always_the_first(path, batch_size):
    while True:
        with h5py.File(path) as file:
            yield file["x"][:batch_size], file["y"][:batch_size]


def inputs_alone(path, batch_size):
    for x, _ in index_by_index(path, batch_size):
        yield x


def shifted(path, batch_size):
    for x, y in index_by_index(path, batch_size):
        yield x, np.roll(y, 1)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (once, "the file once. `fit` needs it to go on"),
        (whole_batches, "Expected: (4, 10000) and (4,)"),
        (all_at_once, "no way to read a file larger than the memory"),
        (always_the_first, "begins with row 0 of the file. Expected: row 8"),
        (inputs_alone, "Expected: a tuple `(x, y)`"),
        (shifted, "the targets are those of other rows"),
        (lambda path, size: list(once(path, size)), "not a generator"),
        (lambda path, size: iter([1]), "`fit` takes no other iterator"),
        (lambda path, size: (1 / 0 for _ in range(3)), "ZeroDivisionError"),
        (lambda path: None, "TypeError"),
        (lambda path, size: (batch for batch in ()), "It ends after 0 batches"),
        (np.ones(3), "not a function"),
        (once("a.h5", 3), "Give the function itself"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def test_q3_that_returns_nothing_is_untouched():
    assert q3.judged(lambda *given: None).state == "untouched"
    assert q3.judged(...).state == "untouched"
