"""What is set for a training before its process starts, and within it before it begins."""

import functools
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

# What is read from outside when a process starts, and changes how it computes. A cluster's workers
# have values of their own, which would be the results' too.
_OUTSIDE = ("KERAS_BACKEND", "TF_DETERMINISTIC_OPS", "TF_ENABLE_ONEDNN_OPTS")
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)


@dataclass(frozen=True)
class Settings:
    """What is set for one training before it begins.

    Args:
        hash_seed: `PYTHONHASHSEED`. Default: as this process was started.
        seeds: A seed for each source of `faqlab.core.chance`. Default: nothing is seeded.
        modules: Which of "keras", "tensorflow" and "torch" to seed. Default: none is loaded.
        deterministic: Whether TensorFlow's operations are to be deterministic. Default: False.
        one_thread: Whether to compute with one thread at a time. Default: False.
        arguments: What to call the training with. Default: nothing.
        raw: Give what the training returns as it is, not as an `Outcome`. Default: False.
    """

    hash_seed: int | None = None
    seeds: Mapping[str, int] | None = None
    modules: tuple[str, ...] = ()
    deterministic: bool = False
    one_thread: bool = False
    arguments: tuple = ()
    raw: bool = False

    def environment(self) -> dict[str, str | None]:
        """Give the environment variables to set, and those to unset as None."""
        told = {name: os.environ.get(name) for name in (*_OUTSIDE, *_THREADS)}
        fixed = hash_seed_outside()
        told["PYTHONHASHSEED"] = fixed if self.hash_seed is None else str(self.hash_seed)
        return told | (dict.fromkeys(_THREADS, "1") if self.one_thread else {})


def hash_seed_outside() -> str | None:
    """Tell the hash seed that this process was started with.

    Returns:
        The text of `PYTHONHASHSEED`; None where hashes are random. What was set after the start
        has no effect here, and counts for nothing: a Dask cluster on this machine does that.

    Example:

    >>> hash_seed_outside() is None or hash_seed_outside().isdigit()
    True
    """
    value = os.environ.get("PYTHONHASHSEED", "random")
    return value if value.isdigit() and _hash_with(value) == hash("faqlab") else None


@functools.cache
def _hash_with(seed: str) -> int:
    program = [sys.executable, "-c", "print(hash('faqlab'))"]
    return int(subprocess.check_output(program, env=os.environ | {"PYTHONHASHSEED": seed}))
