"""Which way to hand data to `fit`: a rule of thumb from their size and the memory there is."""

import os
from dataclasses import dataclass

from .byte_words import byte_words
from .errors import three_beats
from .whole_number import whole_number

# Of an array there are three copies at the peak: ours, TensorFlow's, and one on its way there. The
# memory lab measures it.
COPIES = 3
# What is left to others: the system, the browser, the network itself.
_SHARE = 0.8


@dataclass(frozen=True)
class Advice:
    """Which way to take, and why.

    Args:
        way: `"array"`, `"PyDataset"`, `"tf.data"` or `"train_on_batch"`.
        why: A sentence.
    """

    way: str
    why: str

    def __str__(self) -> str:
        return f"{self.way}: {self.why}"

    __repr__ = __str__


def advise(
    size: int,
    memory: int | None = None,
    *,
    many_files: bool = False,
    own_step: bool = False,
) -> Advice:
    """Advise on a way to train from data of a given size.

    Args:
        size: The bytes that the inputs and targets take as the arrays that `fit` gets: samples x
            numbers of a sample x 4 for float32.
        memory: The bytes of memory that are free. Default: as this system says.
        many_files: Whether the data are in many files, or come from elsewhere than a disk.
            Default: no.
        own_step: Whether something is to happen between batches that callbacks can't do. Default:
            no.

    Returns:
        An `Advice`.

    Raises:
        ValueError: If a size is no whole number, or this system doesn't say what memory is free.

    Example:

    >>> advise(2_000_000_000, memory=16_000_000_000)
    array: at its peak `fit` holds the data 3 times, 6.00 GB, and 16.0 GB are free.
    >>> advise(8_000_000_000, memory=16_000_000_000).way
    'PyDataset'
    """
    size = whole_number("size", size, 1)
    if memory is None:
        memory = free_memory()
    if memory is None:
        wrong = "This system doesn't say how much memory is free."
        raise ValueError(three_beats(wrong, "`memory` in bytes", memory))
    memory = whole_number("memory", memory, 1)
    whole = f"{COPIES} times, {byte_words(COPIES * size)}"
    if own_step:
        return Advice("train_on_batch", "the loop is yours, and one batch at a time is in memory.")
    if COPIES * size <= _SHARE * memory:
        why = f"at its peak `fit` holds the data {whole}, and {byte_words(memory)} are free."
        return Advice("array", why)
    why = f"as arrays the data would be in memory {whole}, and {byte_words(memory)} are free; "
    if many_files:
        return Advice("tf.data", f"{why}it reads and mixes many files at once.")
    return Advice("PyDataset", f"{why}it reads batch by batch and shuffles; `H5Dataset` is one.")


def free_memory() -> int | None:
    """Tell how much memory a new program could take without swapping.

    Returns:
        The bytes; None where the system doesn't say.

    Example:

    >>> free_memory() is None or free_memory() > 0
    True
    """
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        # macOS doesn't know this name; what it has in all is no answer.
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None
