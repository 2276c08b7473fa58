import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.fresh_functions import compile_again

layers = keras.layers
X, Y = np.ones((8, 4), "float32"), np.ones((8, 3), "float32")


def chain(**how):
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="a"), layers.Dense(3)])
    if how:
        model.compile(**how)
    return model


def used(model):
    if model.compiled:
        model.fit(X, Y, verbose=0)
        model.evaluate(X, Y, verbose=0)
    model.predict(X, verbose=0)
    return model


def functions(model):
    return [model.train_function, model.test_function, model.predict_function]


def momentum(model):
    return [variable.numpy() for variable in model.optimizer.variables]


def test_all_functions_are_forgotten_and_how_it_was_compiled_is_kept():
    """As Keras itself says it."""
    model = used(chain(optimizer="adam", loss="mse", metrics=["mae"], loss_weights=0.5))
    assert all(functions(model))
    config = model.get_compile_config()
    assert compile_again(model) == "the same optimizer"
    assert not any(functions(model))
    assert model.get_compile_config() == config
    assert set(model.evaluate(X, Y, verbose=0, return_dict=True)) == {"loss", "mae"}


def test_what_the_optimizer_knows_is_kept_while_the_weights_are_the_same():
    model = used(chain(optimizer="adam", loss="mse"))
    optimizer, before = model.optimizer, momentum(model)
    assert compile_again(model) == "the same optimizer"
    assert model.optimizer is optimizer
    assert all(map(np.array_equal, before, momentum(model)))


def test_fewer_weights_get_a_new_optimizer_so_that_it_can_be_saved(tmp_path):
    """With the old one, loading warns that the optimizer's state is skipped."""
    model = used(chain(optimizer="adam", loss="mse"))
    model.pop()
    model.compile(model.optimizer, "mse")
    model.save(tmp_path / "old.keras")
    with pytest.warns(UserWarning, match="Skipping variable loading for optimizer"):
        keras.models.load_model(tmp_path / "old.keras")
    assert compile_again(model) == "a new optimizer"
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "new.keras")
    loaded = keras.models.load_model(tmp_path / "new.keras")
    assert all(map(np.array_equal, momentum(model), momentum(loaded)))


@pytest.mark.parametrize("optimizer", ["adam", "scaled"])
def test_new_weights_get_a_new_optimizer_of_the_same_settings(optimizer):
    """The one that there is would refuse them, as the second assertion shows."""
    given = keras.optimizers.Adam(0.0625)
    if optimizer == "scaled":
        given = keras.optimizers.LossScaleOptimizer(given)
    model = used(chain(optimizer=given, loss="mse"))
    model.pop()
    model.add(layers.Dense(3))
    model.compile(model.optimizer, "mse")
    with pytest.raises(ValueError, match="Unknown variable"):
        model.fit(X, Y, verbose=0)
    assert compile_again(model) == "a new optimizer"
    assert type(model.optimizer) is type(given)
    assert model.optimizer is not given
    assert float(model.optimizer.learning_rate) == 0.0625
    model.fit(X, Y, verbose=0)


def test_objects_that_cannot_be_written_down_are_kept():
    def own(y_true, y_pred):
        return keras.ops.mean(keras.ops.abs(y_true - y_pred), axis=-1)

    model = used(chain(optimizer=keras.optimizers.SGD(0.125), loss=lambda y, p: own(y, p)))
    loss = model.loss
    compile_again(model)
    assert model.loss is loss
    model.fit(X, Y, verbose=0)


def test_a_model_that_was_never_compiled_stays_so():
    model = used(chain())
    assert model.predict_function
    assert compile_again(model) == ""
    assert not model.compiled
    assert model.predict_function is None


class OwnCompile(keras.Sequential):
    def compile(self, mine):
        super().compile("sgd", "mse")
        self.mine = mine


def test_a_compile_of_its_own_is_not_called_for_it():
    model = OwnCompile([keras.Input((4,)), layers.Dense(3, name="a"), layers.Dense(3)])
    model.compile("mine")
    used(model)
    model.pop()
    assert compile_again(model) == "the same optimizer"
    assert not any(functions(model))
    assert model.mine == "mine"
    model.fit(X, Y, verbose=0)
