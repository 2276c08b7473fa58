"""Which HDF5 library h5py works with, and whether it came with h5py."""

import importlib.metadata
from dataclasses import dataclass
from pathlib import Path

# Where wheels put the libraries that they bring: Linux and Windows beside the package, macOS in it.
_BESIDE, _WITHIN = "h5py.libs", ".dylibs"


@dataclass(frozen=True)
class Hdf5Origin:
    """Which HDF5 library h5py works with.

    Args:
        h5py: h5py's version.
        hdf5: The version of the HDF5 library.
        bundled: The files of the library that came with h5py; empty where it is another's.
        size: How large what came with it is, in bytes.
        installer: What installed h5py: `"pip"`, `"conda"`, `"uv"`; `""` where it doesn't say.
    """

    h5py: str
    hdf5: str
    bundled: tuple[str, ...] = ()
    size: int = 0
    installer: str = ""

    def __repr__(self) -> str:
        if self.bundled:
            whose = f"it came with h5py ({self.size / 1e6:.0f} MB of libraries)"
        else:
            whose = "it is the environment's or the system's, not of the wheel"
        by = f", installed by {self.installer}" if self.installer else ""
        return f"h5py {self.h5py}{by}. HDF5 {self.hdf5}: {whose}."


def hdf5_origin(package: Path | None = None) -> Hdf5Origin:
    """Say which HDF5 library h5py works with here, and whether it came with h5py.

    Args:
        package: The folder of h5py. Default: where this Python has it.

    Returns:
        An `Hdf5Origin`.

    Raises:
        ImportError: If there is no h5py.

    Example:

    >>> hdf5_origin().hdf5.split(".")[0] in ("1", "2")
    True
    """
    import h5py

    package = package or Path(h5py.__file__).parent
    files = [*(package.parent / _BESIDE).glob("*"), *(package / _WITHIN).glob("*")]
    files += package.glob("*hdf5*.dll")
    library = sorted(one.name for one in files if "hdf5" in one.name.lower())
    return Hdf5Origin(
        h5py.__version__,
        h5py.version.hdf5_version,
        tuple(library),
        sum(one.stat().st_size for one in files) if library else 0,
        _installer(),
    )


def _installer() -> str:
    try:
        return (importlib.metadata.distribution("h5py").read_text("INSTALLER") or "").strip()
    except importlib.metadata.PackageNotFoundError:
        return ""
