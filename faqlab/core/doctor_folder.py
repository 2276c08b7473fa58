"""The folder to work in, the one for temporary files, and Keras's own."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from .byte_words import byte_words
from .doctor_here import Here
from .doctor_line import BROKEN, OK, WARNING, Line
from .files import atomic_write
from .keras_home import shown, where
from .keras_json_report import check

_LITTLE, _NOTHING = 1_000_000_000, 50_000_000


def folder_line(here: Here, free: Callable[[Path], int] | None = None) -> Line:
    """Write, replace and delete a file in the folder, and look how much room there is.

    Args:
        here: The Python, with its folder.
        free: Gives the free bytes of a folder. Default: asks the system.

    Returns:
        The line.
    """
    name = "this folder"
    probe = here.folder / f"faqlab-probe-{os.getpid()}.txt"
    try:
        for text in (b"one", b"two"):
            with atomic_write(probe) as file:
                file.write(text)
        if probe.read_bytes() != b"two":
            raise OSError("what was written isn't what is read")
        probe.unlink()
    except OSError as error:
        told = f"Nothing can be written here: {error.strerror or error}."
        return Line(name, BROKEN, told, "Open the lessons in a folder of your own: faqlab lab DIR")
    room = (free or _free)(here.folder)
    told = f"it can be written, with {byte_words(room)} free"
    if room < _LITTLE:
        state = BROKEN if room < _NOTHING else WARNING
        return Line(name, state, f"Only {byte_words(room)} are free on its disk.", "Make room.")
    return Line(name, OK, told)


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def temporary_line(here: Here) -> Line:
    """Make and remove a temporary file.

    Args:
        here: The Python.

    Returns:
        The line.
    """
    try:
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"probe")
        return Line("temporary files", OK, "they can be made")
    except OSError as error:
        variable = "TEMP" if here.system == "Windows" else "TMPDIR"
        told = f"None can be made: {error.strerror or error}."
        return Line("temporary files", BROKEN, told, f"Set {variable} to a folder of yours.")


def configuration_line(here: Here) -> Line:
    """Look at the configuration file that Keras takes.

    Args:
        here: The Python.

    Returns:
        The line.
    """
    place = where()
    name = "configuration"
    try:
        found = check()
    except OSError as error:
        told = f"{shown(place.path)} can't be read: {error.strerror or error}."
        return Line(name, BROKEN, told, "Delete or rename it: Keras makes a new one.")
    refused = [one for one in found.troubles if one.kind == "refused"]
    if refused and not (refused[0].field == "backend" and here.environ.get("KERAS_BACKEND")):
        remedy = f"Mend {shown(place.path)}, or delete it: Keras makes a new one."
        return Line(name, BROKEN, refused[0].message, remedy)
    if found.troubles:
        remedy = f"Mend {shown(place.path)}: Keras says nothing of it."
        return Line(name, WARNING, found.troubles[0].message, remedy)
    surprising = [note for note in place.notes if not note.startswith("Keras is loaded")]
    if surprising:
        return Line(name, WARNING, surprising[0], "Set KERAS_HOME to a whole path of your own.")
    return Line(name, OK, shown(place.path))
