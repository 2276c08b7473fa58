"""Where is the Keras configuration file stored?

In `~/.keras/keras.json`, or in the folder that `KERAS_HOME` names; Keras makes it when it is first
imported, reads it once, and lets `KERAS_BACKEND` go before it. `where` says which file it is here
and why, `check` what is wrong with it (Keras keeps silent about most of it), `write` and `use` give
a project one of its own, `try_settings` tries settings in another process, and `caches` says what
Keras keeps beside it. Importing this module doesn't load Keras.
"""

from .claims.configuration import CLAIMS
from .core.keras_caches import Cache, Caches, caches
from .core.keras_home import Place, use, where
from .core.keras_json import FIELDS, Settings, read, write
from .core.keras_json_check import Trouble
from .core.keras_json_report import FileCheck, check
from .core.settings_picture import TrainingsByFloat, train_in
from .core.settings_table import SettingsTrials, try_settings
from .core.settings_trial import Trial, Tried, run_trials
from .exercises.configuration import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "FIELDS",
    "Cache",
    "Caches",
    "FileCheck",
    "Place",
    "Settings",
    "SettingsTrials",
    "TrainingsByFloat",
    "Trial",
    "Tried",
    "Trouble",
    "caches",
    "check",
    "predict",
    "q1",
    "q2",
    "q3",
    "read",
    "run_trials",
    "train_in",
    "try_settings",
    "use",
    "where",
    "write",
]
