"""Each mistake: what is said of it is what Keras itself does with it."""

import json

import pytest

from faqlab.core.keras_json_check import check_text, value_trouble
from faqlab.core.settings_trial import Trial, run_trials

DEFAULTS = {
    "backend": "tensorflow",
    "floatx": "float32",
    "epsilon": 1e-07,
    "image_data_format": "channels_last",
}

# The file, what Keras does, and a part of what is said.
MISTAKES = [
    (b'{"floatx": "float8"}', "refused", "one of 'float64', 'float32', 'float16'"),
    (b'{"floatx": "bfloat16"}', "refused", "a type that Keras knows"),
    (b'{"floatx": ["float32"]}', "refused", "Received: ['float32']"),
    (b'{"floatx": null}', "refused", "Received: None"),
    (b'{"epsilon": 1}', "refused", "a number with a point"),
    (b'{"epsilon": "1e-7"}', "refused", "Received: '1e-7'"),
    (b'{"epsilon": -1.0}', "odd", "no small positive number"),
    (b'{"epsilon": 0.0}', "odd", "no small positive number"),
    (b'{"epsilon": NaN}', "odd", "Received: nan"),
    (b'{"epsilon": 0.5}', "odd", "bends every loss"),
    (b'{"epsilon": 1e-12}', "odd", "too small for a float32"),
    (b'{"image_data_format": "channel_last"}', "refused", "one of 'channels_last'"),
    (b'{"backend": "theano"}', "refused", "was of Keras 1 or 2"),
    (b'{"backend": "tensorflw"}', "refused", "Expected: one of 'tensorflow'"),
    (b'{"backend": 3}', "refused", "Received: 3"),
    (b'{"nnx_enabled": 0}', "odd", "takes any other value for on or off"),
    (b'{"float": "float64"}', "ignored", "Expected: 'floatx'"),
    (b'{"zzz": 1}', "ignored", "Keras has no field 'zzz', and ignores it"),
    (b'{"image_dim_ordering": "th"}', "ignored", "Keras 1; today Keras ignores it"),
    (b'{"floatx": "float64",}', "ignored", "isn't JSON (line 1, column 22)"),
    (b"{'floatx': 'float64'}", "ignored", "single quotes"),
    (b"", "ignored", "Keras ignores all of it"),
    (b'\xef\xbb\xbf{"floatx": "float64"}', "ignored", "byte order mark"),
    (b'{"floatx": "float64", "x": "\xff"}', "ignored", "isn't JSON (UTF-8)"),
    (b'["floatx"]', "refused", "must hold an object"),
    (b"1", "refused", "must hold an object"),
    (b'{"floatx": "float16", "floatx": "float64"}', "odd", "2 times; Keras takes the last"),
    (b"[" * 100_000, "refused", "nested too deep"),
]


@pytest.fixture(scope="module")
def of_keras():
    texts = [text.decode("latin-1") for text, _, _ in MISTAKES]
    trials = [Trial({"home/.keras/keras.json": text}) for text in texts]
    return dict(zip(texts, run_trials(trials), strict=True))


@pytest.mark.parametrize(
    ("text", "kind", "words"), MISTAKES, ids=[str(one[0][:40]) for one in MISTAKES]
)
def test_what_is_said_of_a_mistake_is_what_keras_does(text, kind, words, of_keras):
    given, troubles = check_text(text)
    assert [one.kind for one in troubles] == [kind]
    assert words in troubles[0].message
    assert "Expected: " in troubles[0].message
    assert "Received: " in troubles[0].message
    tried = of_keras[text.decode("latin-1")]
    assert bool(tried.error) == (kind == "refused")
    if kind == "ignored":
        assert tried.values == DEFAULTS
    if kind == "odd" and "NaN" not in str(text):
        assert tried.values == DEFAULTS | {k: v for k, v in given.items() if k in DEFAULTS}


@pytest.mark.parametrize(
    "fields", [{}, DEFAULTS, {"epsilon": 1e-05, "floatx": "float16"}, {"nnx_enabled": False}]
)
def test_what_is_well_is_let_through(fields):
    assert check_text(json.dumps(fields).encode()) == (fields, ())


def test_every_mistake_is_told():
    text = b'{"floatx": "half", "epsilon": 1, "size": 3}'
    assert [(one.kind, one.field) for one in check_text(text)[1]] == [
        ("ignored", "size"),
        ("refused", "floatx"),
        ("refused", "epsilon"),
    ]


def test_nnx_needs_flax(monkeypatch):
    for there, kind in ((None, "refused"), (True, None)):
        monkeypatch.setattr("faqlab.core.keras_json_check.find_spec", lambda name, t=there: t)
        trouble = value_trouble("nnx_enabled", True)
        assert (trouble and trouble.kind) == kind
    assert value_trouble("nnx_enabled", "yes").kind == "odd"


def test_a_text_is_told_by_its_kind():
    assert str(value_trouble("floatx", "half")).startswith("refused: `floatx` must be a type")
    assert value_trouble("floatx", "float64") is None
