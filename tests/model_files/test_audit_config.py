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
