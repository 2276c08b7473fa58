"""What `import faqlab` costs, in fresh processes."""

import json
import subprocess
import sys

from .report import Figure, middle

TIMES = 15
HEAVY = ("keras", "tensorflow", "matplotlib", "numpy", "IPython", "ipywidgets")

PROGRAM = f"""
import json, sys, time
start = time.perf_counter()
import faqlab
seconds = time.perf_counter() - start
print(json.dumps([seconds, [name for name in {HEAVY} if name in sys.modules]]))
"""


def measure() -> list[Figure]:
    """Import faqlab in fresh processes; say how long it took and which heavy packages came too."""
    answers = [_ask() for _ in range(TIMES + 1)][1:]  # the first one fills the disk's cache
    loaded = sorted({name for _, names in answers for name in names})
    return [
        middle("import faqlab", [seconds * 1000 for seconds, _ in answers], "ms", most=50),
        Figure(
            "Keras, TensorFlow, matplotlib loaded by it",
            len({"keras", "tensorflow", "matplotlib"} & set(loaded)),
            "packages",
            most=0,
            note=f"of {', '.join(HEAVY)}: {', '.join(loaded) or 'none'}",
        ),
    ]


def _ask() -> list:
    command = [sys.executable, "-c", PROGRAM]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
