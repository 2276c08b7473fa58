"""Figures with their spread and their bar; the table and the JSON file they go into."""

import json
import os
import platform
import sys
import time
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

PACKAGES = (
    *("faqlab", "keras", "tensorflow", "numpy", "jupyterlab", "ipykernel", "ipywidgets"),
    *("anywidget", "playwright", "livelossplot", "plotly", "tensorboard"),
)


@dataclass
class Figure:
    """One measured number.

    Args:
        what: What was measured.
        value: The number, a median where there are several; None where it couldn't be measured.
        unit: Its unit.
        quartiles: The first and the third quartile of what it is the median of.
        count: How many there were: pairs of fits, messages, stops.
        most: The bar, where the number must not be above it.
        least: The bar, where the number must not be below it.
        note: What a reader needs to know beside it.
    """

    what: str
    value: float | None
    unit: str
    quartiles: tuple[float, float] | None = None
    count: int | None = None
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the bar is met as measured; None where there is no bar or no number."""
        if self.value is None or (self.most is None and self.least is None):
            return None
        above = self.least is None or self.value >= self.least
        return bool(above and (self.most is None or self.value <= self.most))


def middle(what: str, values: object, unit: str, **more) -> Figure:
    """Make a figure of the median of several values, with its quartiles and its count."""
    low, median, high = np.percentile(values, [25, 50, 75]).tolist()
    return Figure(what, median, unit, (low, high), len(values), **more)


def missing(what: str, package: str) -> Figure:
    """Make the figure of a peer that isn't there."""
    return Figure(what, None, "", note=f"{package} is not installed")


def machine() -> dict:
    """Say on what was measured: processor, cores, memory, load, versions, date."""
    return {
        "date": time.strftime("%Y-%m-%d %H:%M %z"),
        "python": sys.version.split()[0],
        "system": platform.platform(terse=True),
        "processor": _line("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory": _line("/proc/meminfo", "MemTotal"),
        "load average at the start": _load(),
        "versions": {name: _version(name) for name in PACKAGES},
    }


def write(path: str, facts: dict, groups: dict[str, list[Figure]]) -> None:
    """Write everything as a JSON file."""
    figures = {
        name: [asdict(one) | {"met": one.met} for one in group] for name, group in groups.items()
    }
    text = json.dumps({"machine": facts, "figures": figures}, indent=2)
    Path(path).write_text(text + "\n", encoding="utf-8")


def show(facts: dict, groups: dict[str, list[Figure]]) -> None:
    """Print the machine and a table of all figures."""
    console = Console()
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    told = "; ".join(f"{key}: {value}" for key, value in facts.items() if key != "versions")
    console.print(f"{told}; load average at the end: {_load()}", highlight=False)
    console.print(versions, highlight=False)
    table = Table("what", "measured", "quartiles", "n", "bar", "met", "note", show_lines=True)
    for name, group in groups.items():
        table.add_row(f"[bold]{name}")
        for one in group:
            table.add_row(
                one.what,
                "-" if one.value is None else f"{_short(one.value)} {one.unit}",
                "" if one.quartiles is None else " .. ".join(map(_short, one.quartiles)),
                "" if one.count is None else str(one.count),
                _bar(one),
                {None: "", True: "[green]yes", False: "[red]no"}[one.met],
                one.note,
            )
    console.print(table)


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 1000 else f"{number:.3g}"


def _bar(one: Figure) -> str:
    if one.most is not None:
        return f"<= {_short(one.most)} {one.unit}"
    return "" if one.least is None else f">= {_short(one.least)} {one.unit}"


def _load() -> str:
    loads = os.getloadavg() if hasattr(os, "getloadavg") else ()
    return " ".join(f"{load:.1f}" for load in loads) or "not known"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _line(path: str, key: str) -> str:
    if not Path(path).exists():
        return ""
    lines = Path(path).read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")
