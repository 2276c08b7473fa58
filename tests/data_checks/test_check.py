import ast
import inspect
import time
from pathlib import Path

import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.data_checks import check
from faqlab.data_checks.check import CHECKS, check_data
from faqlab.data_checks.graph_ends import learns_from_order
from faqlab.data_checks.report import DataCheck

from .mistakes import CRYPTIC, ENDLESS, SILENT, UNKNOWABLE, WARNED
from .plans import CLASSES, X, codes, layers, network, report, softmax
from .right_scripts import SCRIPTS


@pytest.mark.parametrize("name", SCRIPTS)
def test_nothing_is_found_in_a_right_script(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    keras.utils.set_random_seed(0)
    x, y, model, arguments = SCRIPTS[name]()
    told = report(x, y, model, **arguments)
    assert told.findings == ()
    # It is right: Keras trains it.
    history = model.fit(x, y, verbose=0, **(arguments | in_no_time(x, model, arguments))).history
    assert all(np.isfinite(values).all() for values in history.values())
    # And after a fit there is nothing to be found either.
    if name not in ("generator",):
        assert report(x, y, model, **arguments).findings == ()


def in_no_time(x, model, arguments):
    """What makes a fit of a script short: of arrays, two batches, step by step."""
    model.run_eagerly = not any(isinstance(one, keras.layers.RNN) for one in model.layers)
    more = {"epochs": arguments.get("initial_epoch", 0) + 1}
    if isinstance(x, np.ndarray) and len(x) >= 100 and not learns_from_order(model):
        more |= {"steps_per_epoch": 2}
        if {"validation_split", "validation_data"} & set(arguments):
            more |= {"validation_steps": 1}
    return more


def test_there_are_enough_right_scripts():
    assert len(SCRIPTS) >= 40


def held(model):
    """Everything that a model holds, to the last bit."""
    variables = [*model.variables, *(model.optimizer.variables if model.optimizer else ())]
    metrics = [one for metric in model.metrics for one in metric.variables]
    return [(one.path, np.array(one).tobytes()) for one in [*variables, *metrics]]


def everything(eager=False):
    return network(
        layers.GaussianNoise(0.1),
        layers.Dense(4, "relu"),
        layers.BatchNormalization(),
        layers.Dropout(0.5),
        layers.Dense(3, "softmax"),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        optimizer="adam",
        eager=eager,
    )


@pytest.mark.parametrize("trained", [False, True])
@pytest.mark.parametrize("y", [CLASSES, CLASSES + 1])
def test_the_model_stays_as_it_is_to_the_last_bit(trained, y):
    model = everything()
    if trained:
        model.fit(X, CLASSES, verbose=0)
    before, train = held(model), model.train_function
    stop = keras.callbacks.EarlyStopping("loss")
    stopped = dict(vars(stop))
    x = X.copy()
    check_data(x, y, model, validation_split=0.2, callbacks=[stop])
    assert held(model) == before
    assert model.train_function is train
    assert dict(vars(stop)) == stopped
    assert np.array_equal(x, X)


def test_the_seeds_stay_where_they_are():
    import random

    followed = []
    for look in (False, True):
        keras.utils.set_random_seed(3)
        model = everything(eager=True)
        states = random.getstate(), np.random.get_state()[1].tolist()
        if look:
            check_data(X, CLASSES, model, epochs=3)
        assert (random.getstate(), np.random.get_state()[1].tolist()) == states
        model.fit(X, CLASSES, epochs=2, verbose=0)
        drawn = keras.random.normal((3,)), model.layers[-1].kernel
        followed.append([np.array(one).tobytes() for one in drawn])
    assert followed[0] == followed[1]


@pytest.mark.parametrize("dtype", ["float32", "uint8", "float64"])
def test_sixty_thousand_pictures_are_checked_within_a_second(dtype):
    x = np.zeros((60_000, 784), dtype)
    x[:, ::3] = 1
    y = np.arange(60_000) % 10
    model = softmax(10, shape=(784,))
    check_data(x[:100], y[:100], model)
    start = time.process_time()
    assert check_data(x, y, model, validation_split=0.2)
    assert time.process_time() - start < 1


def test_several_mistakes_are_told_at_once():
    x = X.copy()
    x[0, 0] = np.nan
    found = codes(x, CLASSES + 1, softmax(), batch_size=0, callbacks=[keras.callbacks.History])
    assert found == ("nan in x", "labels out of range", "batch size", "callback is a class")


def test_it_takes_the_arguments_of_fit_and_no_others():
    with pytest.raises(TypeError, match="Expected: one of 'epochs'"):
        check_data(X, CLASSES, softmax(), epoch=3)
    fit = inspect.signature(keras.Model.fit).parameters
    given = {name: one.default for name, one in fit.items() if name not in ("self", "x", "y")}
    assert check_data(X, CLASSES, softmax(), **given)


def test_without_a_model_the_data_is_checked():
    assert check_data(X).ok
    assert check_data(X, CLASSES).ok
    assert check_data(None).ok
    assert check_data(np.full((3, 2), np.nan)).codes == ("nan in x",)


@pytest.mark.parametrize("odd", [object(), 5, "text", {"a": object()}, [None], np.float32(3), []])
def test_odd_data_is_nothing_to_fall_over(odd):
    assert isinstance(check_data(odd, odd, softmax()), DataCheck)


def test_a_check_that_fails_is_told_and_stops_no_other(monkeypatch):
    def breaks(plan):
        raise KeyError("no such thing")
        yield

    monkeypatch.setattr(check, "CHECKS", (breaks, *CHECKS))
    told = check_data(X, CLASSES + 1, softmax())
    assert told.codes == ("labels out of range",)
    assert [one.code for one in told.notes] == ["not checked"]
    assert "breaks: KeyError" in told.notes[0].sentence


def test_the_report_is_the_same_every_time():
    texts = {repr(check_data(X, CLASSES + 1, softmax(), batch_size=0)) for _ in range(3)}
    assert len(texts) == 1


PLANTED = {"silent": SILENT, "warned": WARNED, "endless": ENDLESS, "cryptic": CRYPTIC}


@pytest.mark.parametrize(
    ("build", "code"),
    [
        pytest.param(build, code, id=f"{group}: {name}")
        for group, cases in PLANTED.items()
        for name, build, code in cases
    ],
)
def test_each_mistake_that_learners_make_has_its_sentence(build, code):
    x, y, model, *arguments = build()
    told = report(x, y, model, **(arguments[0] if arguments else {}))
    notes = {f"note: {one.code}" for one in told.notes}
    assert code in {*told.codes, *notes}
    # One mistake, one sentence: nothing else is made of it.
    assert set(told.codes) <= {code}


def test_what_cannot_be_known_says_why():
    assert all(UNKNOWABLE.values())
    names = [name for cases in PLANTED.values() for name, _, _ in cases]
    assert len(set(names)) == len(names)
    assert not set(names) & set(UNKNOWABLE)


def test_every_code_is_planted_in_a_test():
    room = Path(check.__file__).parent
    codes_there = set()
    for path in room.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = getattr(getattr(node, "func", None), "id", "")
            if called in ("finding", "note") and isinstance(node.args[0], ast.Constant):
                codes_there.add(node.args[0].value)
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("*.py"))
    assert len(codes_there) > 40
    assert {one for one in codes_there if f'"{one}"' not in tests} == set()
