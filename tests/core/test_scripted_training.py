import keras
import numpy as np
import pytest

from faqlab.core.hook_log import HookLog
from faqlab.core.scripted_training import Scripted, drive, scripted_model

SCRIPT = [{"loss": loss, "val_loss": loss + 1} for loss in (3.0, 2.0, 2.5)]


def test_the_hooks_are_called_as_fit_calls_them():
    """The same hooks in the same order as a real fit of one batch, with the same names in logs."""
    driven, fitted = HookLog(), HookLog()
    drive(driven, SCRIPT)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.zeros((2, 1))
    model.fit(x, x, epochs=3, validation_data=(x, x), verbose=0, callbacks=[fitted])
    # A real validation has batches; the script knows of none.
    real = [call for call in fitted.calls if "test_batch" not in call.hook]
    assert [(c.hook, c.index) for c in driven.calls] == [(c.hook, c.index) for c in real]
    assert [set(c.logs) for c in driven.calls] == [set(c.logs) for c in real]


def test_the_weights_say_which_epoch_they_are_of():
    class Keep(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                self.kept = self.model.get_weights()

        def on_train_end(self, logs=None):
            self.model.set_weights(self.kept)

    assert drive(Keep(), SCRIPT) == Scripted(ran=3, stopped=False, kept=2)
    assert drive(Keep(), SCRIPT, end=False).kept == 3


def test_a_callback_ends_it():
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = logs["val_loss"] < 3.5

    model = scripted_model()
    assert drive(Stop(), SCRIPT, model) == Scripted(ran=2, stopped=True, kept=2)
    assert drive(Stop(), SCRIPT[:1], model) == Scripted(ran=1, stopped=False, kept=1)


@pytest.mark.parametrize(
    ("callback", "script", "kind", "message"),
    [
        (keras.callbacks.EarlyStopping, SCRIPT, TypeError, "This is no callback. Expected: an obj"),
        (3, SCRIPT, TypeError, "Received: 3."),
        (HookLog(), [], ValueError, "There is no epoch."),
    ],
)
def test_what_cannot_be_driven_is_refused(callback, script, kind, message):
    with pytest.raises(kind, match=message):
        drive(callback, script)


def test_the_model_knows_its_metrics():
    names = [m.name for m in scripted_model(["accuracy"]).metrics]
    assert names == ["loss", "compile_metrics"]
    rising = [{"val_accuracy": one} for one in (0.1, 0.2, 0.3)]
    patient = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=1)
    assert not drive(patient, rising, scripted_model(["accuracy"])).stopped
    with pytest.raises(ValueError, match="Keras isn't able to automatically determine"):
        drive(patient.__class__(monitor="val_accuracy"), rising)
