"""Each exercise with right answers, with none, and with the wrong ones that learners give."""

import json
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from faqlab.core.data_parallel import DataParallel
from faqlab.exercises.multi_gpu import predict, q1, q2, q3, q4


def report(*rows):
    return DataParallel(len(rows), (rows,), (1.0,), (1.0,), (), 0.0)


def test_the_prediction_is_compared_with_what_the_devices_saw():
    for rows, letter in (((32,) * 8, "b"), ((256,), "a"), ((40, 37), "c")):
        told = str(predict.reveal(report(*rows)))
        assert predict.options[letter].why in told
        assert f"Of {sum(rows)} rows the first device was given {rows[0]}." in told
    assert predict.reveal(SimpleNamespace()).state == "untouched"


def test_q1_is_what_keras_counts():
    a, b = (keras.Input((140, 256)) for _ in range(2))
    lstm = keras.layers.LSTM(64)
    model = keras.Model([a, b], keras.layers.concatenate([lstm(a), lstm(b)]))
    assert q1.judged(model.count_params()).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"), [(164352, "two LSTMs"), (81920, "bias"), (20544, "one gate"), (1, "few")]
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    told = q1.judged(answer)
    assert (told.state, message in str(told)) == ("wrong", True)


def test_q2_is_what_keras_gives():
    shapes = {"a": 1, "b": -1}
    a, b = (keras.Input((10, 64)) for _ in range(2))
    for letter, axis in shapes.items():
        shape = keras.layers.concatenate([a, b], axis=axis).shape
        assert q2.options[letter].text == f"`{shape}`"
    assert q2.judged("b").state == "right"
    assert "one sequence after the other" in str(q2.judged("a"))
    assert "stack" in str(q2.judged("d"))


def in_a_loop(rows, devices):
    most, told = int(np.ceil(rows / devices)), []
    for _ in range(devices):
        told.append(min(most, rows))
        rows -= told[-1]
    return np.array(told)


def as_array_split(rows, devices):
    return [len(one) for one in np.array_split(range(rows), devices)]


def rounded_down(rows, devices):
    return [rows // devices] * devices


def without_empty_ones(rows, devices):
    return [one for one in in_a_loop(rows, devices) if one]


def test_q3_takes_any_function_that_does_it():
    assert q3.judged(in_a_loop).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (as_array_split, "rounded up, 40"),
        (rounded_down, "that is 156 rows, and the batch has 157"),
        (without_empty_ones, "2 shares for 4 devices"),
        (lambda rows, devices: rows / devices, "not a list"),
        (lambda rows: rows, "TypeError"),
        (3, "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    told = q3.judged(answer)
    assert (told.state, message in str(told)) == ("wrong", True)


def right(addresses, rank):
    return json.dumps({"cluster": {"worker": addresses}, "task": {"type": "worker", "index": rank}})


def otherwise(**more):
    def answer(addresses, rank):
        config = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": rank}}
        return json.dumps(config | more)

    return answer


def test_q4_takes_what_tensorflow_understands(monkeypatch):
    import tensorflow as tf

    monkeypatch.setenv("TF_CONFIG", right(["a:1", "b:2"], 1))
    found = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    assert (found.task_type, found.task_id) == ("worker", 1)
    assert found.cluster_spec().as_dict() == {"worker": ["a:1", "b:2"]}
    assert q4.judged(right).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda addresses, rank: json.loads(right(addresses, rank)), "An environment variable is"),
        (lambda addresses, rank: str(json.loads(right(addresses, rank))), "no JSON"),
        (lambda addresses, rank: "[]", "two keys"),
        (otherwise(cluster={"worker": ["10.0.0.1:2222"]}), "all addresses"),
        (otherwise(task={"type": "chief", "index": 0}), "its `type` is `worker`"),
        (otherwise(task={"type": "worker", "index": 0}), "its `index` is 1"),
        (otherwise(task={"type": "worker", "index": "0"}), "its `index` is 0"),
    ],
)
def test_q4_says_what_is_wrong(answer, message):
    told = q4.judged(answer)
    assert (told.state, message in str(told)) == ("wrong", True)


@pytest.mark.parametrize("exercise", [q3, q4])
def test_untouched(exercise):
    assert exercise.judged(lambda *arguments: None).state == "untouched"
    assert exercise.judged(...).state == "untouched"
