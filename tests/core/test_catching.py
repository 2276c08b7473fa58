import threading

import keras
import numpy as np
import pytest

from faqlab.core.catching import Catcher

layers = keras.layers


class Twice(keras.Model):
    def __init__(self):
        super().__init__(name="twice")
        self.inner = layers.Dense(3, name="inner")

    def call(self, x):
        return self.inner(self.inner(x))


def addresses(caught):
    return [call.address for call in caught.calls]


def test_calls_are_named_by_where_they_are_made_and_by_their_number():
    model = Twice()
    with Catcher(model) as caught:
        model(np.ones((2, 3)))
    assert addresses(caught) == ["inner", "inner:2"]
    assert [call.number for call in caught.calls] == [1, 2]


def test_two_layers_of_one_name_are_told_apart_and_are_each_the_first_call():
    class Same(keras.Model):
        def __init__(self):
            super().__init__()
            self.a, self.b = layers.Dense(3, name="same"), layers.Dense(4, name="same")

        def call(self, x):
            return self.b(self.a(x))

    model = Same()
    with Catcher(model) as caught:
        model(np.ones((2, 3)))
    assert addresses(caught) == ["same", "same:2"]
    assert [call.number for call in caught.calls] == [1, 1]


def test_only_the_calls_of_the_model_are_caught():
    model, other = Twice(), layers.Dense(1)
    with Catcher(model) as caught:
        other(np.ones((2, 3)))
    assert caught.calls == []


def test_building_within_the_call_is_not_mistaken_for_the_call():
    model = keras.Sequential([layers.Dense(3, name="a"), layers.Dense(2, name="b")])
    with Catcher(model) as caught:
        model(np.ones((2, 3)))
    assert addresses(caught) == ["a", "b"]
    assert caught.calls[1].outputs[""].shape == (2, 2)


def test_the_method_is_as_it_was_also_after_an_error():
    before = keras.Operation.__call__
    model = Twice()

    def fail():
        with Catcher(model):
            assert keras.Operation.__call__ is not before
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert keras.Operation.__call__ is before


def test_an_rnn_is_as_it_was_and_its_cell_is_not_listed():
    lstm = layers.LSTM(2, name="lstm")
    model = keras.Sequential([lstm])
    with Catcher(model) as caught:
        output = model(np.ones((1, 3, 2)))
    assert addresses(caught) == ["lstm"]
    assert list(caught.calls[0].outputs) == ["", ".sequence", ".state0", ".state1"]
    np.testing.assert_array_equal(output, caught.calls[0].outputs[".sequence"][:, -1])
    assert "inner_loop" not in vars(lstm)
    assert lstm.return_sequences is False


def test_another_thread_notices_nothing_and_is_not_recorded():
    model, seen = Twice(), []
    model(np.ones((2, 3)))
    with Catcher(model) as caught:
        thread = threading.Thread(target=lambda: seen.append(model(np.ones((2, 3)))))
        thread.start()
        thread.join()
    assert len(seen) == 1
    assert caught.calls == []


def test_two_threads_that_catch_put_everything_back():
    before, found = keras.Operation.__call__, []
    model = Twice()
    model(np.ones((2, 3)))

    def catch():
        with Catcher(model) as caught:
            model(np.ones((2, 3)))
        found.append(addresses(caught))

    threads = [threading.Thread(target=catch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["inner", "inner:2"]] * 4
    assert keras.Operation.__call__ is before
