"""The Python that is looked at: its system, its environment, its packages; nothing is loaded."""

import importlib.metadata
import os
import platform
import shutil
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


def _version(name: str) -> str | None:
    try:
        # A folder that was only half deleted has metadata without a version.
        return importlib.metadata.version(name) or None
    except importlib.metadata.PackageNotFoundError:
        return None


def _requirements() -> tuple[str, ...] | None:
    try:
        return tuple(importlib.metadata.requires("faqlab") or ())
    except importlib.metadata.PackageNotFoundError:
        return None


@dataclass(frozen=True)
class Here:
    """A Python and where it runs. What isn't given is read from this one.

    Args:
        system: `"Linux"`, `"Darwin"` or `"Windows"`.
        processor: Its kind, `"x86_64"`, `"arm64"`.
        python: Its version, `(3, 12, 1)`.
        bits: 64, or 32.
        executable: The program.
        prefix: The folder of its environment.
        kind: `"conda"`, `"venv"`, or `"system"`.
        managed: Whether the system forbids to install into it.
        folder: The folder to work in.
        environ: The environment variables.
        requires: What faqlab needs, as its metadata say; None where faqlab isn't installed.
        version: Called with a package's name: its version, or None.
        encoding: What files are read as where nothing is said, `"utf-8"`.
    """

    system: str = field(default_factory=platform.system)
    processor: str = field(default_factory=platform.machine)
    python: tuple[int, ...] = tuple(sys.version_info[:3])
    bits: int = 64 if sys.maxsize > 2**32 else 32
    executable: str = sys.executable
    prefix: Path = Path(sys.prefix)
    kind: str = field(default_factory=lambda: _kind())
    managed: bool = field(default_factory=lambda: _managed())
    folder: Path = field(default_factory=Path.cwd)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    requires: tuple[str, ...] | None = field(default_factory=_requirements)
    version: Callable[[str], str | None] = _version
    encoding: str = field(default_factory=lambda: _encoding())

    @property
    def command(self) -> str:
        """How to call this Python: by its name where that finds it, else by its whole path."""
        for name in ("python", "python3"):
            found = shutil.which(name)
            if found and _same(found, self.executable):
                return name
        return f'"{self.executable}"' if " " in self.executable else self.executable

    def install(self, *packages: str) -> str:
        """Say how to install packages into this Python.

        Args:
            *packages: What to install, such as `"h5py>=3.11,<4"`.

        Returns:
            A command, in quotes that every shell here understands.

        Example:

        >>> Here(kind="conda").install("h5py>=3")
        'Run: conda install -c conda-forge "h5py>=3"'
        """
        names = " ".join(f'"{one}"' if set(one) & set("<>=![] ") else one for one in packages)
        if self.kind == "conda":
            return f"Run: conda install -c conda-forge {names}"
        if self.managed:
            make, activate = "python3 -m venv .venv", "source .venv/bin/activate"
            return f"Run: {make}, then {activate}, then python -m pip install {names}"
        return f"Run: {self.command} -m pip install --upgrade {names}"


def _kind() -> str:
    if Path(sys.prefix, "conda-meta").is_dir():
        return "conda"
    return "venv" if sys.prefix != sys.base_prefix else "system"


def _managed() -> bool:
    if sys.prefix != sys.base_prefix:
        return False
    return Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED").is_file()


def _encoding() -> str:
    import locale

    return "utf-8" if sys.flags.utf8_mode else locale.getencoding()


def _same(one: str, other: str) -> bool:
    # In a venv the program is a link to one outside: the folders count, not what they lead to.
    return os.path.normcase(os.path.dirname(os.path.abspath(one))) == os.path.normcase(
        os.path.dirname(os.path.abspath(other))
    )
