import numpy as np
import pytest

from faqlab.data_checks.plan import make_plan

from .plans import CLASSES, X, softmax


def test_the_defaults_are_those_of_fit():
    plan = make_plan(X, CLASSES, softmax(), {})
    assert (plan["epochs"], plan["shuffle"], plan["validation_split"]) == (1, True, 0.0)
    assert plan["batch_size"] is None
    assert [one.name for one in plan.every] == ["x", "y"]
    assert plan.both == [plan]
    assert (plan.samples, plan.split_at, plan.compiled) == (64, None, True)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.25, 1 / 3, 0.98])
def test_the_split_is_where_keras_makes_it(share):
    from keras.src.trainers.data_adapters.array_slicing import train_validation_split

    (train,), _ = train_validation_split((np.zeros((64, 1)),), validation_split=share)
    plan = make_plan(X, CLASSES, softmax(), {"validation_split": share})
    assert plan.split_at == len(train)


def test_validation_data_goes_before_a_split():
    plan = make_plan(
        X, CLASSES, softmax(), {"validation_split": 0.2, "validation_data": (X[:5], CLASSES[:5])}
    )
    assert (plan.fraction, plan.split_at) == (0.0, None)
    assert [one.name for one in plan.validation.every] == ["validation x", "validation y"]
    assert plan.validation.samples == 5
    assert plan.validation.where == "validation "


def test_an_unknown_argument_is_refused_in_three_beats():
    message = (
        r"^fit has no argument 'nb_epoch'\. Expected: one of .*'epochs'.* Received: 'nb_epoch'"
    )
    with pytest.raises(TypeError, match=message):
        make_plan(X, CLASSES, softmax(), {"nb_epoch": 3})


def test_the_model_comes_third():
    message = r"Expected: check_data\(x, y, model\)\. Received: 'Sequential, ndarray, ndarray'"
    with pytest.raises(TypeError, match=message):
        make_plan(softmax(), X, CLASSES, {})
    with pytest.raises(TypeError, match="or is no Keras model"):
        make_plan(X, CLASSES, object(), {})
    with pytest.raises(TypeError, match="or is no Keras model"):
        make_plan(softmax(), None, None, {})


def test_a_generator_is_not_touched():
    data = iter([(X, CLASSES)])
    plan = make_plan(data, None, softmax(), {})
    assert (plan.every, plan.samples) == ([], None)
    assert next(data)[0] is X
