"""Stop means stop: training stopped by the button and by the kernel's interrupt, many times.

Once with arrays, as people train, and once with a dataset that spares us a wait of TensorFlow's own
(see stop_fit.py), so that a late stop of ours isn't taken for one of TensorFlow's.
"""

import random
from collections import Counter

import numpy as np
from playwright.sync_api import Error as PlaywrightError
from rich.console import Console

from tests.browser.lab import LabError

from .live_lab import answer, live_lab, run
from .report import Figure

TIMES = 100
LONGEST = 2000  # ms
LATEST = 2.0  # seconds after the chart is there: while Keras compiles, in an epoch, between two

KINDS = ("dataset", "arrays")
CELLS = (
    "from tests.benchmarks import stop_fit",
    *(f"stop_fit.train({kind!r})" for kind in KINDS),
)
WAYS = {"button": "The Stop button was pressed.", "interrupt": "Interrupted; "}
TRAINING = '.faqlab-run-chart[data-state="training"]'


def measure(times: int = TIMES, kinds: tuple = KINDS) -> list[Figure]:
    """Stop training in both ways, in a random order, each at a random moment."""
    found = []
    for kind in kinds:
        order = random.sample([way for way in WAYS for _ in range(times)], len(WAYS) * times)
        results = {way: [] for way in WAYS}
        with live_lab(*CELLS) as lab:
            run(lab, 0, timeout=120)
            for way in order:
                results[way].append(_stop(lab, way, 1 + KINDS.index(kind)))
        for way in WAYS:
            found += _figures(f"{kind}, stopped by the {way}", results[way])
    return found


def _stop(lab, way: str, cell: int) -> dict:
    """Train, wait, stop; say how long it took, or what went wrong."""
    lab.run_cell(cell)
    button = lab.page.locator(f"{TRAINING} .faqlab-stop")
    asked, problem = None, ""
    try:
        button.wait_for(state="visible", timeout=20_000)
        lab.page.wait_for_timeout(random.uniform(0, LATEST) * 1000)
        if way == "button":
            button.click(timeout=5000)
            asked = lab.page.evaluate("() => faqlabClicked")
        else:
            asked = lab.page.evaluate("() => Date.now()")
            lab.interrupt()
    except PlaywrightError as error:
        problem = f"not asked: {str(error).splitlines()[0]}"
    try:
        lab.wait_cell(cell, timeout=40, allow_error=True)
    except LabError:
        return {"problem": _hung(lab)}
    told = answer(lab)
    if told is None:
        return {"problem": f"fit raised {_error(lab, cell)}"}
    if asked is None:
        return {"problem": problem}
    return _judge(lab, way, asked, told)


def _hung(lab) -> str:
    """Say where the kernel's threads are, and start a new kernel."""
    told = answer(lab)
    stacks = (lab.server.folder / "stacks.txt").read_text(encoding="utf-8")
    Console(stderr=True).print(
        f"a cell hung; told: {told}\n{stacks}", highlight=False, markup=False
    )
    lab.restart()
    run(lab, 0, timeout=120)
    return "the cell hung" if told is None else "fit returned, the cell hung"


def _show_stacks(lab) -> None:
    """Print where the kernel's threads were while nothing happened."""
    stacks = (lab.server.folder / "stacks.txt").read_text(encoding="utf-8")
    Console(stderr=True).print(stacks, highlight=False, markup=False)


def _error(lab, cell: int) -> str:
    errors = [output for output in lab.outputs(cell) if output["output_type"] == "error"]
    return errors[0]["ename"] if errors else "no error, and gave no answer"


def _judge(lab, way: str, asked: float, told: dict) -> dict:
    lag, returned = told["ended"] - asked, told["returned"] - asked
    wrong = {
        "nobody heard it": told["gave_up"],
        f"state {told['state']}": told["state"] != "stopped",
        f"why: {told['why']}": not told["why"].startswith(WAYS[way]),
        f"later than {LONGEST} ms": max(lag, returned) > LONGEST,
        "run and History differ": not told["same"],
        "the page shows other counts": not _page_agrees(lab, told),
    }
    if wrong["nobody heard it"] or max(lag, returned) > LONGEST:
        _show_stacks(lab)
    problem = "; ".join(what for what, is_so in wrong.items() if is_so)
    return {
        "problem": problem,
        "lag": lag,
        "returned": returned,
        "epochs": told["epochs"],
        "compiling": asked < told["compiled"],
    }


def _page_agrees(lab, told: dict) -> bool:
    shown = "".join(f'[data-{key}="{told[key]}"]' for key in ("state", "epochs", "batches"))
    try:
        lab.page.locator(f".faqlab-run-chart{shown}").wait_for(timeout=5000)
    except PlaywrightError:
        return False
    return True


def _figures(what: str, results: list[dict]) -> list[Figure]:
    problems = Counter(one["problem"] for one in results if one["problem"])
    whole = [one for one in results if "lag" in one]
    lags, returned = ([one[key] for one in whole] for key in ("lag", "returned"))
    told = ", ".join(f"{problem}: {count}" for problem, count in problems.items())
    unstopped = Figure(
        f"{what}: not within 2 s, or not all kept and shown",
        sum(problems.values()),
        "stops",
        count=len(results),
        most=0,
        note=told or "epochs and batches in run, History and page were the same each time",
    )
    if not lags:
        return [unstopped]
    median, most_of_them = np.percentile(lags, [50, 95]).tolist()
    later = [one["lag"] for one in whole if not one["compiling"]] or [float("nan")]
    epochs = [one["epochs"] for one in whole]
    return [
        unstopped,
        Figure(
            f"{what}: until training had ended, longest",
            max(lags),
            "ms",
            (np.percentile(lags, 25), np.percentile(lags, 75)),
            len(lags),
            most=LONGEST,
            note=f"median {median:.0f}, 95 % {most_of_them:.0f} ms; until fit returned: longest "
            f"{max(returned):.0f} ms; of the {len(later)} asked when Keras had compiled training "
            f"and validation: longest {max(later):.0f} ms; {min(epochs)} to {max(epochs)} epochs "
            "kept",
        ),
    ]
