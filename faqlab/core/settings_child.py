"""One Python that imports Keras anew for each trial: `python -m faqlab.core.settings_child FOLDER`.

TensorFlow stays loaded; that is what takes the time. Each line that comes in is a trial as JSON:
`files` to lay out in a folder of its own, `environ` to set, `probes` to call when Keras is there.
Each line that goes out is what came of it. Nothing is written outside of FOLDER: what tries to is
refused, and told.
"""

import contextlib
import importlib
import json
import os
import re
import sys
import traceback
from pathlib import Path

# What a trial may set; all of it is taken away before the next one.
_VARIABLES = ("HOME", "USERPROFILE", "KERAS_HOME", "KERAS_BACKEND")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Guard:
    """Refuses to write outside of a folder.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: str):
        self._within = os.path.join(os.path.realpath(folder), "")
        self.refused: list[str] = []

    def __call__(self, event: str, arguments: tuple) -> None:
        """Look at what Python is about to do; for `sys.addaudithook`."""
        if event == "open":
            path, mode, flags = arguments
            writes = set(mode) & set("wax+") if mode else (flags or 0) & _WRITING
        else:
            path, writes = arguments[0] if arguments else None, event == "os.mkdir"
        if not writes or not isinstance(path, str | bytes | os.PathLike):
            return
        where = os.path.realpath(os.fsdecode(path))
        if not where.startswith(self._within) and where != os.path.realpath(os.devnull):
            self.refused.append(os.fsdecode(path))
            raise PermissionError(13, "a trial writes in its own folder only", os.fsdecode(path))


def main(folder: str) -> None:
    """Answer trials until there are no more.

    Args:
        folder: Where the trials may write.
    """
    guard = Guard(folder)
    sys.addaudithook(guard)
    with contextlib.suppress(ImportError):
        import tensorflow as tf

        tf.zeros(1)
    # What libraries print is no answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for number, line in enumerate(sys.stdin):
        place = Path(folder, f"trial-{number}")
        told = _tried(json.loads(line), place, guard)
        text = json.dumps(told).replace(json.dumps(str(place))[1:-1], "{here}")
        answers.write(text + "\n")
        answers.flush()
    # Threads of the libraries keep nobody waiting.
    os._exit(0)


def _tried(trial: dict, place: Path, guard: Guard) -> dict:
    guard.refused.clear()
    _laid_out(trial, place)
    began = Path.cwd()
    os.chdir(place)
    told = {"error": "", "values": {}, "probes": {}}
    try:
        _imported(told)
        for probe in trial.get("probes", []):
            told["probes"][probe] = _probed(probe)
    except (Exception, SystemExit) as error:
        told["error"] = _last_line(error)
    finally:
        os.chdir(began)
    told["refused"] = list(guard.refused)
    told["files"] = {
        path.relative_to(place).as_posix(): path.read_text("utf-8", "replace")
        for path in sorted(place.rglob("*.json"))
    }
    return told


def _laid_out(trial: dict, place: Path) -> None:
    place.mkdir()
    (place / "home").mkdir()
    for name, text in trial.get("files", {}).items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1"))
    for name in _VARIABLES:
        os.environ.pop(name, None)
    home = {"HOME": "{here}/home", "USERPROFILE": "{here}/home"}
    for name, value in (home | trial.get("environ", {})).items():
        os.environ[name] = value.replace("{here}", str(place))


def _imported(told: dict) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "keras"]:
        del sys.modules[name]
    keras = importlib.import_module("keras")
    told["values"] = {
        "backend": keras.config.backend(),
        "floatx": keras.config.floatx(),
        "epsilon": keras.config.epsilon(),
        "image_data_format": keras.config.image_data_format(),
    }
    told["home"] = importlib.import_module("keras.src.backend.config").keras_home()


def _probed(probe: str) -> object:
    module, name = probe.split(":")
    try:
        return getattr(importlib.import_module(module), name)()
    except Exception as error:
        return {"error": _last_line(error)}


def _last_line(error: BaseException) -> str:
    told = " ".join("".join(traceback.format_exception_only(error)).split())
    told = re.sub(r"\x1b\[[\d;]*m", "", told)  # Keras writes in bold
    return told if len(told) <= 400 else told[:399] + "…"


if __name__ == "__main__":
    main(*sys.argv[1:])
