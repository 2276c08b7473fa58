"""The names against the directions that Keras's own metrics carry."""

import inspect

import keras
import numpy as np
import pytest

from faqlab.core.metric_directions import DOWN, UP, direction

KNOWN = {"up": "max", "down": "min"}


def built_in():
    """The metrics of Keras that say which way is better, by the name they get by default."""
    needed = {"num_classes": 2, "target_class_ids": [0]}
    for kind in {k for k in vars(keras.metrics).values() if inspect.isclass(k)}:
        parameters = inspect.signature(kind.__init__).parameters
        given = {name: value for name, value in needed.items() if name in parameters}
        try:
            metric = kind(**given)
        except (TypeError, NotImplementedError):
            continue
        way = getattr(metric, "_direction", None)
        if way in KNOWN:
            yield metric.name.rstrip("_0123456789"), KNOWN[way]


# No names that `compile` takes.
MADE = {
    "f1_score": keras.metrics.F1Score,
    "fbeta_score": keras.metrics.FBetaScore,
    "r2_score": keras.metrics.R2Score,
    "logcosh": keras.metrics.LogCoshError,
    "log_cosh": keras.metrics.LogCoshError,
    "rmse": keras.metrics.RootMeanSquaredError,
}


def test_no_name_is_told_the_wrong_way():
    found = dict(built_in())
    assert len(found) > 20
    assert {name: direction(name) for name in found if direction(name)} == {
        name: way for name, way in found.items() if direction(name)
    }


@pytest.mark.parametrize("name", sorted(DOWN | UP))
def test_keras_finds_the_same_way_for_a_model_compiled_with_that_name(name):
    metric = MADE[name](name=name) if name in MADE else name
    loss = keras.losses.MeanSquaredError()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("sgd", loss, metrics=[metric], run_eagerly=True)
    y = np.eye(2)[[0, 1]] if "sparse" not in name else np.array([[0], [1]])
    model.fit(np.ones((2, 2)), y, verbose=0)
    stopping = keras.callbacks.EarlyStopping(monitor=f"val_{name}", patience=1)
    stopping.set_model(model)
    stopping.on_train_begin()
    ended = {}
    for way, values in (("min", (1.0, 0.5)), ("max", (0.5, 1.0))):
        model.stop_training = False
        stopping.on_train_begin()
        for epoch, value in enumerate(values):
            stopping.on_epoch_end(epoch, {f"val_{name}": value})
        ended[way] = model.stop_training
    assert [way for way, stopped in ended.items() if not stopped] == [direction(f"val_{name}")]


def test_other_names_have_no_direction():
    assert [direction(name) for name in ("val_acurracy", "learning_rate", "")] == [None] * 3
    assert direction("val_loss") == direction("loss") == "min"
