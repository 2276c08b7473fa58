"""What a callback adds to training: LiveCurves, its parts, and its peers, in a real notebook.

Three measures of the main thread's CPU time, each with against without, in alternated pairs:
all that the epochs took (everything is in it, and much noise: other work on the machine slows the
training itself); the median step (resolved to some microseconds, but it sees only what is done in
every step); and, for LiveCurves, the median step plus what its messages and its epochs' ends took
by the clock. The bars are compared with the last.
"""

import numpy as np

from .live_lab import answer, live_lab, run
from .report import Figure, middle, missing

ROUNDS = 15
MAIN, PROCESS, WALL = range(3)
OURS, PEER = "LiveCurves", "livelossplot PlotLossesKeras"

CELLS = (
    "from tests.benchmarks.live_lab import tell\n"
    "from tests.benchmarks.training_fits import Fits\n"
    "fits = Fits()",
    "fits.round()",
    "tell(fits.told())",
)


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Fit with and without each callback, alternated; a page is open and shows what there is."""
    with live_lab(*CELLS) as lab:
        run(lab, 0, timeout=300)
        for _ in range(rounds):
            run(lab, 1, timeout=300)
        run(lab, 2)
        told = answer(lab)
    return figures(told)


def figures(told: dict) -> list[Figure]:
    """Turn the pairs into figures."""
    pairs = told["pairs"]
    bare = np.array([p["bare"]["loop"] for of_one in pairs.values() for p in of_one])
    bare = bare / told["steps"] * 1e3
    main, process, _ = np.median(bare, axis=0)
    found = [
        Figure(
            "bare step of the network chosen",
            told["step"] * 1e3,
            "ms",
            note=f"nearest to 2 ms that this machine gave; layers of {told['width']}",
        ),
        middle(
            "bare fit, per step, with the step's share of validation",
            bare[:, WALL],
            "ms",
            note=f"CPU: main thread {main:.2f} ms, process {process:.2f} ms",
        ),
    ]
    found += _of_live_curves(OURS, pairs, told) + _of_live_curves(OURS + told["long"], pairs, told)
    found += _against_livelossplot(pairs, told)
    for name in pairs:
        found += _of_one(name, pairs[name], told)
    return found + [missing(name, package) for name, package in told["absent"].items()]


def _added(pairs: list[dict], told: dict) -> tuple[np.ndarray, np.ndarray]:
    """Give what LiveCurves adds in every step, and a step's share of the rest, in microseconds."""
    own = np.array([p["with"]["own"] for p in pairs]) / told["steps"] * 1e6
    return _differences(pairs, "step") * 1e6, own


def _of_live_curves(name: str, pairs: dict, told: dict) -> list[Figure]:
    ours = pairs[name]
    steps, own = _added(ours, told)
    training = np.array([p["bare"]["loop"][WALL] for p in ours]) / told["steps"] * 1e6
    messages = sum(p["with"]["messages"] for p in ours)
    rest = _differences(ours, "rest")[:, MAIN] * 1e3
    return [
        middle(
            f"{name}: added per step",
            steps + own,
            "us of main-thread CPU",
            note=f"{np.median(steps):.0f} in every step, {np.median(own):.0f} its share of "
            f"messages and epoch ends; {messages / len(ours):.1f} messages a fit",
        ),
        middle(
            f"{name}: share of training time",
            (steps + own) / training * 100,
            "%",
            most=2,
            note=f"bare, by the wall clock, all that is in an epoch: {np.median(training):.0f} us "
            "a step",
        ),
        middle(f"{name}: share of a step of 2 ms", (steps + own) / 2000 * 100, "%", most=2),
        middle(f"{name}: once a fit, the chart", rest, "ms of main-thread CPU"),
    ]


def _against_livelossplot(pairs: dict, told: dict) -> list[Figure]:
    still = Figure(f"{OURS}: once a cell, the still picture", told["still"] * 1e3, "ms of CPU")
    if PEER not in pairs:
        return [still]
    per_epoch = told["steps"] // told["epochs"]
    mine = np.median(sum(_added(pairs[OURS], told))) * per_epoch / 1e3
    theirs = np.median(_differences(pairs[PEER], "loop")[:, MAIN]) / told["epochs"] * 1e3
    return [
        still,
        Figure(
            f"{OURS} / livelossplot, per epoch",
            mine / theirs,
            "of the CPU",
            most=1 / 20,
            note=f"{mine:.2f} ms / {theirs:.0f} ms, {per_epoch} steps an epoch",
        ),
    ]


def _of_one(name: str, pairs: list[dict], told: dict) -> list[Figure]:
    steps = _differences(pairs, "step") * 1e6
    loops = _differences(pairs, "loop") / told["steps"] * 1e6
    main, process, wall = np.median(loops, axis=0)
    epoch = main * told["steps"] / (1 if name.endswith(told["long"]) else told["epochs"]) / 1e3
    low, high = np.percentile(loops[:, MAIN], [25, 75])
    return [
        middle(
            f"{name}: added to the median step",
            steps,
            "us of main-thread CPU",
            note=f"all in: {main:+.0f} us a step ({low:+.0f} .. {high:+.0f}) = "
            f"{epoch:+.1f} ms an epoch; process CPU {process:+.0f} us a step, "
            f"wall {wall:+.0f}",
        )
    ]


def _differences(pairs: list[dict], key: str) -> np.ndarray:
    """Subtract the bare fits from those with the callback, pair by pair."""
    return np.array([p["with"][key] for p in pairs]) - np.array([p["bare"][key] for p in pairs])
