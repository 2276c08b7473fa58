"""Is everything here that the lessons need? One line each: ok, or what to do."""

import importlib.metadata
import importlib.util
import os
import re
import sys
import tempfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Args:
        what: What must be so.
        ok: Whether it is.
        found: What was found instead; empty where all is well.
        remedy: What to do; empty where all is well.
    """

    what: str
    ok: bool
    found: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        if self.ok:
            return f"ok      {self.what}"
        return f"MISSING {self.what} (found: {self.found}). {self.remedy}"


class Checks(tuple):
    """Several checks; its text has a line for each."""

    def __repr__(self) -> str:
        return "\n".join(map(str, self))


def environment() -> Checks:
    """Look at what the lessons need: Python, Keras, its backend, JupyterLab, a folder to write to.

    Returns:
        The checks. Their text names no version where all is well, so that it is the same
        everywhere.

    Example:

    >>> environment()[0]
    Check(what='Python 3.11 to 3.13', ok=True, found='', remedy='')
    """
    return Checks(
        [
            _python(),
            _package("keras", "3", "pip install --upgrade 'keras>=3'"),
            _backend(),
            _package("jupyterlab", "4", "pip install --upgrade 'jupyterlab>=4'"),
            _package("ipywidgets", "8", "pip install --upgrade 'ipywidgets>=8'"),
            _package("h5py", "3", "pip install --upgrade 'h5py>=3'"),
            _folder(),
        ]
    )


def _python() -> Check:
    version = sys.version_info[:2]
    if (3, 11) <= version <= (3, 13):
        return Check("Python 3.11 to 3.13", True)
    found = ".".join(map(str, version))
    return Check("Python 3.11 to 3.13", False, found, "Make an environment with one of these.")


def _package(name: str, wanted: str, remedy: str) -> Check:
    what = f"{name} {wanted}"
    try:
        found = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Check(what, False, "not installed", f"Run: {remedy}")
    major = re.match(r"\d+", found)
    if major and int(major[0]) >= int(wanted):
        return Check(what, True)
    return Check(what, False, found, f"Run: {remedy}")


def _backend() -> Check:
    # Asking Keras itself would load it; what it will load is in the environment or its default.
    name = os.environ.get("KERAS_BACKEND", "tensorflow")
    if importlib.util.find_spec(name):
        return Check("a backend for Keras", True)
    return Check("a backend for Keras", False, f"no package {name!r}", f"Run: pip install {name}")


def _folder() -> Check:
    what = "a folder that can be written"
    try:
        with tempfile.TemporaryFile(dir=os.getcwd()):
            return Check(what, True)
    except OSError as error:
        return Check(what, False, str(error), "Open the lessons from a folder of your own.")
