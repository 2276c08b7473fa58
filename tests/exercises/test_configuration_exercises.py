import json

import pytest

from faqlab.core.settings_table import try_settings
from faqlab.core.settings_trial import Trial, Tried, run_trials
from faqlab.exercises.configuration import predict, q1, q2, q3
from faqlab.exercises.configuration_checks import CASES

COMMA = '{"floatx": "float64",}'
EFFECTS = "faqlab.core.settings_probes:effects"


def test_the_prediction_is_compared_with_a_trial():
    assert "Keras took float32, and no error came." in str(predict.reveal(try_settings(COMMA)))


@pytest.mark.parametrize(
    ("tried", "letter"),
    [
        (Tried(error="JSONDecodeError: line 1"), "a"),
        (Tried(values={"floatx": "float64"}), "b"),
        (Tried(values={"floatx": "float32"}), "c"),
    ],
)
def test_another_keras_would_be_told(tried, letter):
    trials = try_settings(COMMA, run=lambda trials: [tried])
    assert predict.options[letter].why in str(predict.reveal(trials))


def test_something_else_is_no_trial_of_the_comma():
    other = try_settings({}, run=lambda trials: [Tried()])
    assert predict.reveal(other).state == predict.reveal(3).state == "untouched"


def test_q1_is_what_keras_does():
    """The same with what is installed here: the variable goes before the file."""
    files = {"home/.keras/keras.json": '{"backend": "theano"}'}
    tried = run_trials([Trial(files, {"KERAS_BACKEND": "tensorflow"})])[0]
    assert tried.values["backend"] == "tensorflow"
    assert q1.judged("b").state == "right"
    assert "comes last" in str(q1.judged("a"))
    assert "too late" in str(q1.judged("c"))


def test_q2_is_the_loss_that_keras_gives():
    loss = try_settings({"epsilon": 0.01}).tried[0].probes[EFFECTS]["loss"]
    assert q2.judged(loss).state == "right"
    assert "default epsilon" in str(q2.judged(16.118))
    assert "base 10" in str(q2.judged(2))
    assert "sure and right" in str(q2.judged(0.01005))


def test_the_cases_are_what_keras_takes():
    files = [{"home/.keras/keras.json": text} for text, _ in CASES]
    for (_, right), tried in zip(CASES, run_trials(map(Trial, files)), strict=True):
        assert tried.values.get("floatx") == right


def by_hand(text):
    try:
        fields = json.loads(text)
    except ValueError:
        fields = {}
    floatx = fields.get("floatx", "float32")
    if floatx not in ("float16", "float32", "float64"):
        raise ValueError(f"no such floatx: {floatx}")
    return floatx


def fails_on_broken(text):
    return json.loads(text).get("floatx", "float32")


def no_default(text):
    return json.loads(text)["floatx"]


def takes_anything(text):
    try:
        return json.loads(text).get("floatx", "float32")
    except ValueError:
        return "float32"


def searches(text):
    for floatx in ("float16", "float64"):
        if floatx in text:
            return floatx
    return "float32"


def refuses_with_a_key_error(text):
    floatx = takes_anything(text)
    return {"float16": "float16", "float32": "float32", "float64": "float64"}[floatx]


def test_q3_takes_its_own_solution():
    assert q3.judged(by_hand).state == "right"
    shown = q3.solution().text.split("```")[1]
    names = {"json": json}
    exec(shown, names)
    assert q3.judged(names["floatx_of"]).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (fails_on_broken, "JSONDecodeError"),
        (no_default, "KeyError"),
        (takes_anything, "Keras refuses"),
        (searches, "Keras takes 'float32'"),
        (refuses_with_a_key_error, "it raises KeyError"),
        (3, "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def test_q3_untouched():
    assert q3.judged(lambda text: None).state == "untouched"
    assert q3.judged(...).state == "untouched"
