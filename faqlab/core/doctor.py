"""`doctor`: everything that commonly breaks, each line ok, or what is wrong with what to do."""

from collections.abc import Callable

from .doctor_backends import Steps, run_steps, step_lines
from .doctor_folder import configuration_line, folder_line, temporary_line
from .doctor_here import Here
from .doctor_jupyter import kernel_line, lab_line, widgets_line
from .doctor_line import BROKEN, Line, Report
from .doctor_packages import other_keras_line, own_folder_line, packages_lines, twice_line
from .doctor_python import (
    encoding_line,
    environment_line,
    names_line,
    python_line,
    variables_line,
)

# In the order in which to mend: what stands above may be why something below is broken.
_BEFORE = (
    python_line,
    environment_line,
    variables_line,
    names_line,
    packages_lines,
    twice_line,
    other_keras_line,
    own_folder_line,
    configuration_line,
)
_AFTER = (kernel_line, lab_line, widgets_line, folder_line, temporary_line, encoding_line)


def doctor(
    here: Here | None = None, *, quick: bool = False, steps: Callable[[], Steps] = run_steps
) -> Report:
    """Look at everything that commonly breaks.

    h5py, the backend and Keras are tried in another process, since a broken one may crash; that
    takes some seconds. Nothing is installed, changed or sent anywhere.

    Args:
        here: The Python to look at. Default: this one, in this folder.
        quick: Whether to leave that process out. Default: it is started.
        steps: What starts it.

    Returns:
        A `Report`.

    Example:

    >>> doctor(quick=True)["Python"].state
    'ok'
    """
    here = here or Here()
    lines = [line for one in _BEFORE for line in _looked(one, here)]
    if not quick:
        lines += step_lines(here, steps())
    lines += [line for one in _AFTER for line in _looked(one, here)]
    return Report(lines)


def _looked(look: Callable, here: Here) -> list[Line]:
    try:
        found = look(here)
    except Exception as error:
        # A doctor that falls ill of what he finds helps nobody.
        name = look.__name__.removesuffix("_line").removesuffix("_lines").replace("_", " ")
        told = f"It can't be looked at: {type(error).__name__}: {error}"
        found = Line(name, BROKEN, told, "Make a new environment, and install faqlab there.")
    return [found] if isinstance(found, Line) else list(found)
