import keras

from faqlab.core.graph_nodes import CallNumbers, graph_nodes

layers = keras.layers


def late_first():
    """A shared layer whose call that was written second is run first."""
    inputs = keras.Input((4,), name="in")
    shared = layers.Dense(4, name="shared")
    first = shared(inputs)
    second = shared(layers.ReLU(name="relu")(inputs))
    return keras.Model(inputs, layers.Add(name="sum")([second, first]))


def test_calls_are_listed_as_they_run_and_numbered_as_they_were_written():
    found = [(number, node.operation.name) for number, node in graph_nodes(late_first())]
    assert found.index((2, "shared")) < found.index((1, "shared"))
    assert len(found) == 5


def test_calls_outside_of_the_model_do_not_count():
    model = late_first()
    shared = model.get_layer("shared")
    other = keras.Model(model.input, shared(shared(shared.output)))
    numbers = [n for n, node in graph_nodes(other) if node.operation is shared]
    assert numbers == [1, 2, 3]
    assert [n for n, node in graph_nodes(model) if node.operation is shared] == [2, 1]


def test_what_has_no_graph():
    assert graph_nodes(layers.Dense(3)) is None
    assert graph_nodes(keras.Sequential([layers.Dense(3)])) is None


def test_numbers_come_as_the_calls_do():
    model = late_first()
    numbers, shared = CallNumbers(model), model.get_layer("shared")
    assert [numbers.next(shared) for _ in range(3)] == [2, 1, None]
    assert CallNumbers(layers.ReLU()).next(shared) is None
