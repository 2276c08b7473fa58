"""What holds of the topic as a whole: it leaves Keras alone, so that `use` is in time."""

import json
import os
import subprocess
import sys

from faqlab import configuration

SOURCE = """
import json, sys
from faqlab import configuration
loaded = sorted({"keras", "tensorflow"} & set(sys.modules))
configuration.write("settings", floatx="float64")
configuration.use("settings")
import keras
print(json.dumps([loaded, keras.config.floatx(), str(keras.layers.Dense(1).dtype)]))
"""


def test_a_project_with_a_configuration_of_its_own(tmp_path):
    env = os.environ | {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    env.pop("KERAS_HOME", None)
    done = subprocess.run(
        [sys.executable, "-c", SOURCE], env=env, cwd=tmp_path, capture_output=True, check=True
    )
    assert json.loads(done.stdout) == [[], "float64", "float64"]
    assert not (tmp_path / ".keras").exists()


def test_every_public_name_is_there():
    assert [name for name in configuration.__all__ if not hasattr(configuration, name)] == []
