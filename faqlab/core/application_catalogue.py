"""The catalogue of `keras.applications`: how large, how good, how fast here."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .application_facts import PUBLISHED
from .backend import keras
from .errors import one_of, three_beats
from .page_table import page_table, text_table
from .whole_number import whole_number

_HEAD = ("architecture", "MB", "parameters", "top-1", "top-5", "depth", "pixels")


@dataclass(frozen=True)
class Application:
    """One architecture, with what is published of it.

    Args:
        name: Its name in `keras.applications`.
        megabytes: The size of the file with its weights.
        top1: In how many percent of ImageNet's validation pictures its best answer is right.
        top5: In how many one of its five best is; None where it isn't published.
        millions: How many million parameters it has.
        depth: How many layers lie on the longest way through it; None where it isn't published.
        pixels: How many pixels each way its pictures have.
    """

    name: str
    megabytes: int
    top1: float
    top5: float | None
    millions: float
    depth: int | None
    pixels: int

    def cells(self) -> tuple[str, ...]:
        """Give the architecture as a row of the table."""
        return (
            self.name,
            str(self.megabytes),
            f"{self.millions:.1f} M",
            f"{self.top1:.1f}%",
            "-" if self.top5 is None else f"{self.top5:.1f}%",
            "-" if self.depth is None else str(self.depth),
            str(self.pixels),
        )


@dataclass(frozen=True)
class Catalogue:
    """Architectures; its text and its page are a table.

    Args:
        rows: An `Application` for each, the smallest first.
    """

    rows: tuple[Application, ...]

    def __str__(self) -> str:
        return text_table(_HEAD, [one.cells() for one in self.rows])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_HEAD, [one.cells() for one in self.rows])


def catalogue(most_megabytes: float | None = None, least_top1: float = 0) -> Catalogue:
    """List the architectures of `keras.applications`, as keras.io's page gives their figures.

    Args:
        most_megabytes: Only those whose weights' file is no larger. Default: all.
        least_top1: Only those whose best answer is right in this many percent. Default: 0.

    Returns:
        A `Catalogue`, the smallest first.

    Raises:
        ValueError: If none is that small and that good.

    Example:

    >>> catalogue(most_megabytes=30, least_top1=75)
    architecture      MB  parameters  top-1  top-5  depth  pixels
    MobileNetV3Large  22  5.5 M       75.6%  -      -      224
    EfficientNetB0    29  5.3 M       77.1%  93.3%  132    224
    EfficientNetV2B0  29  7.2 M       78.7%  94.3%  -      224
    """
    rows = [
        Application(name, megabytes, top1, top5, millions, depth, pixels)
        for name, (megabytes, top1, top5, millions, depth, pixels) in PUBLISHED.items()
    ]
    small = [one for one in rows if most_megabytes is None or one.megabytes <= most_megabytes]
    chosen = [one for one in small if one.top1 >= least_top1]
    if not chosen:
        asked = f"at most {most_megabytes} MB and at least {least_top1}%"
        expected = f"from {min(one.megabytes for one in rows)} MB on, and up to 86.7%"
        raise ValueError(three_beats("No architecture is like that.", expected, asked))
    return Catalogue(tuple(sorted(chosen, key=lambda one: (one.megabytes, one.name))))


def architecture(name: str) -> Callable[..., keras.Model]:
    """Find the function that builds an architecture.

    Args:
        name: Its name, such as `"MobileNetV2"`.

    Returns:
        The function of `keras.applications`; `weights=None` builds it without a download.

    Raises:
        ValueError: If there is none of that name; the message gives the nearest.

    Example:

    >>> architecture("VGG16") is keras.applications.VGG16
    True
    """
    if name not in PUBLISHED:
        wrong = f"keras.applications has no architecture {name!r}."
        raise ValueError(three_beats(wrong, one_of(str(name), PUBLISHED), name))
    return getattr(keras.applications, name)


@dataclass(frozen=True)
class Measured:
    """What was measured of one architecture here.

    Args:
        name: Its name.
        parameters: How many there are, counted.
        milliseconds: How long one picture takes, the middle of several.
        build_seconds: How long it took to build.
    """

    name: str
    parameters: int
    milliseconds: float
    build_seconds: float


@dataclass(frozen=True)
class Timing:
    """How long architectures take on this machine; its text and its page are a table.

    Args:
        rows: A `Measured` for each.
    """

    rows: tuple[Measured, ...]

    def _cells(self) -> list[tuple[str, ...]]:
        return [
            (one.name, f"{one.parameters:,}", f"{one.milliseconds:.0f}", f"{one.build_seconds:.1f}")
            for one in self.rows
        ]

    def __str__(self) -> str:
        return text_table(_TIMED, self._cells())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_TIMED, self._cells())


_TIMED = ("architecture", "parameters", "ms a picture", "s to build")


def time_architectures(*names: str, repeats: int = 3) -> Timing:
    """Build architectures without weights, and measure how long one picture takes on each.

    The time doesn't depend on what the weights are, so nothing is downloaded. A large one needs a
    minute and some gigabytes.

    Args:
        *names: Their names.
        repeats: How often each is measured, after a first run that doesn't count. Default: 3.

    Returns:
        A `Timing`.

    Raises:
        ValueError: If there is no such architecture, or none is named.
    """
    if not names:
        raise ValueError(three_beats("There is nothing to measure.", "a name", "none"))
    builders = {name: architecture(name) for name in names}
    repeats = whole_number("number of repeats", repeats, 1)
    return Timing(tuple(_measured(name, build, repeats) for name, build in builders.items()))


def _measured(name: str, build: Callable[..., keras.Model], repeats: int) -> Measured:
    begin = time.perf_counter()
    model = build(weights=None)
    built = time.perf_counter() - begin
    pixels = PUBLISHED[name][-1]
    picture = np.zeros((1, pixels, pixels, 3), "float32")
    took = []
    for _ in range(repeats + 1):
        begin = time.perf_counter()
        model.predict_on_batch(picture)
        took.append(time.perf_counter() - begin)
    parameters = model.count_params()
    del model
    gc.collect()
    return Measured(name, parameters, 1000 * float(np.median(took[1:])), built)
