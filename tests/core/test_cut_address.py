import pytest

from faqlab.core.backend import keras
from faqlab.core.cut_address import call_names, check_built, check_can_be_cut, cut_address

layers = keras.layers


def shared():
    x = keras.Input((4,), name="x")
    twice = layers.Dense(4, name="twice")
    return keras.Model(x, layers.Dense(2, name="head")(twice(twice(x))), name="shared")


def test_calls_are_named_as_they_run():
    assert call_names(shared()) == ["twice", "twice:2", "head"]
    twice = layers.Dense(4, name="twice")
    assert call_names(keras.Sequential([twice, twice])) == ["twice", "twice:2"]


@pytest.mark.parametrize(
    ("given", "address"),
    [
        (None, None),
        ("head", "head"),
        ("head:1", "head"),
        (-1, "head"),
        ("twice:1", "twice"),
        ("twice:2", "twice:2"),
        ("head/below", "head/below"),
    ],
)
def test_an_address_is_found(given, address):
    assert cut_address(shared(), given) == address


def test_an_index_counts_the_layers_of_a_sequential():
    twice = layers.Dense(4, name="twice")
    model = keras.Sequential([keras.Input((4,)), twice, twice])
    assert [cut_address(model, i) for i in (0, 1, -1)] == ["twice", "twice:2", "twice:2"]


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ("hed", ValueError, "no layer 'hed'. Expected: one of 'head', 'twice', 'twice:2'."),
        ("twice", ValueError, "as they were written: 'twice:1', 'twice:2'. Received: 'twice'."),
        (1, ValueError, "The layer 'twice' is used more than once"),
        (0, ValueError, "'x' is an input of the model 'shared', not a layer to cut at."),
        (3, ValueError, "an index from -3 to 2. Received: 3."),
        (["head"], TypeError, "a layer's name, address or index. Received: ['head']."),
    ],
)
def test_what_says_no_layer_is_refused(given, kind, message):
    with pytest.raises(kind) as raised:
        cut_address(shared(), given)
    assert message in str(raised.value)


class Own(keras.Model):
    def call(self, x):
        return x


def test_models_that_cannot_be_cut_are_told():
    check_can_be_cut(shared())
    check_can_be_cut(keras.Sequential([layers.Dense(2)]))
    with pytest.raises(ValueError, match="subclassed one: what it does stands in its `call`"):
        check_can_be_cut(Own())
    with pytest.raises(TypeError, match="This is no model"):
        check_can_be_cut(None)
    check_built(shared())
    with pytest.raises(ValueError, match=r"isn't built.*Begin it with keras.Input"):
        check_built(keras.Sequential([layers.Dense(2)]))
