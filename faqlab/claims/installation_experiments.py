"""What is done to find out whether the sentences on h5py and HDF5 are so."""

import importlib.metadata
import re
import tempfile
import zipfile
from pathlib import Path

from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence
from faqlab.core.hdf5_origin import hdf5_origin
from faqlab.core.import_trial import import_in
from faqlab.core.quiet import no_advice

_SIGN = b"\x89HDF\r\n\x1a\n"


def _yes(good):
    return "yes" if good else "no"


def _trained(name):
    """A file that `ModelCheckpoint` wrote."""
    from .networks import keras, ready, some

    # Keras says that `.h5` is of old.
    with no_advice("absl"), tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        saved = keras.callbacks.ModelCheckpoint(path)
        ready().fit(*some(), epochs=1, verbose=0, callbacks=[saved])
        return path.read_bytes()


def checkpoints_are_hdf5(write=_trained):
    """Let `ModelCheckpoint` write a `.h5` file, and look at its first bytes."""
    good = write("m.h5").startswith(_SIGN)
    return Evidence(HOLDS if good else FALSE, {"the file begins as HDF5 does": _yes(good)})


def keras_requires_h5py(requires=importlib.metadata.requires):
    """Read what Keras's own metadata require."""
    names = {re.match(r"[\w-]+", one)[0].lower() for one in requires("keras") or ()}
    numbers = {"packages that Keras requires": len(names), "h5py is one": _yes("h5py" in names)}
    return Evidence(HOLDS if "h5py" in names else FALSE, numbers)


def the_system_must_have_hdf5(origin=hdf5_origin):
    """Look where the HDF5 library is from that h5py works with here."""
    found = origin()
    numbers = {"h5py brings HDF5 itself": _yes(found.bundled)}
    conda = found.installer == "conda"
    if conda:
        numbers["installed by conda, which brings it too"] = "yes"
    return Evidence(FALSE if found.bundled or conda else HOLDS, numbers)


def importing_tells(import_in=import_in):
    """Import h5py in an empty folder, and in one with an empty file `h5py.py`."""
    told = {}
    with tempfile.TemporaryDirectory() as folder:
        told["in an empty folder"] = import_in(folder)
        Path(folder, "h5py.py").touch()
        told["beside a file h5py.py"] = import_in(folder)
    numbers = {name: _works(trial) for name, trial in told.items()}
    alone, beside = told.values()
    if not alone.imported or alone.error:
        return Evidence(FALSE, numbers)
    # What tells nothing is an import without an error of an h5py that doesn't work.
    if beside.imported and beside.error:
        return Evidence(HOLDS_IF, numbers, "no file of yours is called h5py.py")
    return Evidence(HOLDS, numbers)


def _works(trial):
    imported = "imported" if trial.imported else "import fails"
    return f"{imported}, {'no h5py.File' if trial.error else 'h5py.File is there'}"


def keras_files_need_no_hdf5(write=_trained):
    """Let `ModelCheckpoint` write a `.keras` file, and look for HDF5 within."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "m.keras")
        path.write_bytes(write("m.keras"))
        if not zipfile.is_zipfile(path):
            return Evidence(FALSE, {"a zip": "no"})
        with zipfile.ZipFile(path) as archive:
            inside = [name for name in archive.namelist() if archive.read(name)[:8] == _SIGN]
    numbers = {"a zip": "yes", "HDF5 files within": ", ".join(inside) or "none"}
    return Evidence(FALSE if inside else HOLDS, numbers)
