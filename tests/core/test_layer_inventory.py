import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.layer_inventory import inventory, shape_words

layers = keras.layers


def nested():
    inner = keras.Sequential([keras.Input((5,)), layers.Dense(4, name="a")], name="inner")
    body = [layers.Dense(5, name="first"), inner, layers.Dropout(0.5, name="drop")]
    return keras.Sequential([keras.Input((6,)), *body, layers.Dense(2, name="head")])


def test_the_rows_are_the_layers_as_keras_says_them():
    model = nested()
    found = inventory(model)
    assert [(row.address, row.kind, row.depth) for row in found.rows] == [
        ("first", "Dense", 0),
        ("inner", "Sequential", 0),
        ("inner/a", "Dense", 1),
        ("drop", "Dropout", 0),
        ("head", "Dense", 0),
    ]
    assert [row.shape for row in found.own] == [layer.output.shape for layer in model.layers]
    assert [row.parameters for row in found.own] == [one.count_params() for one in model.layers]
    assert found.parameters == model.count_params()
    assert (found.input_shapes, found.output_shapes) == (((None, 6),), ((None, 2),))
    assert found.rows[0].layer is model.layers[0]
    assert all(
        one is other
        for one, other in zip(found.rows[0].weights, model.layers[0].weights, strict=True)
    )


def test_what_keras_has_made_is_told():
    model, x = nested(), np.ones((4, 6), "float32")
    assert str(inventory(model)).endswith("Not compiled. No function made yet.")
    model.predict(x, verbose=0)
    assert str(inventory(model)).endswith("Not compiled. Functions made: predict.")
    model.compile("sgd", "mse")
    model.fit(x, np.ones((4, 2)), verbose=0)
    model.evaluate(x, np.ones((4, 2)), verbose=0)
    found = inventory(model)
    assert str(found).endswith("Compiled. Functions made: fit, evaluate.")
    assert found.functions == {
        "fit": model.train_function,
        "evaluate": model.test_function,
        "predict": None,
    }


def test_a_shared_layer_has_a_row_for_each_call_and_is_counted_once():
    x = keras.Input((3,), name="x")
    shared = layers.Dense(3, name="shared")
    found = inventory(keras.Model(x, keras.ops.add(shared(shared(x)), 1)))
    assert [(row.address, row.kind, row.parameters) for row in found.rows] == [
        ("shared", "Dense", 12),
        ("shared:2", "Dense", 12),
        (found.rows[2].address, "Add", 0),
    ]
    assert found.parameters == 12


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(2, name="inner")

    def call(self, x):
        return self.inner(x)


@pytest.mark.parametrize("make", [Own, lambda: keras.Sequential([layers.Dense(2, name="inner")])])
def test_of_a_model_without_a_graph_the_shapes_are_not_known(make):
    found = inventory(make())
    assert [(row.address, row.shape, row.parameters) for row in found.rows] == [("inner", None, 0)]
    assert (found.input_shapes, found.output_shapes) == ((), ())
    assert "inner  Dense  ?             0" in str(found)


def test_the_page_is_the_same_table():
    model = keras.Sequential([keras.Input((6,)), layers.Dense(2, name="head<b>")])
    page = inventory(model)._repr_html_()
    assert "head&lt;b&gt;" in page
    assert "<td>(None, 2)</td><td>14</td>" in page


def test_what_is_no_model_is_refused():
    with pytest.raises(TypeError, match=r"This is no model. Expected: a Keras model. Received: 3"):
        inventory(3)


def test_shapes_are_written_as_keras_writes_them():
    assert shape_words((None, 2, 3)) == str((None, 2, 3))
