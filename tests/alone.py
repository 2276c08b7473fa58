"""A command in a world of its own: no network, and nothing can be written but in one folder.

python -m tests.alone FOLDER COMMAND...

Linux's namespaces do it: a lesson that asks the network gets none, one that writes elsewhere meets
a read-only disk. What Jupyter, IPython, matplotlib and Keras keep for themselves goes into the
folder too; what is left in its `home` was written there by a lesson.
"""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

_SET_FLAGS, _UP = 0x8914, 1  # SIOCSIFFLAGS and IFF_UP, of Linux's <net/if.h>
_OWN = {
    "HOME": "home",
    "TMPDIR": "tmp",
    "KERAS_HOME": "keras",
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "jupyter",
    "JUPYTER_DATA_DIR": "jupyter",
    "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
    "MPLCONFIGDIR": "matplotlib",
    "XDG_CACHE_HOME": "cache",
}


def why_not() -> str:
    """Say why there can't be such a world here; empty if there can."""
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        return "it takes Linux and its program `unshare`"
    tried = subprocess.run(
        ["unshare", "-rnm", "mount", "-o", "remount,bind,ro", "/"], capture_output=True, check=False
    )
    return "" if tried.returncode == 0 else "namespaces are not allowed here"


def alone(folder: Path, *command: str, timeout: float | None = None) -> subprocess.CompletedProcess:
    """Run a command in a world of its own.

    Args:
        folder: The only folder that it can write to, and its working folder.
        *command: The program and its arguments.
        timeout: The seconds that it may take. Default: no limit.

    Returns:
        What came of it, with its output as text.
    """
    for name in _OWN.values():
        (folder / name).mkdir(parents=True, exist_ok=True)
    env = os.environ | {name: str(folder / place) for name, place in _OWN.items()}
    env |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(
        ["unshare", "-rnm", "--kill-child", sys.executable, "-m", __name__, str(folder), *command],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def _enter(folder: str) -> None:
    """Shut the door behind this process, which is root of its own namespaces."""
    for options in (["--bind", folder, folder], ["-o", "remount,bind,ro", "/"]):
        subprocess.run(["mount", *options], check=True)
    os.chdir(folder)  # as it is mounted now
    # Kernels are spoken to over the loopback device, which is down at first.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP))


if __name__ == "__main__":
    _enter(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])
