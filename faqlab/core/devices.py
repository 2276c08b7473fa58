"""What this machine has to compute on, for each backend; and why a GPU isn't seen."""

import html
from collections.abc import Iterable
from dataclasses import dataclass

from .backends import installed_backends
from .errors import one_of, three_beats
from .gpu_backends import Seen, seen
from .gpu_machine import Machine, machine
from .gpu_reasons import Reason, reasons
from .page_table import page_table, text_table

_HEAD = ("backend", "version", "devices", "why no GPU")


@dataclass(frozen=True)
class Devices:
    """What each backend computes on, and why it sees no GPU; its text and its page are a table.

    Args:
        machine: What the machine has.
        backends: What each backend sees.
    """

    machine: Machine
    backends: tuple[Seen, ...]

    @property
    def reasons(self) -> dict[str, tuple[Reason, ...]]:
        """For each backend the reasons why it sees no GPU, in the order in which to remove them."""
        return {one.backend: reasons(self.machine, one) for one in self.backends}

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: backend, version, devices, why no GPU; a row for each reason."""
        rows = []
        for one in self.backends:
            first = (one.backend, one.version or "-", ", ".join(one.devices) or "-")
            for reason in self.reasons[one.backend] or (None,):
                rows.append((*first, reason.name if reason else ""))
                first = ("", "", "")
        return rows

    def __str__(self) -> str:
        remedies = [f"- {one}" for one in self._remedies()]
        return "\n".join([text_table(_HEAD, self.rows()), self._sum_up(), *remedies])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        marked = [i for i, row in enumerate(self.rows()) if row[3]]
        remedies = "".join(f"<li>{html.escape(one)}</li>" for one in self._remedies())
        return f"{page_table(_HEAD, self.rows(), marked, self._sum_up())}<ul>{remedies}</ul>"

    def _remedies(self) -> list[str]:
        told = [str(reason) for found in self.reasons.values() for reason in found]
        return list(dict.fromkeys(told))

    def _sum_up(self) -> str:
        with_gpu = [one.backend for one in self.backends if one.gpus]
        if with_gpu:
            return f"A GPU is seen by {', '.join(with_gpu)}, and is used without being asked."
        there = ", ".join(self.machine.gpus)
        if there:
            return f"The driver names {there}, but no backend sees it."
        return "No backend sees a GPU: all runs on the CPU."


def devices(backends: Iterable[str] | None = None) -> Devices:
    """Say what each backend computes on here, and why it sees no GPU.

    Args:
        backends: Which ones. Default: all that are installed. One that isn't loaded is asked in a
            process of its own, which takes some seconds.

    Returns:
        A `Devices`.

    Raises:
        ValueError: If there is no such backend, or it isn't installed.

    Example:

    >>> [one.backend for one in devices(["tensorflow"]).backends]
    ['tensorflow']
    """
    there = installed_backends()
    chosen = there if backends is None else tuple(backends)
    for name in chosen:
        if name not in there:
            wrong = f"The backend {name!r} isn't installed."
            raise ValueError(three_beats(wrong, one_of(name, there), name))
    return Devices(machine(), seen(chosen))
