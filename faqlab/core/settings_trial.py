"""Trials of Keras's settings, in a process that has a home of its own: no other is touched."""

import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .process_tree import OWN_GROUP, kill_tree

# Seconds. TensorFlow alone takes some, and on a busy machine many.
_LIMIT = 120.0


@dataclass(frozen=True)
class Trial:
    """A home to import Keras in.

    Args:
        files: The files in it: names such as `"home/.keras/keras.json"`, and their texts. `home`
            is the home folder; a text in Latin-1, so that any byte can be written.
        environ: Variables to set, on top of HOME; `{here}` stands for the trial's folder.
        probes: What to call when Keras is there, `"package.module:function"`.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    probes: Sequence[str] = ()


@dataclass(frozen=True)
class Tried:
    """What came of a trial.

    Args:
        error: Why `import keras` failed; empty where it didn't.
        values: What Keras took: backend, floatx, epsilon, image_data_format.
        home: The folder that Keras takes for its own; `{here}` stands for the trial's.
        probes: What each probe returned, by its name; `{"error": ...}` where it failed.
        files: The JSON files that are there afterwards, with their texts.
        refused: What it tried to write outside of its folder, and wasn't let.
    """

    error: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    home: str = ""
    probes: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


class WarmKeras:
    """A process that imports Keras again for each trial; TensorFlow is imported once.

    Args:
        limit: The seconds that one trial may take.

    Example:

    >>> with WarmKeras() as warm:
    ...     tried = warm.run(Trial({"home/.keras/keras.json": '{"floatx": "float64"}'}))
    >>> tried.values["floatx"], tried.refused
    ('float64', ())
    """

    def __init__(self, limit: float = _LIMIT):
        self._limit = limit
        self._folder = tempfile.TemporaryDirectory(prefix="faqlab-", ignore_cleanup_errors=True)
        place = os.path.realpath(self._folder.name)
        hidden = {"KERAS_HOME", "KERAS_BACKEND", "KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH"}
        env = {name: value for name, value in os.environ.items() if name not in hidden}
        env |= {"HOME": place, "USERPROFILE": place, "KERAS_HOME": os.path.join(place, "first")}
        env |= {"TMPDIR": place, "TEMP": place, "TMP": place, "PYTHONDONTWRITEBYTECODE": "1"}
        self._errors = Path(place, "errors")
        with open(self._errors, "wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "faqlab.core.settings_child", place],
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                **OWN_GROUP,
            )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put("")

    def run(self, trial: Trial) -> Tried:
        """Import Keras in a home.

        Args:
            trial: The home.

        Returns:
            What came of it.

        Raises:
            RuntimeError: If the process died or takes too long; it is ended then.
        """
        asked = {"files": dict(trial.files), "environ": dict(trial.environ)}
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(asked | {"probes": list(trial.probes)}) + "\n")
            self._process.stdin.flush()
        try:
            line = self._answers.get(timeout=self._limit)
        except queue.Empty:
            self.close()
            raise RuntimeError(f"The trial took longer than {self._limit:g} seconds.") from None
        if not line:
            raise RuntimeError(f"The process of the trials died. {self._last_words()}".strip())
        told = json.loads(line)
        return Tried(**told | {"refused": tuple(told["refused"])})

    def _last_words(self) -> str:
        self._process.wait()
        lines = self._errors.read_text("utf-8", "replace").strip().splitlines()
        return lines[-1][:200] if lines else ""

    @property
    def alive(self) -> bool:
        """Whether it can take a trial."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process, and remove its folder."""
        kill_tree(self._process)
        self._process.stdout.close()
        self._folder.cleanup()

    def __enter__(self) -> "WarmKeras":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


_warm: list[WarmKeras] = []
_one_at_a_time = threading.Lock()


def run_trials(trials: Iterable[Trial]) -> list[Tried]:
    """Run trials, all in one process that stays for those to come.

    Args:
        trials: The trials.

    Returns:
        What came of each.

    Raises:
        RuntimeError: If the process died or took too long.
    """
    with _one_at_a_time:
        if _warm and not _warm[0].alive:
            _end_warm()
        if not _warm:
            _warm.append(WarmKeras())
            atexit.register(_end_warm)
        return [_warm[0].run(trial) for trial in trials]


def _end_warm() -> None:
    while _warm:
        with contextlib.suppress(OSError, ValueError):
            _warm.pop().close()
