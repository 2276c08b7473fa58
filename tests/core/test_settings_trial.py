"""The trials agree with a Python that is really fresh, and leave the reader's home alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from faqlab.core import settings_trial
from faqlab.core.settings_trial import Trial, WarmKeras, run_trials

FRESH = """
import json, keras
model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3)])
values = [keras.config.backend(), keras.config.floatx(), keras.config.epsilon(),
    keras.config.image_data_format()]
print(json.dumps([values, model.output_shape, str(model.layers[0].kernel.dtype)]))
"""
FIELDS = {"floatx": "float64", "epsilon": 1e-4, "image_data_format": "channels_first"}


def test_a_trial_is_what_a_fresh_python_does(tmp_path):
    folder = tmp_path / ".keras"
    folder.mkdir()
    (folder / "keras.json").write_text(json.dumps(FIELDS))
    env = os.environ | {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    env.pop("KERAS_HOME", None)
    done = subprocess.run([sys.executable, "-c", FRESH], env=env, capture_output=True, check=True)
    values, shape, dtype = json.loads(done.stdout)
    # Another one before it: nothing of it may be left.
    before = Trial({"home/.keras/keras.json": '{"floatx": "float16"}'})
    probe = "faqlab.core.settings_probes:effects"
    trial = Trial({"home/.keras/keras.json": json.dumps(FIELDS)}, probes=[probe])
    tried = run_trials([before, trial])[1]
    assert list(tried.values.values()) == values
    assert tried.probes[probe]["numbers"] == dtype
    # `effects` gives the picture its three colours where they are looked for: on the first axis.
    assert shape == [None, 4, 6, 1]
    assert tried.probes[probe]["images"] == [4, 6, 6]


def test_nothing_is_written_outside(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "mine"))
    with WarmKeras() as warm:
        inside = warm.run(Trial())
        outside = warm.run(Trial(environ={"KERAS_HOME": str(tmp_path / "outside")}))
    assert list(inside.files) == ["home/.keras/keras.json"]
    assert inside.refused == ()
    assert outside.files == {}
    assert str(tmp_path / "outside") in outside.refused
    assert list(tmp_path.iterdir()) == []


def test_what_the_kernel_has_set_does_not_count(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "no_such_backend")
    with WarmKeras() as warm:
        assert warm.run(Trial()).values["backend"] == "tensorflow"


def test_one_process_serves_all_and_a_dead_one_is_replaced():
    run_trials([Trial()])
    first = settings_trial._warm[0]
    run_trials([Trial()])
    assert settings_trial._warm == [first]
    first.close()
    assert run_trials([Trial()])[0].error == ""
    assert settings_trial._warm != [first]


def test_a_probe_that_fails_is_an_answer():
    tried = run_trials([Trial(probes=["faqlab.core.settings_probes:nothing", "math:sqrt"])])[0]
    assert "AttributeError" in tried.probes["faqlab.core.settings_probes:nothing"]["error"]
    assert "TypeError" in tried.probes["math:sqrt"]["error"]
    assert tried.error == ""


def test_a_process_that_dies_or_hangs_is_ended():
    with WarmKeras() as warm:
        folder = Path(warm._folder.name)
        with pytest.raises(RuntimeError, match="The process of the trials died"):
            warm.run(Trial(probes=["os:abort"]))
    assert not folder.exists()
    warm = WarmKeras(limit=0.01)
    with pytest.raises(RuntimeError, match=r"longer than 0\.01 seconds"):
        warm.run(Trial())
    assert not warm.alive
