import keras
import pytest

from faqlab.model_files.audit_config import audit_config
from faqlab.model_files.findings import Findings

CODE = {"name": "x", "function": {"class_name": "__lambda__", "config": {"code": "4wEA"}}}


def codes(layer, custom=()):
    found = Findings()
    audit_config({"config": {"layers": [layer]}}, "config.json", found, custom)
    return [one.code for one in found]


def test_an_honest_model_raises_no_alarm():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="relu")])
    config = keras.saving.serialize_keras_object(model)
    found = Findings()
    audit_config(config, "config.json", found)
    assert not list(found)


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        ({"module": "keras.layers", "class_name": "Lambda", "config": CODE}, "lambda"),
        ({"module": "os", "class_name": "system", "config": {}}, "unknown class"),
        ({"module": "keras.layers", "class_name": "Mine", "config": {}}, "unknown class"),
    ],
)
def test_what_is_not_on_the_list_is_found(layer, code):
    assert code in codes(layer)


def test_ones_own_class_is_named():
    layer = {"module": "mine", "class_name": "Mine", "registered_name": "Mine", "config": {}}
    assert "unknown class" in codes(layer)
    assert "unknown class" not in codes(layer, custom=["Mine"])


def layer(class_name, module="keras.layers", registered=None, **config):
    return {
        "module": module,
        "class_name": class_name,
        "config": config,
        "registered_name": registered,
    }


def function(module, name, registered="function"):
    return layer("function", module, registered) | {"config": name}


@pytest.mark.parametrize(
    ("hostile", "code"),
    [
        (layer("Dense", module=["os"]), "json"),
        (layer("Dense", registered={"a": 1}), "json"),
        ({"class_name": None, "config": {}}, "json"),
        (function("builtins", "relu", "mine>relu"), "registered name"),
        (function("keras", "utils.get_file"), "callable"),
        (function("keras.losses", "get"), "callable"),
        (function("", "system"), "callable"),
        (function("os", {"name": "relu"}), "callable"),
        ({"class_name": "function", "config": "system"}, "unknown function"),
        (layer("system", module=""), "unknown class"),
        (layer("Dense", module="keras.läyers"), "unknown class"),
        (layer("TFOpLambda", function="math.os.system"), "callable"),
        (layer("TFOpLambda", module=None, function="raw_ops.WriteFile"), "callable"),
        (layer("Lambda", function=["code", None, None]), "lambda"),
        (layer("Lambda", module=None, function="\x93code", function_type="lambda"), "lambda"),
        (layer("Merge", module=None, mode="\x93code", mode_type="lambda"), "lambda"),
        (layer("StringLookup", vocabulary="secret"), "path"),
        (layer("StringLookup", input_vocabulary="secret"), "path"),
        (layer("TextVectorization", standardize=function("os", "system")), "callable"),
        (layer("TextVectorization", idf_weights=["numbers.txt"]), "path"),
        ({"loss": {"out": ["mse", "__import__('os')"]}}, "callable"),
        ({"optimizer": "evil.optimizer"}, "callable"),
    ],
)
def test_what_was_not_in_mind_when_it_was_written(hostile, code):
    assert code in codes(hostile)


@pytest.mark.parametrize(
    "honest",
    [
        layer("StringLookup", vocabulary=["/etc/passwd", "os.system", "gASVabc"]),
        layer("Lambda", function=function("builtins", "relu"), arguments={"x": 1}),
        layer("TFOpLambda", module=None, function="math.add"),
        layer("Lambda", module=None, function="relu", function_type="function"),
        {"class_name": "Merge", "config": {"mode": "sum", "mode_type": "raw"}},
        {"loss": {"out": "mse"}, "metrics": [["accuracy", None]], "optimizer": "adam"},
    ],
)
def test_what_looks_odd_and_is_honest(honest):
    assert codes(honest) == []
