"""Run a script as one of several workers: it ends when the process that started it does."""

import os
import runpy
import signal
import sys
import threading


def _end_with_starter(pipe: int) -> None:
    """Wait for the end of a pipe that only the starter can write to, then end all at once."""
    while os.read(pipe, 1024):
        pass
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)  # this process, and those that it started
    os._exit(1)


def _main(script: str, *arguments: str) -> None:
    pipe = os.dup(0)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    threading.Thread(target=_end_with_starter, args=(pipe,), daemon=True).start()
    sys.argv = [script, *arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(script))
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    _main(*sys.argv[1:])
