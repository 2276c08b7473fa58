import keras
import numpy as np
import pytest

from faqlab.core.outcome import outcome_of
from faqlab.core.recorder import Recorder
from faqlab.core.run import Run


@pytest.fixture
def fitted():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="head")])
    model.compile("sgd", "mse")
    recorder = Recorder()
    x, y = np.ones((8, 2)), np.ones(8)
    history = model.fit(x, y, batch_size=4, epochs=3, verbose=0, callbacks=[recorder])
    return model, history, recorder


def told(outcome):
    return {(kind, name): numbers.tolist() for kind, name, numbers in outcome.parts()}


def weights(model):
    return {("weight", w.path): keras.ops.convert_to_numpy(w).tolist() for w in model.weights}


def test_a_model_is_its_weights(fitted):
    assert told(outcome_of(fitted[0])) == weights(fitted[0])


def test_a_history_is_its_curves_and_the_weights_of_its_model(fitted):
    model, history, _ = fitted
    assert told(outcome_of(history)) == {
        ("epoch", "loss"): history.history["loss"],
        **weights(model),
    }


def test_a_recorder_and_its_run_are_curves_by_step_and_epoch(fitted):
    recorder = fitted[2]
    expected = {
        ("step", "loss"): recorder.run.batches["loss"].tolist(),
        ("epoch", "loss"): fitted[1].history["loss"],
    }
    assert len(expected["step", "loss"]) == 6
    assert told(outcome_of(recorder)) == told(outcome_of(recorder.run)) == expected


def test_a_metric_that_no_batch_reported_has_no_steps():
    run = Run()
    run.add_epoch(0, {"loss": 1.0})
    assert told(outcome_of(run)) == {("epoch", "loss"): [1.0]}


def test_dicts_lists_numbers_tensors_and_texts(fitted):
    tensor = keras.ops.ones((2,))
    found = told(outcome_of({"a": [1, 2], "b": (tensor, "text"), "c": {"d": np.float32(3)}}))
    assert found == {
        ("value", "a"): [1, 2],
        ("value", "b/0"): [1.0, 1.0],
        ("value", "b/1"): "text",
        ("value", "c/d"): 3.0,
    }


def test_a_model_and_its_recorder_keep_their_names(fitted):
    model, _, recorder = fitted
    pair = outcome_of((model, recorder))
    assert list(pair.weights) == [weight.path for weight in model.weights]
    assert (list(pair.steps), list(pair.epochs)) == (["loss"], ["loss"])
    assert len(outcome_of([model, model]).weights) == 4


def test_what_would_have_the_same_name_is_all_kept():
    assert told(outcome_of({"a": {"b": 1}, "a/b": 2})) == {
        ("value", "a/b"): 1,
        ("value", "a/b (2)"): 2,
    }


@pytest.mark.parametrize("nothing", [None, [], {}, [None], object(), {"a": print}])
def test_what_can_t_be_compared_is_refused(nothing):
    with pytest.raises(TypeError, match=r"returns .* compared. Expected: a model, .*Received: "):
        outcome_of(nothing)
