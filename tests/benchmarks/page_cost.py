"""How soon and how often the page repaints, and what many points cost it, in a real JupyterLab."""

import statistics

import numpy as np

from .live_lab import answer, live_lab, paints, run
from .report import Figure, middle

SECONDS = 30
APPENDS = 120
SIZES = (10**4, 10**5, 10**6)
OPENINGS = 5
REDRAWS = 30

CELLS = (
    "from tests.benchmarks import page_runs",
    f"page_runs.watch_fit({SECONDS})",
    f"page_runs.append_slowly({APPENDS})",
    "page_runs.open_chart()",
    f"page_runs.grow({SIZES[-1]})",
    *(f"page_runs.keep({rows})" for rows in SIZES),
)
WATCH, APPEND, OPEN, GROW, KEEP = 1, 2, 3, 4, 5


def measure() -> list[Figure]:
    """Watch a fit, time appends, draw runs of many batches, and let one grow to a million."""
    with live_lab(*CELLS) as lab:
        run(lab, 0)
        found = [*_during_fit(lab), *_appends(lab)]
        for place, rows in enumerate(SIZES):
            found += _many(lab, KEEP + place, rows)
        return found + _growing(lab)


def _during_fit(lab) -> list[Figure]:
    paints(lab)
    run(lab, WATCH, timeout=SECONDS + 120)
    told = answer(lab)
    seen = [p for p in paints(lab) if p["state"] == "training" and p["sent"]]
    fresh = list({p["batches"]: p for p in reversed(seen)}.values())[::-1]
    times = [p["painted"] for p in fresh]
    gaps = np.diff(times)
    delays = [p["painted"] - p["sent"] for p in {p["sent"]: p for p in reversed(seen)}.values()]
    return [
        Figure(
            "during fit: distinct pictures painted",
            (len(times) - 1) / (times[-1] - times[0]) * 1000,
            "a second",
            count=len(times),
            least=5,
            note=f"gaps: median {np.median(gaps):.0f}, 95 % {np.percentile(gaps, 95):.0f}, longest "
            f"{gaps.max():.0f} ms; bare step {told['step'] * 1e3:.1f} ms",
        ),
        *_delays("during fit: from send to paint", delays, most=50),
        middle("during fit: script of one redraw", [p["script"] for p in fresh], "ms"),
    ]


def _appends(lab) -> list[Figure]:
    paints(lab)
    run(lab, APPEND)
    appended = {int(batches): moment for batches, moment in answer(lab).items()}
    first = {}
    for paint in paints(lab):
        first.setdefault(paint["batches"], paint)
    delays = [first[n]["painted"] - appended[n] for n in appended if n in first]
    return _delays("kernel idle: from append to paint", delays)


def _delays(what: str, delays: list[float], most: float | None = None) -> list[Figure]:
    last = Figure(
        f"{what}, 95 %",
        float(np.percentile(delays, 95)),
        "ms",
        count=len(delays),
        most=most,
        note=f"longest {max(delays):.0f} ms",
    )
    return [middle(f"{what}, median", delays, "ms"), last]


def _many(lab, cell: int, rows: int) -> list[Figure]:
    run(lab, cell)
    kernel = answer(lab)
    paints(lab)
    waits, memory = [], []
    for _ in range(OPENINGS):
        run(lab, OPEN)
        lab.page.wait_for_function(f"() => faqlabPaints.some((p) => p.batches === {rows})")
        told = answer(lab)
        waits.append(
            next(p["painted"] for p in paints(lab) if p["batches"] == rows) - told["begin"]
        )
        memory.append(told["memory"])
    scripts, points = _redraw(lab)
    exponent = len(str(rows)) - 1
    bar = {"most": 1000} if rows == SIZES[-1] else {}
    page = _page_memory(lab)
    return [
        middle(
            f"10^{exponent} batches: from asking for the chart to its picture",
            waits,
            "ms",
            **bar,
            note=f"longest {max(waits):.0f} ms; {points} points a curve in the page",
        ),
        middle(f"10^{exponent} batches: script of one redraw", scripts, "ms"),
        Figure(
            f"10^{exponent} batches: the page's heap and arrays",
            page,
            "MiB",
            note="JupyterLab's own share included; it grows with every chart opened before",
        ),
        Figure(
            f"10^{exponent} batches: the kernel's memory for the run",
            kernel["after"] - kernel["before"],
            "MiB",
            note=f"{OPENINGS} charts of it: {memory[-1] - kernel['after']:+.0f} MiB",
        ),
    ]


def _redraw(lab) -> tuple[list[float], int]:
    """Move the mouse over the chart; give the time of each redraw's script, and the points."""
    canvas = lab.page.locator(".faqlab-panel canvas").last
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    paints(lab)
    for move in range(REDRAWS):
        lab.page.mouse.move(box["x"] + 60 + 5 * move, box["y"] + 60)
        lab.page.wait_for_function("count => faqlabPaints.length > count", arg=move)
    seen = paints(lab)
    return [p["script"] for p in seen], seen[-1]["points"]


def _growing(lab) -> list[Figure]:
    before = _page_memory(lab)
    paints(lab)
    run(lab, GROW, timeout=600)
    lab.page.wait_for_function("() => faqlabPaints.some((p) => p.state === 'completed')")
    told, seen = answer(lab), paints(lab)
    scripts = [p["script"] for p in seen if p["batches"] > SIZES[-1] / 2]
    rows = SIZES[-1]
    return [
        Figure(
            "growing to 10^6 batches: an append",
            told["median"] * 1e6,
            "us",
            count=rows,
            note=f"messages included {told['whole'] / rows * 1e6:.1f} us; "
            f"longest {told['longest'] * 1e3:.0f} ms",
        ),
        Figure(
            "growing to 10^6 batches: sent to the page",
            told["bytes"] / 2**20,
            "MiB",
            note=f"{told['messages']} messages, the largest {told['largest'] / 2**10:.0f} KiB",
        ),
        Figure("growing to 10^6 batches: the kernel's memory", told["grown"], "MiB"),
        Figure("growing to 10^6 batches: the page's", _page_memory(lab) - before, "MiB"),
        Figure(
            "growing to 10^6 batches: script of one redraw, second half",
            statistics.median(scripts),
            "ms",
            count=len(scripts),
        ),
    ]


def _page_memory(lab) -> float:
    """Give what the page's script holds after a collection, its arrays included, in MiB."""
    session = lab.page.context.new_cdp_session(lab.page)
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    session.detach()
    return (usage["usedSize"] + usage.get("backingStorageSize", 0)) / 2**20
