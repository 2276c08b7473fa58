"""All lessons without a network: how long they take, and whether they write elsewhere."""

import sys
import tempfile
import time
from pathlib import Path

from tests.alone import alone, why_not

from .report import Figure

_MINUTES = 12


def measure() -> list[Figure]:
    """Run all lessons as `faqlab run --all` does, with no network and one folder to write to."""
    if why := why_not():
        return [Figure("all lessons", None, "min", note=why)]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        done = alone(Path(folder), sys.executable, "-m", "faqlab", "run", "--all")
        minutes = (time.monotonic() - began) / 60
        lines = [line.split() for line in done.stdout.splitlines()]
        written = sorted(one.name for one in Path(folder, "home").iterdir())
    lessons = {line[1]: float(line[2]) for line in lines if line[0] in ("ok", "failed")}
    failed = sum(line[0] == "failed" for line in lines)
    figures = [
        Figure("all lessons, no network, a read-only disk", minutes, "min", most=_MINUTES),
        Figure("lessons that failed", failed, "", count=len(lessons), most=0),
        Figure("files left in the home folder", len(written), "", most=0, note=" ".join(written)),
    ]
    return figures + [Figure(name, seconds, "s") for name, seconds in lessons.items()]
