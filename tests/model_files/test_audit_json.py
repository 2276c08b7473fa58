import json

import keras

from faqlab.model_files.audit_json import audit_json
from faqlab.model_files.findings import Findings


def test_an_honest_architecture_raises_no_alarm():
    found = Findings()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    assert audit_json(model.to_json().encode(), "m.json", found)["class_name"] == "Sequential"
    assert not list(found)


def test_json_within_json_is_looked_at():
    code = {"class_name": "__lambda__", "config": {"code": "4wEA"}}
    config = {"name": "evil", "function": code}
    layer = {"module": "keras.layers", "class_name": "Lambda", "config": config}
    found = Findings()
    audit_json(json.dumps(json.dumps({"layers": [layer]})).encode(), "m.json", found)
    assert "lambda" in found


def test_what_is_no_json_is_told():
    found = Findings()
    assert audit_json(b"{", "m.json", found) is None
    assert [one.code for one in found] == ["json"]
