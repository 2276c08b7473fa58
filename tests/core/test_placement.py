"""On two logical CPUs in a Python of their own; what must run where follows from the program."""

import json
import subprocess
import sys

import keras
import numpy as np
import pytest

from faqlab.core.placement import COPY, Placement, where

PROGRAM = """
import json, sys
import tensorflow as tf
one = tf.config.LogicalDeviceConfiguration()
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], [one] * 2)
from faqlab.core.placement import where

a = tf.ones((4, 4))

def two():
    with tf.device("/cpu:1"):
        b = a @ a
    return tf.reduce_sum(b) + 1

def missing():
    with tf.device("/gpu:99"):
        return a @ a

graph = tf.function(two)
told = {}
for name, call in {
    "eager": two,
    "graph": graph,
    "graph again": graph,
    "graph twice": lambda: [graph(), graph()],
    "missing": missing,
}.items():
    placement = where(call)
    counts = {" ".join(key): count for key, count in placement.counts.items()}
    told[name] = [counts, placement.elsewhere]
told["result"] = float(where(two).result)
print(json.dumps(told))
"""
ONCE = {"MatMul CPU:1": 1, "Sum CPU:0": 1, "AddV2 CPU:0": 1, f"{COPY} CPU:1": 1, f"{COPY} CPU:0": 1}


@pytest.fixture(scope="module")
def told():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("how", ["eager", "graph", "graph again"])
def test_each_operation_ran_where_its_scope_says(told, how):
    counts, elsewhere = told[how]
    shown = {name: count for name, count in counts.items() if not name.startswith("Fill")}
    assert shown == ONCE
    assert elsewhere == []


def test_a_graph_that_runs_twice_is_counted_twice(told):
    assert told["graph twice"][0] == {name: 2 * count for name, count in ONCE.items()}


def test_what_has_no_place_is_told_with_where_it_went(told):
    counts, elsewhere = told["missing"]
    assert counts == {"MatMul CPU:0": 1}
    assert elsewhere == [["MatMul", "GPU:99", "CPU:0"]]


def test_the_result_is_that_of_the_function(told):
    assert told["result"] == 4 * 4 * 4 + 1


def test_a_training_step_has_its_products():
    """Forward two, backward three: the gradient of the first layer's input isn't needed."""
    layers = [keras.layers.Dense(3, activation="relu"), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile("sgd", "mse")
    x, y = np.ones((8, 4), "float32"), np.ones((8, 2), "float32")
    placement = where(lambda: model.train_on_batch(x, y))
    products = sum(count for (name, _), count in placement.counts.items() if name == "MatMul")
    assert products == 5


def test_after_an_error_nothing_is_observed_any_more():
    from tensorflow.python.framework import op_callbacks

    with pytest.raises(ZeroDivisionError):
        where(lambda: 1 / 0)
    assert not op_callbacks.should_invoke_op_callbacks()


EXAMPLE = Placement(
    {("MatMul", "CPU:0"): 2, ("MatMul", "GPU:0"): 1, (COPY, "GPU:0"): 3},
    (("MatMul", "GPU:1", "CPU:0"), ("MatMul", "GPU:1", "CPU:0")),
)


def test_the_table_and_what_it_says_below():
    lines = str(EXAMPLE).splitlines()
    assert lines[0].split() == ["operation", "CPU:0", "GPU:0"]
    assert lines[1].split() == ["MatMul", "2", "1"]
    assert lines[2] == f"{COPY}  -      3"
    assert lines[3] == (
        "Operations: 2 on CPU:0, 1 on GPU:0. "
        "(!) MatMul was to run on GPU:1, and ran on CPU:0 (2 times)."
    )
    assert EXAMPLE._repr_html_().count('class="marked"') == 2


def test_the_picture_has_a_panel_a_device_and_a_bar_an_operation():
    figure = EXAMPLE.draw()
    assert [axes.get_title() for axes in figure.axes] == ["CPU:0", "GPU:0"]
    widths = [[bar.get_width() for bar in axes.patches] for axes in figure.axes]
    labels = [tick.get_text() for tick in figure.axes[0].get_yticklabels()]
    assert [dict(zip(labels, one, strict=True)) for one in widths] == [
        {"MatMul": 2, COPY: 0},
        {"MatMul": 1, COPY: 3},
    ]
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert repr(figure) == "Operations by device: CPU:0, GPU:0"


def test_the_rarest_are_one_bar_and_copies_are_always_shown():
    counts = {(f"Op{number:02}", "CPU:0"): 100 - number for number in range(30)}
    figure = Placement(counts | {(COPY, "CPU:0"): 1}).draw()
    (axes,) = figure.axes
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    widths = [bar.get_width() for bar in axes.patches]
    assert labels[0] == "17 others"
    assert COPY in labels
    assert sum(widths) == sum(counts.values()) + 1


def test_nothing_ran():
    assert "No operation ran." in str(where(lambda: None))
    assert where(lambda: None).draw()._repr_png_().startswith(b"\x89PNG")


def test_another_backend_and_no_function_are_refused(monkeypatch):
    with pytest.raises(TypeError, match=r"Expected: a function .*Received: 3"):
        where(3)
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(RuntimeError, match=r"Received: 'jax'\. On JAX ask"):
        where(lambda: None)
