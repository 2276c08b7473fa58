"""Python itself: its version, its environment, names that hide packages, encodings, variables."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .doctor_here import Here
from .doctor_line import BROKEN, OK, WARNING, Line

_OLDEST, _NEWEST = (3, 11), (3, 13)
_NAMES = (
    *("keras", "tensorflow", "h5py", "numpy", "matplotlib", "sklearn", "jupyterlab", "ipywidgets"),
    *("anywidget", "ipykernel", "rich", "typer", "faqlab", "jax", "torch"),
)


def python_line(here: Here) -> Line:
    """Look at the version of Python, and whether it is one of 64 bits.

    Args:
        here: The Python.

    Returns:
        The line.

    Example:

    >>> python_line(Here(python=(3, 12, 1))).state
    'ok'
    """
    shown = ".".join(map(str, here.python))
    if here.bits != 64:
        remedy = "Install the Python for 64 bits: TensorFlow has no other."
        return Line("Python", BROKEN, f"{shown}, of {here.bits} bits.", remedy)
    if not _OLDEST <= here.python[:2] <= _NEWEST:
        make = {
            "conda": "Run: conda create -n faqlab python=3.12",
            "Windows": "Install Python 3.12, then run: py -3.12 -m venv .venv",
        }
        remedy = make.get(here.kind) or make.get(here.system) or "Run: python3.12 -m venv .venv"
        old = "too old" if here.python[:2] < _OLDEST else "too new: TensorFlow may not have it yet"
        return Line("Python", BROKEN, f"{shown} is {old}.", f"{remedy}, and install faqlab there.")
    if here.system == "Darwin" and here.processor == "x86_64" and "Apple" in _brand():
        remedy = "Install a Python for arm64, and make the environment anew."
        return Line("Python", BROKEN, f"{shown} for Intel, on a Mac with Apple's chip.", remedy)
    return Line("Python", OK, shown)


def _brand() -> str:
    """What sysctl says; a program for Intel that runs on Apple's chip is told the chip's name."""
    asked = ["sysctl", "-n", "machdep.cpu.brand_string"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def environment_line(here: Here) -> Line:
    """Look whether this Python has packages of its own.

    Args:
        here: The Python.

    Returns:
        The line.
    """
    if here.kind != "system":
        return Line("environment", OK, here.kind)
    found = "This is the system's own Python: what is installed here is shared by all programs."
    make = "python3 -m venv .venv"
    if here.system == "Windows":
        make = "py -m venv .venv"
    return Line("environment", WARNING, found, f"Run: {make}, and install faqlab there.")


def names_line(here: Here) -> Line:
    """Look for files beside the notebook that are taken for packages: `keras.py`, `random.py`.

    Args:
        here: The Python, with its folder.

    Returns:
        The line.
    """
    found = sorted(_hiding(here.folder))
    if not found:
        return Line("names of files", OK, "none hides a package")
    one = found[0]
    told = f"{', '.join(found)} in this folder: `import {Path(one).stem}` takes it instead."
    remedy = f"Rename {'it' if len(found) == 1 else 'them'}, and restart the kernel."
    return Line("names of files", BROKEN, told, remedy)


def _hiding(folder: Path) -> Iterator[str]:
    hidden, packages = {*_NAMES, *sys.stdlib_module_names}, set()
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        name, ending = os.path.splitext(entry.name)
        if ending == ".py" and name in hidden:
            yield entry.name
        # A folder counts if it is a package: an empty `keras/` hides nothing.
        elif entry.name in hidden and Path(entry.path, "__init__.py").is_file():
            packages.add(entry.name)
    if Path(folder, "pyproject.toml").is_file():
        packages.discard("faqlab")  # the folder of faqlab's own source
    yield from (f"{name}{os.sep}" for name in packages)


def encoding_line(here: Here) -> Line:
    """Look what files are read as where a program doesn't say.

    Args:
        here: The Python.

    Returns:
        The line.
    """
    if here.encoding.lower().replace("-", "").replace("_", "") in ("utf8", "cp65001"):
        return Line("encoding of files", OK, "UTF-8")
    set_it = "export PYTHONUTF8=1"
    if here.system == "Windows":
        set_it = "setx PYTHONUTF8 1, in a new terminal"
    told = f"{here.encoding}: files with other letters are read wrong where no encoding is given."
    return Line("encoding of files", WARNING, told, f"Run: {set_it}, and start JupyterLab anew.")


def variables_line(here: Here) -> Line:
    """Look for environment variables that lead Python or Keras elsewhere.

    Args:
        here: The Python.

    Returns:
        The line.
    """
    unset = "unset {0}" if here.system != "Windows" else "set {0}="
    home = here.environ.get("PYTHONHOME")
    if home and Path(home) != here.prefix:
        remedy = f"Run: {unset.format('PYTHONHOME')}, and start JupyterLab anew."
        return Line("variables", BROKEN, f"PYTHONHOME is {home}: another Python's.", remedy)
    for place in filter(None, here.environ.get("PYTHONPATH", "").split(os.pathsep)):
        foreign = [name for name in _NAMES[:6] if Path(place, name, "__init__.py").is_file()]
        if foreign:
            told = f"PYTHONPATH has {place}, whose {', '.join(foreign)} goes before this Python's."
            remedy = f"Run: {unset.format('PYTHONPATH')}, and start JupyterLab anew."
            return Line("variables", BROKEN, told, remedy)
    legacy = here.environ.get("TF_USE_LEGACY_KERAS", "").lower()
    if legacy in ("1", "true"):
        told = "TF_USE_LEGACY_KERAS is set: `tf.keras` is Keras 2, while `keras` is Keras 3."
        remedy = f"Run: {unset.format('TF_USE_LEGACY_KERAS')}, and start JupyterLab anew."
        return Line("variables", WARNING, told, remedy)
    return Line("variables", OK, "none leads elsewhere")
