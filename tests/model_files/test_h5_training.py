import json
import warnings

import h5py
import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.model_files.h5_training import compile_from_h5
from faqlab.model_files.save import NotSaved, save

from .models import assert_same, plain, train

SCHEDULE = keras.optimizers.schedules.ExponentialDecay(0.01, 2, 0.5)
OPTIMIZERS = {
    name: getattr(keras.optimizers, name)()
    for name in (
        *("Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Lamb", "Lion"),
        *("Muon", "Nadam", "RMSprop", "SGD"),
    )
    if hasattr(keras.optimizers, name)
} | {
    "amsgrad": keras.optimizers.Adam(amsgrad=True),
    "momentum": keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True),
    "centered": keras.optimizers.RMSprop(centered=True, momentum=0.5),
    "schedule": keras.optimizers.Adam(SCHEDULE),
    "ema": keras.optimizers.Adam(use_ema=True, ema_overwrite_frequency=2),
    "accumulation": keras.optimizers.Adam(gradient_accumulation_steps=2),
    "loss scale": keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam()),
}


def opened(path, **more) -> keras.Model:
    model = keras.saving.load_model(path, compile=False)
    compile_from_h5(model, path, **more)
    return model


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_training_goes_on_bit_for_bit(tmp_path, name):
    """Plain Keras raises `Unknown variable` here (C42)."""
    kind = OPTIMIZERS[name]
    model = plain(kind.__class__.from_config(kind.get_config()))
    train(model)
    save(model, tmp_path / "model.h5")
    other = opened(tmp_path / "model.h5")
    assert_same(other, model)
    assert train(other) == train(model)
    assert_same(other, model)


LOSSES = ["mse", "mae", "MSE", "MAE", "msle", "mape", "bce", "kld", "huber", "hinge"]


@pytest.mark.parametrize("loss", [*LOSSES, "mean_squared_error"])
def test_losses_by_name_come_back(tmp_path, loss):
    """Plain Keras raises `Could not deserialize 'keras.metrics.mse'` for the short ones (C45)."""
    model = plain("sgd", loss, metrics=["mae", "accuracy"])
    train(model)
    save(model, tmp_path / "model.h5")
    other = opened(tmp_path / "model.h5")
    assert other.loss == loss
    assert train(other) == train(model)


def own_loss(true, predicted):
    return keras.ops.mean((true - predicted) ** 4)


@pytest.mark.parametrize(
    "loss",
    [
        keras.losses.BinaryCrossentropy(from_logits=True),
        keras.losses.mean_squared_error,
        own_loss,
        None,
    ],
)
def test_losses_that_are_objects_come_back(tmp_path, loss):
    model = plain("sgd", loss, metrics=[keras.metrics.MeanAbsoluteError(name="off")])
    if loss is not None:
        train(model)
    save(model, tmp_path / "model.h5")
    other = opened(tmp_path / "model.h5", custom_objects={"own_loss": own_loss})
    if loss is None:
        assert other.loss is None
    else:
        assert train(other) == train(model)


def test_two_variables_of_one_name_do_not_fit_into_h5(tmp_path):
    """Keras names some of Adafactor's alike, and can't write them."""
    model = plain("adafactor")
    train(model, 1)
    with pytest.raises(NotSaved, match=r"Two variables have the same name.*as \.keras"):
        save(model, tmp_path / "model.h5")
    save(model, tmp_path / "model.keras")
    assert_same(keras.saving.load_model(tmp_path / "model.keras"), model)


def test_several_outputs_keep_a_loss_each(tmp_path):
    inputs = keras.Input((4,))
    outputs = {"a": keras.layers.Dense(1)(inputs), "b": keras.layers.Dense(1)(inputs)}
    model = keras.Model(inputs, outputs)
    losses = {"a": "mse", "b": keras.losses.BinaryCrossentropy(from_logits=True)}
    model.compile("adam", losses, loss_weights={"a": 1.0, "b": 3.0}, metrics={"b": ["mae"]})
    x = np.ones((8, 4), np.float32)
    y = {"a": np.ones((8, 1)), "b": np.zeros((8, 1))}
    model.fit(x, y, verbose=0)
    save(model, tmp_path / "model.h5")
    other = opened(tmp_path / "model.h5")
    again = [one.fit(x, y, epochs=2, verbose=0).history for one in (other, model)]
    assert again[0] == again[1]


def test_one_that_was_never_trained_starts_as_new(tmp_path):
    model = plain("adam")
    model.optimizer.learning_rate = 0.25
    save(model, tmp_path / "model.h5")
    other = opened(tmp_path / "model.h5")
    assert float(other.optimizer.learning_rate) == 0.25
    assert train(other) == train(model)


def test_one_that_was_not_compiled_stays_so(tmp_path):
    model = plain()
    save(model, tmp_path / "model.h5", optimizer=False)
    assert not opened(tmp_path / "model.h5").compiled


def test_many_names_are_read_from_as_many_attributes(tmp_path):
    """HDF5 holds 64 kB an attribute: Keras goes on in a second one."""
    name = "a_layer_with_a_name_that_is_much_longer_than_it_would_have_to_be" * 30
    layers = [keras.layers.Dense(1, name=f"{name}_{number}") for number in range(8)]
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile("adam", "mse")
    train(model, 1)
    save(model, tmp_path / "model.h5")
    with h5py.File(tmp_path / "model.h5") as file:
        assert "weight_names1" in file["optimizer_weights"].attrs
    assert_same(opened(tmp_path / "model.h5"), model)


def test_a_state_of_another_optimizer_is_told(tmp_path):
    model = plain("adam")
    train(model)
    path = tmp_path / "model.h5"
    save(model, path)
    with h5py.File(path, "r+") as file:
        text = file.attrs["training_config"]
        config = text if isinstance(text, str) else text.decode()
        sgd = {"class_name": "SGD", "config": keras.optimizers.SGD().get_config()}
        start = config.index('"optimizer_config"')
        file.attrs["training_config"] = (
            config[:start] + '"optimizer_config": ' + json.dumps(sgd) + "}"
        )
    with pytest.raises(ValueError, match=r"isn't that of such an optimizer.*compile=False"):
        opened(path)


def test_no_warning_is_given(tmp_path):
    model = plain("adam", metrics=["mae"])
    train(model)
    save(model, tmp_path / "model.h5")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        opened(tmp_path / "model.h5")
