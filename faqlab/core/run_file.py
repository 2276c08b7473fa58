"""A run as a file: numpy's `.npz`, a zip with checksums, holding numbers and one JSON header."""

import io
import json
import os
import zipfile
import zlib
from pathlib import Path

import numpy as np

from .errors import three_beats
from .files import atomic_write
from .run import Run
from .table import Table

_FORMAT = "faqlab run 1"
_TOLD = ("name", "state", "why", "planned_epochs", "steps")


def save_run(run: Run, path: str | os.PathLike) -> None:
    """Save a run, all or nothing: see `Run.save`.

    Args:
        run: The run; one still in training is saved as far as it has come.
        path: Where to.
    """
    tables = {"batches": run.batches, "epochs": run.epochs}
    header = {
        "format": _FORMAT,
        "means": sorted(run.means),
        "columns": {key: table.columns for key, table in tables.items()},
        **{key: getattr(run, key) for key in _TOLD},
    }
    arrays = {"header": np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)}
    for key, table in tables.items():
        rows = len(table)
        arrays[key] = np.array([table[name][:rows] for name in table.columns])
        arrays[f"{key}_reported"] = np.array([table.reported(n)[:rows] for n in table.columns])
    with atomic_write(path) as file:
        np.savez(file, **arrays)


def load_run(path: str | os.PathLike) -> Run:
    """Load a run: see `Run.load`. Nothing in the file is executed.

    Args:
        path: The file.

    Returns:
        The run.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file isn't a whole saved run.
    """
    data = Path(path).read_bytes()
    try:
        if not data.startswith(b"PK"):
            raise ValueError("no zip file")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            header = json.loads(arrays["header"].tobytes())
            if header["format"] != _FORMAT:
                raise ValueError(f"the format is {header['format']!r}")
            run = Run(header["name"])
            run.means = frozenset(header["means"])
            for key in _TOLD:
                setattr(run, key, header[key])
            run.batches = _table(header, arrays, "batches")
            run.epochs = _table(header, arrays, "epochs")
            return run
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        MemoryError,
        NotImplementedError,
        OSError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        raise ValueError(
            three_beats(
                f"{path}, {len(data)} bytes, can't be read as a run ({str(error)[:120]}).",
                "a whole file that run.save() wrote, a zip that starts with b'PK'",
                data[:8],
                "If it was cut off or changed, take an older copy, or train again.",
            )
        ) from error


def _table(header: dict, arrays: np.lib.npyio.NpzFile, key: str) -> Table:
    names, values, reported = header["columns"][key], arrays[key], arrays[f"{key}_reported"]
    if not len(names) == len(values) == len(reported):
        raise ValueError(f"the {key} table has {len(names)} names for {len(values)} columns")
    return Table.from_columns(
        dict(zip(names, values, strict=True)), dict(zip(names, reported, strict=True))
    )
