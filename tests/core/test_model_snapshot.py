import keras
import numpy as np
import pytest

from faqlab.core.model_snapshot import Snapshot, dice_of, left_as_it_was, moved_by_a_call

LAYERS = keras.layers


def network(*layers):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((4,)), *layers, LAYERS.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    return model


def names(variables):
    return [one.path.split("/")[-1] for one in variables]


def test_the_dice_are_the_random_states_of_layers_and_of_keras():
    plain = dice_of(network(LAYERS.Dense(2)))
    some = dice_of(network(LAYERS.Dropout(0.5), LAYERS.GaussianNoise(1.0)))
    assert (len(plain), len(some)) == (1, 3)
    assert set(names(some)) == {"seed_generator_state"}
    # The same number is drawn once more after the state is put back.
    before = Snapshot(some)
    first = float(keras.random.normal(()))
    before.put_back()
    assert float(keras.random.normal(())) == first


def test_a_call_moves_statistics_and_random_states_and_no_kernel():
    model = network(LAYERS.Dense(3), LAYERS.BatchNormalization(), LAYERS.Dropout(0.5))
    moved = moved_by_a_call(model)
    assert sorted(names(moved))[:2] == ["moving_mean", "moving_variance"]
    assert "kernel" not in names(moved)
    before, kernels = Snapshot(moved), model.get_weights()
    model(np.ones((8, 4)), training=True)
    assert not all(map(np.array_equal, kernels, model.get_weights()))
    before.put_back()
    assert all(map(np.array_equal, kernels, model.get_weights()))


def test_a_snapshot_is_a_copy():
    variable = keras.Variable(np.ones(3))
    before = Snapshot([variable])
    variable.assign_add(np.ones(3))
    before.put_back()
    assert keras.ops.convert_to_numpy(variable).tolist() == [1, 1, 1]


def state(model):
    found = [*model.variables, *model.optimizer.variables]
    found += [one for metric in model.metrics for one in metric.variables]
    return [np.array(keras.ops.convert_to_numpy(one)) for one in found]


def _train_and_fail(model, rows):
    with left_as_it_was(model):
        model.train_on_batch(*rows)
        raise ZeroDivisionError


@pytest.mark.parametrize("trained", [True, False])
def test_all_state_is_as_it_was_also_after_an_error(trained):
    model = network(LAYERS.BatchNormalization(), LAYERS.Dropout(0.5))
    rows = np.ones((8, 4)), np.zeros(8)
    if trained:
        model.fit(*rows, verbose=0)
    with left_as_it_was(model):
        pass
    before, function = state(model), model.train_function
    with pytest.raises(ZeroDivisionError):
        _train_and_fail(model, rows)
    after = state(model)
    # What a first step makes, the metric's counters, is left empty.
    assert all(map(np.array_equal, before, after[: len(before)]))
    assert not any(one.any() for one in after[len(before) :])
    assert model.train_function is function


def test_a_compiler_that_draws_other_numbers_is_off_meanwhile():
    model = network(LAYERS.Dropout(0.5))
    model.compile("sgd", "mse", jit_compile=True)
    model.make_train_function()
    function = model.train_function
    with left_as_it_was(model):
        assert (model.jit_compile, model.train_function) == (False, None)
    assert (model.jit_compile, model.train_function) == (True, function)
