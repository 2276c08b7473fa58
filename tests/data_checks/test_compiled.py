import functools

import pytest

from faqlab.core.backend import keras
from faqlab.data_checks.compiled import each_loss, each_metrics, scored

from .plans import layers, network

losses, metrics = keras.losses, keras.metrics


def own(y_true, y_pred):
    return y_pred


class Own(losses.MeanSquaredError):
    pass


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("mse", "meansquarederror"),
        ("MeanSquaredError", "meansquarederror"),
        ("mean_squared_error", "meansquarederror"),
        (losses.MeanSquaredError(), "meansquarederror"),
        (losses.mean_squared_error, "meansquarederror"),
        (losses.MeanSquaredError, "meansquarederror"),
        ("binary_crossentropy", "binarycrossentropy"),
        (metrics.BinaryAccuracy(), "binaryaccuracy"),
        (metrics.binary_accuracy, "binaryaccuracy"),
        (metrics.MeanMetricWrapper(metrics.binary_accuracy), "binaryaccuracy"),
        (losses.Huber(), "huber"),
        ("huber", "huber"),
        (metrics.AUC(), "auc"),
        (own, ""),
        (Own(), ""),
        (lambda a, b: b, ""),
        (functools.partial(own), ""),
        (metrics.MeanMetricWrapper(own), ""),
    ],
)
def test_what_a_loss_or_metric_is(given, kind):
    assert scored(given).kind == kind


def test_what_a_loss_was_told():
    assert scored(losses.BinaryCrossentropy(from_logits=True)).from_logits
    assert not scored(losses.BinaryCrossentropy()).from_logits
    assert not scored("binary_crossentropy").from_logits
    sparse = scored(losses.SparseCategoricalCrossentropy(ignore_class=255))
    assert (sparse.ignored, sparse.last) == (255, True)
    assert not scored(losses.CategoricalCrossentropy(axis=1)).last
    assert scored(metrics.BinaryAccuracy(threshold=0)).threshold == 0


def test_which_way_a_metric_gets_better_is_keras_own_word():
    assert scored(metrics.AUC()).up is True
    assert scored(metrics.MeanSquaredError()).up is False
    assert scored(metrics.Mean()).up is None


def two(loss, **more):
    inputs = keras.Input((4,))
    ends = [layers.Dense(1, name="a")(inputs), layers.Dense(1, name="b")(inputs)]
    model = keras.Model(inputs, ends)
    model.compile("sgd", loss, **more)
    return model


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("mse", ["mse", "mse"]),
        (["mse", "mae"], ["mse", "mae"]),
        ({"b": "mae", "a": "mse"}, ["mse", "mae"]),
        ({"a": "mse"}, ["mse", None]),
        (["mse"], None),
        ({"c": "mse"}, None),
    ],
)
def test_each_output_has_its_loss(loss, expected):
    assert each_loss(two(loss), ["a", "b"]) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, [[], []]),
        (["mae", ["mse", "mape"]], [["mae"], ["mse", "mape"]]),
        ({"b": ["mae"]}, [[], ["mae"]]),
        ({"c": ["mae"]}, None),
        (["mae"], None),
    ],
)
def test_each_output_has_its_metrics(given, expected):
    assert each_metrics(two("mse", metrics=given), ["a", "b"]) == expected


def test_weighted_metrics_count_as_well():
    model = network(1, shape=(4,))
    model.compile("sgd", "mse", metrics=["mae"], weighted_metrics=["mape"])
    assert each_metrics(model, ["dense"]) == [["mae", "mape"]]
