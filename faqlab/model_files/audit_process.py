"""Look at a file in a process of its own, which may take only so much time and memory."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path

from .findings import CODES, SEVERITIES, Finding, Findings

_LEAST, _SPEED = 20.0, 20e6  # seconds; bytes a second: slower than any disk
_MEMORY = 3 << 29  # bytes of addresses: 1.5 GB; numpy and HDF5 take most of it, and use little
_DISK = 2 << 30  # bytes of one file: weights that are packed are unpacked into a nameless one

# The folder of the file, and what else a process would import from, is none of the search path.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from faqlab.model_files.audit_process import _main; _main()"
)


def examine_apart(
    path: str | os.PathLike, custom: Iterable[str] = (), limit: float | None = None
) -> tuple[str, tuple[Finding, ...], int]:
    """Look at a file in another process, which knows neither Keras nor TensorFlow.

    Args:
        path: The file or folder.
        custom: Names of the reader's own classes and functions. Default: none.
        limit: The seconds that it may take. Default: 20, and one more for each 20 MB.

    Returns:
        The kind of file; what was found; how many bytes of memory it took, 0 if that isn't known.
        A process that dies or takes too long is a finding.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "model.keras")
    >>> _ = path.write_bytes(b"")
    >>> [one.code for one in examine_apart(path)[1]]
    ['empty']
    """
    if limit is None:
        limit = _LEAST + os.stat(path).st_size / _SPEED
    request = json.dumps({"path": os.path.abspath(path), "custom": list(custom), "limit": limit})
    command = [sys.executable, "-I", "-S", "-c", _START, json.dumps(_search_path())]
    try:
        done = subprocess.run(
            command,
            input=request.encode(),
            capture_output=True,
            timeout=limit,
            check=False,
            env=_environment(),
        )
        return _answer(path, done)
    except subprocess.TimeoutExpired:
        return _unexamined(path, f"It takes more than {limit:g} seconds to look at it.")


def _answer(
    path: str | os.PathLike, done: subprocess.CompletedProcess
) -> tuple[str, tuple[Finding, ...], int]:
    try:
        told = json.loads(done.stdout)
        findings = tuple(Finding(*map(str, one)) for one in told["findings"])
        known = all(one.code in CODES and one.severity in SEVERITIES for one in findings)
        if known:
            return str(told["format"]), findings, int(told["peak"])
    except (ValueError, TypeError, KeyError):
        pass
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    why = lines[-1] if lines else f"exit code {done.returncode}"
    return _unexamined(path, f"The process that looked at it ended early ({why}).")


def _unexamined(path: str | os.PathLike, reason: str) -> tuple[str, tuple[Finding, ...], int]:
    found = Findings()
    found.add("limits", Path(path).name, f"It couldn't be examined within the limits. {reason}")
    return "", tuple(found), 0


def _search_path() -> list[str]:
    """Where this process imports from, but not from where the file may lie."""
    here = os.path.realpath(os.getcwd())
    ours = str(Path(__file__).resolve().parents[2])
    paths = [one for one in sys.path if one and os.path.realpath(one) != here]
    return [*(one for one in paths if one != ours), ours]


def _environment() -> dict[str, str]:
    """What the process needs to run at all, and one thread: more only take addresses."""
    needed = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "HOME", "LANG")
    kept = {name: os.environ[name] for name in needed if name in os.environ}
    return kept | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def _main() -> None:
    request = json.loads(sys.stdin.buffer.read())
    _limit(request["limit"])
    from .examine import examine

    found = Findings()
    kind = examine(Path(request["path"]), found, frozenset(request["custom"]))
    told = {"format": kind, "findings": [astuple(one) for one in found], "peak": _peak()}
    sys.stdout.write(json.dumps(told))


def _limit(seconds: float) -> None:
    """Let the system end what takes too much; Windows has no such limits."""
    try:
        import resource
    except ImportError:
        return
    limits = {"RLIMIT_AS": _MEMORY, "RLIMIT_CPU": int(seconds) + 1, "RLIMIT_FSIZE": _DISK}
    limits["RLIMIT_CORE"] = 0
    for name, most in limits.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):  # macOS takes some only
            which = getattr(resource, name)
            _, hard = resource.getrlimit(which)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(which, (most, hard))


def _peak() -> int:
    """The most memory that this process had, in bytes; 0 where that isn't known."""
    with contextlib.suppress(OSError):  # Linux; its rusage also counts what started this process
        for line in Path("/proc/self/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
