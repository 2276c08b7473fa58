import json

import pytest

from faqlab.core.keras_json import FIELDS, read, the_file, write
from faqlab.core.settings_trial import Trial, run_trials


def test_a_file_is_read_as_keras_reads_it(tmp_path):
    path = write(tmp_path, floatx="float64", epsilon=1e-4)
    settings = read(path)
    assert settings.given == ("floatx", "epsilon")
    text = path.read_text()
    values = run_trials([Trial({"home/.keras/keras.json": text})])[0].values
    assert {name: settings[name] for name in values} == values
    assert str(settings).splitlines()[2].split()[:4] == ["floatx", '"float64"', "the", "file"]
    assert "channels_last" in settings._repr_html_()


def test_the_defaults_are_those_of_keras(tmp_path):
    values = run_trials([Trial()])[0].values
    defaults = {one.name: one.default for one in FIELDS}
    assert {name: defaults[name] for name in values} == values
    assert read(tmp_path / "none.json") == defaults
    assert read(tmp_path / "none.json").given == ()


def test_unknown_fields_are_left_out_and_a_broken_file_is_refused(tmp_path):
    path = tmp_path / "keras.json"
    path.write_text('{"size": 3, "epsilon": -1.0}')
    assert read(path)["epsilon"] == -1.0
    assert "size" not in read(path)
    path.write_text('{"floatx": "float64",}')
    with pytest.raises(ValueError, match="isn't JSON"):
        read(path)
    path.write_text('{"floatx": "half"}')
    with pytest.raises(ValueError, match="`import keras` fails"):
        read(tmp_path)


def test_a_file_is_never_overwritten_unless_asked(tmp_path):
    path = write(tmp_path / "project" / ".keras", floatx="float64")
    assert path == tmp_path / "project" / ".keras" / "keras.json"
    path = write(tmp_path / "settings", floatx="float64")
    assert path == tmp_path / "settings" / "keras.json"
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match=r"is there already\. Expected: .*`overwrite=True`"):
        write(path, floatx="float16")
    assert path.read_bytes() == before
    write(path, overwrite=True, floatx="float16")
    assert json.loads(path.read_text()) == {"floatx": "float16"}
    assert [one.name for one in path.parent.iterdir()] == ["keras.json"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"float": "float64"}, "no field 'float', and would ignore it. Expected: one of 'floatx'"),
        ({"floatx": "half"}, "Received: 'half'"),
        ({"epsilon": 1}, "a number with a point"),
        ({"epsilon": -1.0}, "no small positive number"),
        ({"backend": "theano"}, "was of Keras 1 or 2"),
    ],
)
def test_what_keras_would_not_take_is_not_written(fields, message, tmp_path):
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        write(tmp_path, **fields)
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_found_by_its_folder(tmp_path):
    assert the_file(tmp_path) == tmp_path / "keras.json"
    assert the_file(tmp_path / "other.json") == tmp_path / "other.json"
    assert the_file(None).name == "keras.json"
