import keras
import numpy as np
import pytest

from faqlab.core.activations import outputs
from faqlab.core.extractors import layer_function, submodel

layers = keras.layers


def nested():
    inputs = keras.Input((8, 8, 1), name="image")
    inner = keras.Sequential([layers.Conv2D(2, 3, name="deep"), layers.ReLU()], name="inner")
    encoder = keras.Sequential([inner, layers.Flatten(name="flat")], name="encoder")
    shared = layers.Dense(72, name="shared")
    x = shared(shared(encoder(inputs)))
    return keras.Model(inputs, layers.Dense(2, name="head")(x))


def images():
    return np.random.default_rng(0).random((3, 8, 8, 1), np.float32)


@pytest.mark.parametrize(
    "address",
    ["encoder", "encoder/flat", "encoder/inner/deep", "shared", "shared:2", "head", "image"],
)
def test_a_submodel_gives_what_outputs_gives_and_shares_the_weights(address):
    model, x = nested(), images()
    part = submodel(model, address)
    np.testing.assert_allclose(part(x), outputs(model, x)[address], atol=1e-6)
    assert {id(one) for one in part.weights} <= {id(one) for one in model.weights}


def test_several_layers_at_once_and_a_sequential_whose_input_fails():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="a"), layers.Dense(2)])
    with pytest.raises(AttributeError, match="never been called"):
        _ = model.input
    first, last = submodel(model, ["a", model.layers[1].name])(np.ones((2, 4)))
    kernel, bias = model.get_layer("a").get_weights()
    np.testing.assert_allclose(first, np.ones((2, 4)) @ kernel + bias, atol=1e-6)
    np.testing.assert_allclose(last, model(np.ones((2, 4))), atol=1e-6)


def test_making_a_submodel_adds_nothing_to_the_model():
    model = nested()
    before = [len(one._inbound_nodes) for one in model._flatten_layers()]
    submodel(model, "encoder/inner/deep")
    assert [len(one._inbound_nodes) for one in model._flatten_layers()] == before


def test_what_has_no_graph_is_said():
    class Mine(keras.Model):
        pass

    with pytest.raises(ValueError, match=r"^The Sequential 'raw' isn't built.*Begin it with keras"):
        submodel(keras.Sequential([layers.Dense(1)], name="raw"), "dense")
    with pytest.raises(
        ValueError, match=r"has no graph of layers .* Received: 'Mine'. Use outputs"
    ):
        submodel(Mine(), "dense")
    with pytest.raises(
        ValueError, match=r"'functional\w*' has no layer 'encode'. Expected: one of"
    ):
        submodel(nested(), "encode/flat")
    with pytest.raises(ValueError, match=r"'inner' has no layer 'dee'"):
        submodel(nested(), "encoder/inner/dee")
    inputs = keras.Input((5, 4))
    model = keras.Model(inputs, layers.MultiHeadAttention(1, 2, name="attend")(inputs, inputs))
    with pytest.raises(ValueError, match=r"'attend' has no graph of layers"):
        submodel(model, "attend/query")


def test_a_function_of_input_and_training_that_changes_nothing():
    model = keras.Sequential(
        [layers.Dense(6, name="a"), layers.BatchNormalization(), layers.Dropout(0.5, name="drop")]
    )
    x = np.random.default_rng(0).random((30, 4), np.float32)
    f = layer_function(model, "drop")
    calm = f(x)
    np.testing.assert_allclose(calm, model(x), atol=1e-6)
    before = [one.numpy().tolist() for one in model.variables]
    busy = f(x, training=True)
    assert 0.3 < (busy == 0).mean() < 0.7
    assert [one.numpy().tolist() for one in model.variables] == before
    np.testing.assert_array_equal(f(x), calm)


def test_a_function_reads_the_weights_as_they_are_and_takes_any_number_of_samples():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="a")])
    f = layer_function(model, ["a"])
    x = np.ones((2, 4), np.float32)
    f(x)
    model.layers[0].set_weights([np.ones((4, 3)), np.zeros(3)])
    (found,) = f(np.ones((5, 4)))
    np.testing.assert_array_equal(found, np.full((5, 3), 4))
    assert len(f._forwards) == 1
    assert repr(f) == f"LayerFunction({model.name!r}, ['a'])"


def test_a_function_refuses_what_outputs_refuses():
    f = layer_function(keras.Sequential([keras.Input((4,)), layers.Dense(3, name="a")]), "b")
    with pytest.raises(ValueError, match=r"The model has no layer 'b'. Expected: 'a'."):
        f(np.ones((2, 4)))
