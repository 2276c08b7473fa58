"""One training, in this process: `python -m faqlab.core.clean_child FOLDER`.

`clean_run` starts it, with the function and what to set in the file `job` of the folder; it leaves
an `answer` there, and ends at once when the pipe at its standard input does.
"""

import importlib
import os
import pickle
import re
import sys
import threading
import time
import traceback
from pathlib import Path

from .files import atomic_write


def main(folder: str) -> None:
    """Run the training and write the answer.

    Args:
        folder: Where the file `job` is.
    """
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        told = _trained(pickle.loads(Path(folder, "job").read_bytes()))
    except (Exception, SystemExit) as error:
        told = {"error": last_line(error)}
    with atomic_write(Path(folder, "answer")) as file:
        file.write(pickle.dumps(told))
    # Threads that the training left running, or the libraries' farewells, keep nobody waiting.
    os._exit(0)


def end_with_parent() -> None:
    """Wait for the end of the pipe at the standard input, then end this process at once."""
    os.read(0, 1)
    os._exit(1)


def _trained(job: dict) -> dict:
    sys.path.extend(place for place in job["path"] if place not in sys.path)
    chance = _prepared(job)
    training = pickle.loads(job["training"])
    began = time.perf_counter()
    returned = training(*job["arguments"])
    seconds = time.perf_counter() - began
    if not job["raw"]:
        from .outcome import outcome_of

        try:
            returned = outcome_of(returned)
        except TypeError as error:
            return {"error": str(error), "refused": True}
    return {
        "returned": returned,
        "seconds": seconds,
        "used": chance.used if chance else set(),
        "loaded": {"keras", "tensorflow"} & set(sys.modules),
    }


def _prepared(job: dict):
    """Seed and switch what is to be seeded and switched, before the training is even loaded."""
    if job["one_thread"]:
        from .chance import one_thread_at_a_time

        one_thread_at_a_time()
    if job["deterministic"]:
        importlib.import_module("tensorflow").config.experimental.enable_op_determinism()
    if not job["seeds"]:
        return None
    from .chance import Chance

    chance = Chance(job["seeds"])
    for name in job["modules"]:
        module = importlib.import_module(name)
        getattr(chance, f"seed_{name}")(module)
    return chance


def last_line(error: BaseException) -> str:
    """Say what an error said, and where in the function that was sent it was raised.

    Args:
        error: The error.

    Returns:
        A line: 400 characters at most, and the place.
    """
    lines = "".join(traceback.format_exception_only(error)).strip().splitlines()
    told = re.sub(r"\x1b\[[\d;]*m", "", " ".join(lines))  # Keras writes in bold
    where = traceback.extract_tb(error.__traceback__)
    ours = Path(__file__).parent
    lines = [f"line {one.lineno} of {one.name}" for one in where if not _within(one, ours)]
    told = told if len(told) <= 400 else told[:399] + "…"
    return f"{told} ({lines[0]})" if lines else told


def _within(frame: traceback.FrameSummary, folder: Path) -> bool:
    return Path(frame.filename).parent == folder


if __name__ == "__main__":
    main(*sys.argv[1:])
