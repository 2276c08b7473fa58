"""What one trial of a configuration costs, in the warm process and in a fresh Python."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from .report import Figure, middle

PAIRS = 7
FIELDS = json.dumps({"floatx": "float64"})
FRESH = "import keras; print(keras.config.floatx())"


def measure(pairs: int = PAIRS) -> list[Figure]:
    """Import Keras with the same file both ways, alternated; wall time of each."""
    from faqlab.core.settings_trial import Trial, WarmKeras

    trial = Trial({"home/.keras/keras.json": FIELDS})

    def fresh():
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "keras.json").write_text(FIELDS)
            env = os.environ | {"KERAS_HOME": folder, "TF_CPP_MIN_LOG_LEVEL": "3"}
            done = subprocess.run([sys.executable, "-c", FRESH], env=env, capture_output=True)
            assert done.stdout.strip() == b"float64"

    with WarmKeras() as warm:
        warm.run(trial)
        took = {"warm": [], "fresh": []}
        for pair in range(pairs):
            for name in ("warm", "fresh") if pair % 2 else ("fresh", "warm"):
                begin = time.perf_counter()
                fresh() if name == "fresh" else warm.run(trial)
                took[name].append(time.perf_counter() - begin)
    warm_times, fresh_times = (np.array(took[name]) for name in ("warm", "fresh"))
    return [
        middle("one trial in the warm process", warm_times, "s"),
        middle("the same in a fresh Python", fresh_times, "s"),
        middle("a fresh Python against the warm process", fresh_times / warm_times, "x"),
    ]
