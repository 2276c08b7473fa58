"""JupyterLab as a child of `faqlab lab`: checked before it starts, ended when we end."""

import contextlib
import importlib.util
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from faqlab.core.errors import three_beats

from .errors import fail

HOST = "127.0.0.1"
PATIENCE = 20  # seconds that JupyterLab has to end its kernels and itself
WINDOWS = sys.platform == "win32"
# The address, warnings and errors are enough to read. And a lesson needs no network: no question
# about news, no look for updates.
QUIET = (
    "--log-level=WARN",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)


def check_jupyterlab() -> None:
    """End the command if JupyterLab isn't installed."""
    if importlib.util.find_spec("jupyterlab") is None:
        fail(
            three_beats(
                "JupyterLab is not installed.",
                "the package 'jupyterlab' in the Python that runs faqlab",
                sys.executable,
                "`python -m pip install jupyterlab` brings it; `faqlab lab --copy-only` copies "
                "the lessons without it.",
            )
        )


def check_port(port: int) -> None:
    """End the command if `port` can't be served on.

    Args:
        port: The port on this computer.
    """
    with socket.socket() as probe:
        if WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # As JupyterLab does: a port whose last server has just gone is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            reason = "needs an administrator" if isinstance(error, PermissionError) else "is taken"
            fail(
                three_beats(
                    f"Port {port} {reason}.",
                    "a free port",
                    port,
                    "Leave --port away, and a free one is found, or choose another.",
                )
            )


def serve(
    folder: Path,
    notebook: str,
    port: int | None = None,
    browser: bool = True,
    allow_root: bool = False,
) -> int:
    """Run JupyterLab on a folder until it ends, or until Ctrl-C, which ends it.

    Args:
        folder: The folder to serve.
        notebook: The notebook to open first; the folder itself where it is missing.
        port: The port. Default: 8888, or the next one that is free.
        browser: Whether to open a browser. Default `True`.
        allow_root: Whether JupyterLab may run as root. Default `False`.

    Returns:
        The exit code: 0 after Ctrl-C, else that of JupyterLab.
    """
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.ip={HOST}", *QUIET]
    if port is not None:
        command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        command.append("--no-browser")
    if allow_root:
        command.append("--allow-root")
    if (folder / notebook).is_file():
        command.append(f"--LabApp.default_url=/lab/tree/{notebook}")
    # A group of its own: the terminal's Ctrl-C comes to us alone, and JupyterLab gets from us
    # the one signal that it obeys without asking back. Windows has no such signal: there
    # Ctrl-C reaches both of us.
    with (
        _every_signal_as_interrupt(),
        subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, start_new_session=not WINDOWS
        ) as child,
    ):
        try:
            return child.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            _end(child)


@contextlib.contextmanager
def _every_signal_as_interrupt() -> Iterator[None]:
    """Take a closed terminal (SIGHUP) and a polite kill (SIGTERM) for Ctrl-C."""
    signals = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {one: signal.getsignal(one) for one in signals}
    for one, handler in before.items():
        if handler == signal.SIG_DFL:  # `nohup` wants a closed terminal ignored
            signal.signal(one, _interrupt)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _end(child: subprocess.Popen) -> None:
    if child.poll() is not None:
        return
    if not WINDOWS:
        child.terminate()
    try:
        child.wait(PATIENCE)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()
