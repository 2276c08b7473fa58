"""The packages: against what faqlab's metadata require, twice installed, and from another Keras."""

import importlib.metadata
import site
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

from .doctor_here import Here
from .doctor_line import BROKEN, OK, WARNING, Line

# Each of these brings the folder `tensorflow`: the one that was installed last overwrites.
_TENSORFLOWS = ("tensorflow", "tensorflow-cpu", "tf-nightly", "tensorflow-gpu")


def packages_lines(here: Here) -> list[Line]:
    """Compare the packages with what faqlab requires.

    Args:
        here: The Python.

    Returns:
        A line for each package that is missing or doesn't fit; one line where all do.
    """
    if here.requires is None:
        remedy = f"In the folder of faqlab's source, run: {here.command} -m pip install ."
        return [Line("packages", BROKEN, "faqlab itself isn't installed here.", remedy)]
    needed = [Requirement(text) for text in here.requires]
    needed = [one for one in needed if not one.marker or one.marker.evaluate({"extra": ""})]
    lines = [line for one in needed for line in _about(one, here)]
    count = f"{len(needed)}, each in a version that fits"
    return lines or [Line("packages", OK, count)]


def _about(needed: Requirement, here: Here) -> Iterable[Line]:
    found = here.version(needed.name)
    wanted = f"{needed.name}{needed.specifier}"
    remedy = here.install(wanted)
    name = f"package {needed.name}"
    if found is None:
        yield Line(name, BROKEN, "It isn't installed.", remedy)
        return
    try:
        version = Version(found)
    except InvalidVersion:
        yield Line(name, BROKEN, f"Its version is {found!r}: the installation is damaged.", remedy)
        return
    if not needed.specifier.contains(version, prereleases=True):
        yield Line(name, BROKEN, f"{found} is here; {needed.specifier} is needed.", remedy)


def twice_line(
    here: Here, distributions: Iterable[importlib.metadata.Distribution] | None = None
) -> Line:
    """Look for packages that are installed twice, or overwrite each other.

    Args:
        here: The Python.
        distributions: What is installed. Default: what this Python finds.

    Returns:
        The line.
    """
    found = importlib.metadata.distributions() if distributions is None else distributions
    places: dict[tuple[str, Path], list[str]] = {}
    for one in found:
        name = (one.metadata["Name"] or "").lower().replace("_", "-")
        if name in _WATCHED:
            folder = Path(str(one.locate_file("")))
            places.setdefault((name, folder), []).append(str(one.version))
    for (name, _), versions in places.items():
        if len(set(versions)) > 1:
            told = f"{name} is there in the versions {' and '.join(sorted(versions))}, mixed up."
            return Line("installed twice", BROKEN, told, _again(here, name))
    there = sorted({name for name, _ in places if name in _TENSORFLOWS})
    if len(there) > 1:
        told = f"{' and '.join(there)} overwrite each other."
        return Line("installed twice", BROKEN, told, _again(here, *there, then="tensorflow"))
    return Line("installed twice", OK, "nothing")


_WATCHED = {*_TENSORFLOWS, "keras", "h5py", "numpy", "ipywidgets", "anywidget", "jupyterlab"}


def _again(here: Here, *names: str, then: str = "") -> str:
    remove = f"{here.command} -m pip uninstall -y {' '.join(names)}"
    install = here.install(then or names[0]).removeprefix("Run: ")
    return f"Run: {remove}, until it finds none; then {install}"


def other_keras_line(here: Here) -> Line:
    """Look for another Keras beside Keras 3.

    Args:
        here: The Python.

    Returns:
        The line.
    """
    keras, old = here.version("keras"), here.version("tf-keras")
    if keras and keras.split(".")[0] in ("1", "2"):
        told = f"keras {keras} is of the time before Keras 3."
        return Line("other Keras", BROKEN, told, here.install("keras>=3.12,<4"))
    if old:
        told = f"tf-keras {old} (Keras 2) is installed too; models of the two don't mix."
        remedy = "Import `keras` everywhere. If nothing of yours needs tf_keras, uninstall it."
        return Line("other Keras", WARNING, told, remedy)
    return Line("other Keras", OK, "none")


def own_folder_line(here: Here, user_site: str | None = None) -> Line:
    """Look for packages that come from the user's own folder instead of the environment.

    Args:
        here: The Python.
        user_site: The user's folder for packages. Default: this Python's, if it uses one.

    Returns:
        The line.
    """
    folder = user_site or (site.getusersitepackages() if site.ENABLE_USER_SITE else "")
    name = "packages of the user"
    if here.kind == "system" or not folder:
        return Line(name, OK, "none come before the environment's")
    there = [one for one in ("numpy", "keras", "tensorflow", "h5py") if Path(folder, one).is_dir()]
    if not there:
        return Line(name, OK, "none come before the environment's")
    set_it = "set PYTHONNOUSERSITE=1" if here.system == "Windows" else "export PYTHONNOUSERSITE=1"
    told = f"{', '.join(there)} may come from the user's folder, not from this environment."
    return Line(name, WARNING, told, f"Run: {set_it}, and start JupyterLab anew.")
