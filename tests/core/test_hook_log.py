import keras
import numpy as np

from faqlab.core.hook_log import PARTS, WHOLE, Call, HookLog

X, Y = np.zeros((5, 2)), np.zeros(5)


def model():
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    made.compile("sgd", "mse")
    return made


def test_it_has_every_hook_of_keras():
    theirs = {name for name in vars(keras.callbacks.Callback) if name.startswith("on_")}
    # The two older names stand for those of a training batch.
    assert set(WHOLE) | set(PARTS) == theirs - {"on_batch_begin", "on_batch_end"}
    assert all(vars(HookLog)[name] for name in (*WHOLE, *PARTS))


def test_the_order_of_a_fit_with_validation():
    log = HookLog()
    fit = {"epochs": 2, "batch_size": 3, "validation_data": (X[:2], Y[:2]), "verbose": 0}
    model().fit(X, Y, callbacks=[log], **fit)
    lines = repr(log).splitlines()
    assert lines[:12] == [
        "on_train_begin",
        "    on_epoch_begin 0",
        "        on_train_batch_begin 0",
        "        on_train_batch_end 0: loss",
        "        on_train_batch_begin 1",
        "        on_train_batch_end 1: loss",
        "        on_test_begin",
        "            on_test_batch_begin 0",
        "            on_test_batch_end 0: loss",
        "        on_test_end: loss",
        "    on_epoch_end 0: loss, val_loss",
        "    on_epoch_begin 1",
    ]
    assert lines[-1] == "on_train_end: loss, val_loss"
    assert len(lines) == 2 + 2 * 10


def test_evaluate_and_predict_have_their_own():
    log = HookLog()
    assert repr(log) == "No hook has been called yet."
    model().evaluate(X, Y, verbose=0, callbacks=[log])
    assert {call.hook.split("_")[1] for call in log.calls} == {"test"}
    log.calls.clear()
    model().predict(X, verbose=0, callbacks=[log])
    assert log.calls[0] == Call("on_predict_begin", None, ())
    assert log.calls[2] == Call("on_predict_batch_end", 0, ("outputs",))
