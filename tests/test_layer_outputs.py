import keras
import numpy as np
import pytest

from faqlab import layer_outputs
from faqlab.layer_outputs import LayerView

X = np.random.default_rng(0).random((40, 8, 8, 1)).astype("float32")


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(4, 3, activation="relu", name="conv"),
            keras.layers.BatchNormalization(name="norm"),
            keras.layers.Dropout(0.5, name="drop"),
            keras.layers.Flatten(name="flat"),
            keras.layers.Dense(3, name="head"),
        ]
    )


def test_the_view_holds_what_keras_gives_layer_by_layer(model):
    view = LayerView(model, X)
    assert view.samples == 32
    values = X[:32]
    for layer in model.layers:
        values = keras.ops.convert_to_numpy(layer(values))
        np.testing.assert_allclose(view.values(layer.name), values, atol=1e-5)


def test_training_mode_drops_and_the_difference_says_where(model):
    view = LayerView(model, X, samples=8)
    assert view.values("conv", "difference").max() == 0
    dropped = view.values("drop", "training") == 0
    assert 0.3 < dropped.mean() < 0.8
    np.testing.assert_allclose(
        view.values("drop", "difference"),
        view.values("drop", "training") - view.values("drop", "inference"),
    )


def test_looking_leaves_the_model_as_it_was(model):
    before = [np.array(variable) for variable in model.variables]
    seeds = [np.array(layer.seed_generator.state) for layer in model.layers if layer.name == "drop"]
    LayerView(model, X)
    for one, two in zip(before, model.variables, strict=True):
        np.testing.assert_array_equal(one, np.array(two))
    np.testing.assert_array_equal(seeds[0], np.array(model.get_layer("drop").seed_generator.state))


def test_the_tree_has_a_line_for_each_state_of_an_rnn():
    model = keras.Sequential([keras.Input((5, 2)), keras.layers.LSTM(3, name="lstm")], name="outer")
    view = LayerView(model, np.zeros((2, 5, 2)))
    lines = {node["address"]: (node["depth"], node["shape"]) for node in view.nodes[1:]}
    assert lines == {
        "lstm": (0, "(3,)"),
        "lstm.sequence": (1, "(5, 3)"),
        "lstm.state0": (1, "(3,)"),
        "lstm.state1": (1, "(3,)"),
    }


def test_several_inputs(model):
    left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    both = keras.layers.Concatenate(name="both")([left, right])
    two = keras.Model([left, right], keras.layers.Dense(1, name="out")(both))
    values = [np.ones((50, 4)), np.zeros((50, 4))]
    as_list = LayerView(two, values)
    as_dict = LayerView(two, dict(zip(["left", "right"], values, strict=True)))
    np.testing.assert_array_equal(as_list.values("both"), as_dict.values("both"))
    assert as_list.samples == 32


def test_the_still_has_a_row_for_each_layer(model):
    figure = LayerView(model, X).draw(sample=1)
    words = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert words[:2] == ["input\n(8, 8, 1)", "conv\n(6, 6, 4)"]
    assert len(words) == 6


@pytest.mark.parametrize(
    ("x", "samples", "message"),
    [
        (X, 0, "nothing to look at. Expected: samples from 1 on. Received: 0"),
        (np.zeros((3, 9, 9, 1)), 32, r"Expected: .*8, 8, 1.*Received: .*9, 9, 1"),
    ],
)
def test_bad_input_is_said(model, x, samples, message):
    with pytest.raises(ValueError, match=message):
        LayerView(model, x, samples=samples)


def test_the_topic_offers_what_its_lesson_uses():
    for name in layer_outputs.__all__:
        assert getattr(layer_outputs, name) is not None
