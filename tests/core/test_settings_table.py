import pytest

from faqlab.core.settings_table import try_settings
from faqlab.core.settings_trial import Tried

EFFECTS = "faqlab.core.settings_probes:effects"
VALUES = {"backend": "tensorflow", "floatx": "float32", "epsilon": 1e-7}
SEEN = {"numbers": "float32", "images": [6, 6, 4], "loss": 16.118, "bytes": 12345}


def test_the_settings_are_those_that_were_asked_for():
    trials = try_settings({"floatx": "float64"}, '{"floatx": "float64",}', {"epsilon": 1})
    first, comma, whole = trials.rows()
    assert first == (
        '{"floatx": "float64"}',
        "tensorflow",
        "float64",
        "1e-07",
        "6 x 6 x 4",
        "16.12",
        first[-1],
    )
    assert comma[2] == "float32"
    assert whole[1] == "import keras fails"
    assert "Expected a float. Received: epsilon=1" in str(trials)
    assert trials._repr_html_().count('class="marked"') == 1


def test_variables_go_to_the_trial():
    trials = try_settings({"backend": "theano"}, environ={"KERAS_BACKEND": "tensorflow"})
    assert trials.tried[0].values["backend"] == "tensorflow"


def test_texts_are_handed_on_byte_by_byte():
    asked = []

    def run(trials):
        asked.extend(trials)
        return [Tried(values=VALUES, probes={EFFECTS: SEEN}) for _ in trials]

    trials = try_settings("\ufeff{}", "x" * 99, run=run)
    assert asked[0].files["home/.keras/keras.json"].encode("latin-1") == b"\xef\xbb\xbf{}"
    assert [row[0] for row in trials.rows()] == ["(BOM) {}", "x" * 43 + "…"]
    assert trials.rows()[0][-1] == "12,345 bytes"
    assert try_settings(run=run).texts == ("{}",)


def test_what_is_no_configuration_is_refused():
    with pytest.raises(TypeError, match=r"This is no configuration\. Expected: .*Received: 3\."):
        try_settings(3)
