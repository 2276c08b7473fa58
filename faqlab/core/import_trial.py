"""What `import` does in a folder, tried in a fresh Python that is started there."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

_SOURCE = """
import importlib, json, sys
name, attribute = sys.argv[1:]
told = {"imported": True, "error": ""}
try:
    module = importlib.import_module(name)
    told["file"] = getattr(module, "__file__", None) or ""
    getattr(module, attribute)
except ImportError as error:
    told |= {"imported": False, "error": f"{type(error).__name__}: {error}"}
except Exception as error:
    told["error"] = f"{type(error).__name__}: {error}"
print(json.dumps(told))
"""


@dataclass(frozen=True)
class ImportTrial:
    """What `import` did.

    Args:
        name: The module.
        imported: Whether the import went well.
        error: What went wrong, with the import or with what is looked for in the module.
        file: The file that was taken.
    """

    name: str
    imported: bool
    error: str = ""
    file: str = ""

    def __repr__(self) -> str:
        told = f"import {self.name}: {'no error' if self.imported else 'fails'}."
        return f"{told} {self.error}".strip()


def import_in(
    folder: str | os.PathLike, name: str = "h5py", attribute: str = "File", limit: float = 60
) -> ImportTrial:
    """Import a module in a fresh Python that is started in a folder.

    Args:
        folder: The folder.
        name: The module. Default: h5py.
        attribute: What to look for in it then. Default: `h5py.File`.
        limit: The seconds that it may take.

    Returns:
        An `ImportTrial`. A process that dies is one whose import fails.

    Raises:
        FileNotFoundError: If there is no such folder.

    Example:

    >>> import tempfile
    >>> import_in(tempfile.gettempdir(), "json", "loads")
    import json: no error.
    """
    command = [sys.executable, "-c", _SOURCE, name, attribute]
    # As a notebook does it: the folder goes before all others.
    hidden = ("PYTHONSAFEPATH",)
    env = {key: value for key, value in os.environ.items() if key not in hidden}
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=limit, check=False
    )
    try:
        return ImportTrial(name, **json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError):
        words = done.stderr.strip().splitlines()
        return ImportTrial(name, False, words[-1] if words else f"exit code {done.returncode}")
