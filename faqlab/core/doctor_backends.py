"""h5py, the backend and Keras, tried in another process: what died, and what to do about it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .doctor_here import Here
from .doctor_line import BROKEN, OK, Line

_LIMIT = 180.0
# How a process ends that ran into an instruction which its processor doesn't know: on Linux and
# macOS, and on Windows.
_ILLEGAL = (-4, 0xC000001D, 0xC000001D - 2**32)


@dataclass(frozen=True)
class Steps:
    """How far a process came.

    Args:
        found: What each step found that went well.
        errors: What each step raised that didn't.
        died: The step in which the process died; empty where it didn't.
        code: Its exit code.
        words: The last that it wrote.
    """

    found: dict[str, str]
    errors: dict[str, str]
    died: str = ""
    code: int = 0
    words: str = ""


def run_steps(command: Sequence[str] | None = None, limit: float = _LIMIT, cwd=None) -> Steps:
    """Go the steps in another process.

    Args:
        command: What to start. Default: this Python with `doctor_child`.
        limit: The seconds that it may take.
        cwd: The folder to start it in. Default: this one.

    Returns:
        The `Steps`.
    """
    command = command or [sys.executable, "-m", "faqlab.core.doctor_child"]
    env = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "2"}
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=limit, check=False, cwd=cwd, env=env
        )
        out, err, code = done.stdout, done.stderr, done.returncode
    except subprocess.TimeoutExpired as late:
        out, err, code = late.stdout or b"", b"It took too long.", 1
    except OSError as error:
        out, err, code = b"", str(error).encode(), 1
    found, errors, begun = {}, {}, ""
    for line in out.decode("utf-8", "replace").splitlines():
        told = json.loads(line) if line.startswith("{") else {"step": ""}
        if "found" in told:
            found[told["step"]], begun = told["found"], ""
        elif "error" in told:
            errors[told["step"]], begun = told["error"], ""
        else:
            begun = told["step"]
    words = err.decode("utf-8", "replace").strip().splitlines()
    died = begun or ("" if found or errors else "Python")
    return Steps(found, errors, died, code, words[-1][:300] if words else "")


# What the libraries say, and what helps. `{}` is the command that installs the package anew.
_KNOWN = (
    (
        r"DLL load failed",
        "Windows",
        "Install Microsoft's Visual C++ Redistributable (x64), then {}",
    ),
    (r"numpy\.(dtype|ndarray) size changed|compiled using NumPy 1|_ARRAY_API|multiarray", "", "{}"),
    (r"Descriptors cannot|protobuf|google\.protobuf", "", "protobuf"),
    (r"GLIBCXX|libstdc\+\+", "", "conda:libstdcxx-ng"),
    (r"GLIBC_", "", "This system is too old for the package: use a newer one, or a container."),
    (r"is for HDF5|Headers are|HDF5 library version mismatch", "", "{}"),
    (r"libhdf5|hdf5\.dll", "", "{}"),
    (r"No space left", "", "Make room on the disk."),
    (r"Unable to import backend", "", "backend"),
    (r"Invalid `\w+` configuration|has no attribute 'get'", "", "configuration"),
    (r"partially initialized module|circular import", "", "shadow"),
    (r"No module named '?([\w.]+)'?", "", "{}"),
)


def step_lines(here: Here, steps: Steps) -> list[Line]:
    """Say of h5py, the backend and Keras what was found, and what to do.

    Args:
        here: The Python.
        steps: How far the other process came.

    Returns:
        A line for each that was tried, or would have been.
    """
    lines = []
    for name in ("h5py", "backend", "Keras"):
        if name in steps.found:
            lines.append(Line(name, OK, steps.found[name]))
        elif name in steps.errors:
            error = steps.errors[name]
            lines.append(Line(name, BROKEN, error[:300], _remedy(here, name, error)))
        elif steps.died in (name, "Python"):
            lines.append(_death(here, name, steps))
        elif steps.died:
            told = f"It couldn't be tried: the process died of {steps.died}."
            lines.append(Line(name, BROKEN, told, f"Mend {steps.died} first."))
    return lines


def _package(here: Here, name: str) -> str:
    chosen = here.environ.get("KERAS_BACKEND") or "tensorflow"
    return {"h5py": "h5py", "Keras": "keras"}.get(name, chosen)


def _remedy(here: Here, name: str, error: str) -> str:
    again = _again(here, name, error)
    for pattern, system, remedy in _KNOWN:
        if re.search(pattern, error) and system in ("", here.system):
            told = _SPECIAL[remedy](here) if remedy in _SPECIAL else remedy.replace("{}", again)
            return told[0].upper() + told[1:]
    return f"{again[0].upper()}{again[1:]}; if it stays so, make a new environment."


def _again(here: Here, name: str, error: str) -> str:
    missing = re.search(r"No module named '?([\w]+)'?", error)
    package = missing[1] if missing else _package(here, name)
    command = here.install(package).removeprefix("Run: ")
    anew = command.replace("--upgrade", "--upgrade --force-reinstall --no-cache-dir")
    return f"run: {command if missing else anew}"


_CHECK = "`from faqlab.configuration import check` and `check()`"
_SPECIAL: dict[str, Callable[[Here], str]] = {
    "protobuf": lambda here: here.install("protobuf>=4.25"),
    "conda:libstdcxx-ng": lambda here: (
        "Run: conda install -c conda-forge libstdcxx-ng"
        if here.kind == "conda"
        else "The system's libstdc++ is too old: use conda, or a newer system."
    ),
    "backend": lambda here: (
        f"KERAS_BACKEND is {here.environ['KERAS_BACKEND']!r}: unset it, or name tensorflow, jax or "
        "torch."
        if here.environ.get("KERAS_BACKEND")
        else f"The field `backend` in keras.json names it: {_CHECK} tell."
    ),
    "configuration": lambda here: f"Mend keras.json: {_CHECK} say what.",
    "shadow": lambda here: "A file of yours has the package's name: rename it.",
}


def _death(here: Here, name: str, steps: Steps) -> Line:
    if steps.code in _ILLEGAL:
        told = (
            "It died of an illegal instruction: this processor lacks AVX, which it was built for."
        )
        other = here.install("torch").removeprefix("Run: ")
        remedy = f"Use another backend: set KERAS_BACKEND=torch, after: {other}"
        return Line(name, BROKEN, told, remedy)
    if steps.words == "It took too long.":
        return Line(name, BROKEN, steps.words, "Try again when the computer has nothing to do.")
    if steps.code in (-9, 137):
        remedy = "Close other programs: most likely there was no memory left."
        return Line(name, BROKEN, "The system ended it.", remedy)
    told = f"The process died (exit code {steps.code}). {steps.words}".strip()
    return Line(name, BROKEN, told, _remedy(here, name, steps.words))
