import keras
import numpy as np
import pytest

from faqlab.core.model_cut import cut
from faqlab.core.sequential_ends import add, pop
from faqlab.exercises.removing_layers import predict, q1, q2, q3

layers = keras.layers


@pytest.mark.parametrize(("width", "letter"), [(10, "b"), (32, "a")])
def test_the_prediction_is_compared_with_the_answers(width, letter):
    told = str(predict.reveal(np.zeros((360, width))))
    assert f"predict gives {width} numbers for each digit." in told
    assert predict.options[letter].why in told
    for nothing in (3, np.zeros(10), np.zeros((3, 7))):
        assert predict.reveal(nothing).state == "untouched"


def test_q1_is_what_keras_counts():
    body = [layers.Dense(32), layers.Dropout(0.5), layers.Dense(10)]
    model = keras.Sequential([keras.Input((64,)), *body])
    assert "what the network had before" in str(q1.judged(model.count_params()))
    pop(model, 2)
    assert "the first layer alone" in str(q1.judged(model.count_params()))
    add(model, layers.Dense(5))
    assert q1.judged(model.count_params()).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"), [(2575, "both heads"), (165, "new head alone"), (7, "")]
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)
    assert q1.judged(...).state == "untouched"


def test_q2_is_what_cut_says():
    x = keras.Input((3,), name="x")
    stem = layers.Dense(4, name="stem")(x)
    deep = layers.Dense(4, name="deep")(layers.Dense(4, name="left")(stem))
    both = layers.Add(name="both")([deep, stem])
    model = keras.Model(x, layers.Dense(2, name="head")(both))
    for name in ("left", "head"):
        assert len(cut(model, first=name).inputs) == 1
    with pytest.raises(ValueError, match="can't be cut before 'deep'"):
        cut(model, first="deep")
    assert q2.judged("b").state == "right"
    assert "needs just that too" in str(q2.judged("a"))
    assert "All paths go through" in str(q2.judged("c"))
    assert q2.judged(...).state == "untouched"


def by_hand(model):
    return keras.Model(model.inputs[0], model.layers[-2].output)


def with_the_list_of_inputs(model):
    return keras.Model(model.inputs, model.layers[-2].output)


def with_faqlab(model):
    return cut(model, last=-2)


def layer_by_layer(model):
    if isinstance(model, keras.Sequential):
        return keras.Sequential([model.inputs[0], *model.layers[:-1]])
    return by_hand(model)


def popped(model):
    model.pop()
    return model


def copied(model):
    return cut(model, last=-2, copy=True)


def untrained(model):
    return keras.models.clone_model(by_hand(model))


def too_far(model):
    return keras.Model(model.inputs[0], model.layers[-3].output)


def whole(model):
    return model


def only_the_shape(model):
    return model.layers[-2].output


@pytest.mark.parametrize("answer", [by_hand, with_faqlab, layer_by_layer])
def test_q3_takes_any_function_that_does_it(answer):
    assert str(q3.judged(answer)).startswith("Right!")


@pytest.mark.filterwarnings("ignore:.*structure of `inputs`")
def test_q3_takes_the_list_of_inputs_too():
    assert q3.judged(with_the_list_of_inputs).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (popped, "The Sequential model itself has lost its head"),
        (copied, "weights of its own"),
        (untrained, "gives other numbers than the layer before the head"),
        (too_far, "For a Sequential model"),
        (whole, "gives the shape (32, 2); the layer before the head gives (32, 4)"),
        (only_the_shape, "not a model"),
        (lambda model: model.no_such_thing, "AttributeError"),
        ("model", "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def test_q3_that_returns_nothing_is_untouched():
    assert q3.judged(lambda model: None).state == "untouched"
    assert q3.judged(...).state == "untouched"


def test_the_solution_is_right():
    code = str(q3.solution()).split("```")[1]
    names = {"keras": keras}
    exec(code, names)
    assert q3.judged(names["without_head"]).state == "right"
