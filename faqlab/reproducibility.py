"""How can I obtain reproducible results during development?

Call `keras.utils.set_random_seed(42)` before anything else: it seeds Python's `random`, NumPy and
the backend, and on a CPU two runs are then mostly equal to the last bit. `run_twice` says whether
yours are, `blame` names what makes them differ, and `luck` tells a better network from a better
throw of the dice.
"""

from .claims.reproducibility import CLAIMS
from .core.blame import blame
from .core.blame_report import Blame, Source
from .core.luck import Luck, luck
from .core.sameness import Gap, Sameness, run_twice, score
from .exercises.reproducibility import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "Blame",
    "Gap",
    "Luck",
    "Sameness",
    "Source",
    "blame",
    "luck",
    "predict",
    "q1",
    "q2",
    "q3",
    "run_twice",
    "score",
]
