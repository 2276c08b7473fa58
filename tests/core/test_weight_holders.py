from faqlab.core.backend import keras
from faqlab.core.weight_holders import addressed, count, holders

layers = keras.layers


def nested():
    inner = keras.Sequential([keras.Input((8,)), layers.Dense(4, name="a")], name="inner")
    norm = layers.BatchNormalization(name="norm")
    return keras.Sequential([keras.Input((8,)), inner, norm, layers.ReLU(name="relu")])


def test_nested_layers_have_addresses():
    assert [address for address, _ in addressed(nested())] == ["inner", "inner/a", "norm", "relu"]


def test_each_weight_is_held_once_by_the_innermost():
    model = nested()
    held = holders(model)
    assert [address for address, _, _ in held] == ["inner/a", "norm"]
    assert sum(count(weights) for _, _, weights in held) == model.count_params()


def test_a_wrapper_keeps_what_is_its_own():
    model = keras.Sequential(
        [keras.Input((5, 2)), layers.Bidirectional(layers.LSTM(3, name="lstm"), name="both")]
    )
    held = {address: count(weights) for address, _, weights in holders(model)}
    assert set(held) == {"both/forward_lstm", "both/backward_lstm"}
    assert sum(held.values()) == model.count_params()


def test_a_layer_that_is_there_twice_comes_once():
    shared = layers.Dense(4, name="shared")
    x = keras.Input((4,))
    model = keras.Model(x, shared(shared(x)))
    assert [address for address, _ in addressed(model)] == ["shared"]


def test_count_is_what_keras_counts():
    dense = layers.Dense(3)
    dense.build((None, 4))
    assert count(dense.weights) == dense.count_params() == 15
