"""JupyterLab: whether its kernel is this Python, and its widgets have their front ends."""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from .doctor_here import Here
from .doctor_line import BROKEN, OK, WARNING, Line

_FOLDER = ("share", "jupyter", "labextensions")
_MANAGER = "@jupyter-widgets/jupyterlab-manager"
# Which major version of the front end speaks with which of ipywidgets.
_SPEAKS = {"7": "3", "8": "5"}


def _kernel_command() -> Sequence[str]:
    from jupyter_client.kernelspec import KernelSpecManager

    return KernelSpecManager().get_kernel_spec("python3").argv


def kernel_line(here: Here, command: Callable[[], Sequence[str]] = _kernel_command) -> Line:
    """Look whether the kernel "Python 3" of JupyterLab is this Python.

    Args:
        here: The Python.
        command: Gives the command that starts the kernel.

    Returns:
        The line.
    """
    again = f"{here.command} -m ipykernel install --sys-prefix"
    try:
        program = command()[0]
    except Exception as error:
        told = f"There is no kernel for Python 3 ({type(error).__name__})."
        remedy = f"{here.install('ipykernel')}; then run: {again}"
        return Line("kernel", BROKEN, told, remedy)
    # A bare name is this one: the server puts its own Python there.
    if program in ("python", "python3", f"python3.{here.python[1]}", "python.exe"):
        return Line("kernel", OK, "this Python")
    if not Path(program).exists():
        return Line("kernel", BROKEN, f"Its Python is gone: {program}", f"Run: {again}")
    if _folder(program) != _folder(here.executable):
        told = f"Notebooks run in another Python: {program}"
        return Line("kernel", BROKEN, told, f"Run: {again}, and choose the kernel anew.")
    return Line("kernel", OK, "this Python")


def lab_line(here: Here, which: Callable[[str], str | None] = shutil.which) -> Line:
    """Look whether the command `jupyter` starts this Python's JupyterLab.

    Args:
        here: The Python.
        which: Finds a program.

    Returns:
        The line.
    """
    found = which("jupyter-lab")
    if found is None or _folder(found) == _folder(here.executable):
        return Line("jupyter lab", OK, "this Python's" if found else "by `faqlab lab`")
    told = f"The command starts another one: {found}"
    remedy = f"Start it with: {here.command} -m faqlab lab"
    return Line("jupyter lab", WARNING, told, remedy)


def _folder(program: str) -> str:
    return os.path.normcase(os.path.dirname(os.path.abspath(program)))


def widgets_line(here: Here) -> Line:
    """Look whether the front ends of the widgets are there, fit, and are switched on.

    Args:
        here: The Python.

    Returns:
        The line.
    """
    trouble = _manager(here) or _anywidget(here) or _switched_off(here)
    return trouble or Line("widgets", OK, "their front ends are there, and fit")


def _manager(here: Here) -> Line | None:
    package = here.version("ipywidgets")
    if package is None:
        return None  # the line of the packages says so
    front = _front_end(here, _MANAGER)
    remedy = here.install("jupyterlab_widgets", "ipywidgets")
    if front is None:
        told = "JupyterLab has no front end for ipywidgets: widgets show as text."
        return Line("widgets", BROKEN, told, remedy)
    wanted = _SPEAKS.get(package.split(".")[0])
    if wanted and front.split(".")[0] != wanted:
        told = f"The front end {front} doesn't speak with ipywidgets {package}."
        return Line("widgets", BROKEN, told, f"{remedy}; then reload the page.")
    return None


def _anywidget(here: Here) -> Line | None:
    package = here.version("anywidget")
    if package is None:
        return None
    front = _front_end(here, "anywidget")
    if front == package:
        return None
    told = f"anywidget is {package}, its front end {front or 'missing'}."
    return Line("widgets", BROKEN, told, f"{here.install('anywidget')}; then reload the page.")


def _front_end(here: Here, name: str) -> str | None:
    path = here.prefix.joinpath(*_FOLDER, *name.split("/"), "package.json")
    try:
        return str(json.loads(path.read_text("utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        return None


def _switched_off(here: Here) -> Line | None:
    for folder in (here.prefix / "etc" / "jupyter", Path.home() / ".jupyter"):
        try:
            text = (folder / "labconfig" / "page_config.json").read_text("utf-8")
            off = json.loads(text).get("disabledExtensions", {})
        except (OSError, ValueError, AttributeError):
            continue
        for name in (_MANAGER, "anywidget"):
            if name in off and (not isinstance(off, dict) or off[name]):
                remedy = f"Run: {here.command} -m jupyter labextension enable {name}"
                return Line("widgets", BROKEN, f"{name} is switched off.", remedy)
    return None
