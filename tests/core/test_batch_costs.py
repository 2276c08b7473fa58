import keras
import numpy as np
import pytest

from faqlab.core.batch_costs import BatchCosts, batch_costs, prediction_times

X = np.random.default_rng(0).normal(size=(256, 8)).astype("float32")
Y = np.zeros((256, 1), "float32")


def network():
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def test_an_epoch_of_small_batches_takes_longer():
    costs = batch_costs(network, X, Y, sizes=(1, 256), rounds=3, memory=False)
    assert costs.epoch(1) > 1.5 * costs.epoch(256)  # 256 updates against one
    assert [len(one) for one in costs.seconds.values()] == [3, 3]
    assert costs.memory == {}


def test_each_size_trains_whole_epochs_of_a_network_of_its_own():
    made = []

    def noted():
        made.append(network())
        return made[-1]

    batch_costs(noted, X, Y, sizes=(64, 128), rounds=2, memory=False)
    counted = [int(keras.ops.convert_to_numpy(one.optimizer.iterations)) for one in made]
    # Two epochs to warm up, two measured; then eleven single updates.
    assert counted == [4 * 4 + 11, 4 * 2 + 11]


def test_memory_is_measured_too():
    costs = batch_costs(network, X, Y, sizes=(16, 256), rounds=2)
    assert 0 < costs.memory[16] < costs.memory[256]
    assert costs.rows()[0][-1].endswith("MB")


SECONDS, UPDATES = {8: [0.2, 0.1, 0.4], 64: [0.1]}, {8: [0.015, 0.9, 0.01], 64: [0.05]}
COSTS = BatchCosts(100, SECONDS, UPDATES, {8: 1_000_000, 64: 4_000_000})


def test_the_table_and_the_picture():
    assert str(COSTS).splitlines()[:3] == [
        "batch size  updates an epoch  ms an epoch  ms an update  samples/s  memory a step",
        "8           13                200          15            500        1.0 MB",
        "64          2                 100          50            1,000      4.0 MB",
    ]
    assert "<table" in COSTS._repr_html_()
    time, each, memory = (axes.lines[0].get_ydata() for axes in COSTS.draw().axes)
    np.testing.assert_allclose(time, [0.2, 0.1])
    np.testing.assert_allclose(each, [15, 50])
    np.testing.assert_allclose(memory, [1, 4])
    assert len(BatchCosts(100, SECONDS, UPDATES, {}).draw().axes) == 2
    assert "memory" not in str(BatchCosts(100, SECONDS, UPDATES, {}))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"network": network()}, TypeError, "a function that makes the compiled model"),
        ({"sizes": (0,)}, ValueError, "A batch size is wrong"),
        ({"sizes": (257,)}, ValueError, "too few samples for a batch.*257 or more"),
        ({"sizes": ()}, ValueError, "too few samples for a batch"),
        ({"rounds": 0}, ValueError, "number of rounds is wrong"),
    ],
)
def test_what_cannot_be_measured_is_refused(change, error, message):
    given = {"network": network, "x": X, "y": Y, "sizes": (8,), "memory": False} | change
    with pytest.raises(error, match=message):
        batch_costs(**given)


def test_predictions_are_compared_and_timed():
    timing, difference = prediction_times(network(), X, sizes=(4, 256), rounds=3)
    assert difference < 1e-5
    small, large = timing.seconds.values()
    assert np.median(small) > np.median(large)
    assert timing.samples == {"batches of 4": 256, "batches of 256": 256}


class Leaky(keras.layers.Layer):
    """A layer in which the samples of a batch see each other."""

    def call(self, inputs):
        return inputs + keras.ops.mean(inputs, axis=0, keepdims=True)


def test_a_model_whose_answers_depend_on_the_batch_is_found_out():
    model = keras.Sequential([keras.Input((8,)), Leaky()])
    assert prediction_times(model, X, sizes=(4, 256), rounds=2)[1] > 0.01


@pytest.mark.parametrize("sizes", [(0,), (-1,)])
def test_a_size_below_one_is_refused(sizes):
    with pytest.raises(ValueError, match="A batch size is wrong"):
        prediction_times(network(), X, sizes=sizes)
