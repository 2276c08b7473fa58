"""A process and all that it started, ended together."""

import contextlib
import os
import signal
import subprocess
import sys

WINDOWS = sys.platform == "win32"

# Hand this to `subprocess.Popen`: a group of its own, which the terminal's Ctrl-C doesn't reach.
OWN_GROUP = {"start_new_session": not WINDOWS}


def kill_tree(process: subprocess.Popen) -> None:
    """End a process that was started with `OWN_GROUP`, and what it started.

    Args:
        process: The process; it may have ended already, and left others behind.

    Example:

    >>> process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1, **OWN_GROUP)
    >>> kill_tree(process)
    >>> process.poll() is None
    False
    """
    with contextlib.suppress(OSError):
        if WINDOWS:
            tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(tree, capture_output=True, check=False)
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    if process.stdin:
        process.stdin.close()
