"""Which operation ran on which device, as TensorFlow's runtime tells it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import three_beats
from .page_table import page_table, text_table
from .run_picture import COMPARE, VAL
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COPY = "(copy from another device)"
# What holds a graph together and computes nothing.
_BOOKKEEPING = {"Arg", "Retval", "DeviceArg", "DeviceRetval", "Send", "HostSend", "NoOp"}
_BOOKKEEPING |= {"Const", "EagerConst", "Identity", "IdentityN", "Placeholder"}
_MOST_ROWS = 14  # of a picture


@dataclass(frozen=True)
class Placement:
    """Which operation ran on which device; its text and its page are a table, with a picture.

    Args:
        counts: How often each operation ran on each device, `{("MatMul", "CPU:0"): 2}`; what was
            copied to a device from another is listed as `COPY`.
        elsewhere: What was asked to run on one device and ran on another, as `(operation, asked,
            ran)`. TensorFlow moves in silence what has no place where it was asked to be.
        result: What the function returned.
    """

    counts: dict[tuple[str, str], int]
    elsewhere: tuple[tuple[str, str, str], ...] = ()
    result: object = None

    @property
    def devices(self) -> tuple[str, ...]:
        """The devices on which something ran."""
        return tuple(sorted({device for _, device in self.counts}))

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations by their names, the copies last."""
        return tuple(sorted({name for name, _ in self.counts}, key=lambda n: (n == COPY, n)))

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: an operation, and how often it ran on each device."""
        return [
            (name, *(str(self.counts.get((name, device), "-")) for device in self.devices))
            for name in self.operations
        ]

    def __str__(self) -> str:
        return "\n".join([text_table(self._head(), self.rows()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        moved = {name for name, *_ in self.elsewhere}
        marked = [i for i, name in enumerate(self.operations) if name in moved | {COPY}]
        return page_table(self._head(), self.rows(), marked, self._sum_up())

    def draw(self) -> Figure:
        """Draw how often each operation ran on each device, a bar for each.

        Returns:
            A matplotlib `Figure` that a notebook shows.
        """
        return _picture(self)

    def _head(self) -> tuple[str, ...]:
        return ("operation", *self.devices)

    def _sum_up(self) -> str:
        ran = Counter()
        for (name, device), count in self.counts.items():
            ran[device] += count if name != COPY else 0
        told = ", ".join(f"{ran[device]} on {device}" for device in self.devices)
        lines = [f"Operations: {told}." if told else "No operation ran."]
        for (name, asked, went), count in Counter(self.elsewhere).items():
            times = f" ({count} times)" if count > 1 else ""
            lines.append(f"(!) {name} was to run on {asked}, and ran on {went}{times}.")
        return " ".join(lines)


def where(function: Callable[[], object]) -> Placement:
    """Call a function, and say which operation ran on which device.

    What a `tf.function` or `fit` runs is told by the graph that TensorFlow made for the devices, in
    which operations may be fused; what runs eagerly is told one by one. Observing forgets compiled
    kernels: the first call afterwards is a little slower.

    Args:
        function: Called without arguments.

    Returns:
        A `Placement`.

    Raises:
        RuntimeError: If Keras runs on another backend than TensorFlow.
        TypeError: If it isn't a function.

    Example:

    >>> from faqlab.core.backend import keras
    >>> print(where(lambda: keras.ops.ones((2, 2)) @ keras.ops.ones((2, 2))))
    operation  CPU:0
    Fill       2
    MatMul     1
    Operations: 3 on CPU:0.
    """
    # Keras is loaded here and not above, so that there is a time to set things before it.
    from .backend import keras

    if keras.backend.backend() != "tensorflow":
        wrong = "`where` reads what TensorFlow's runtime tells."
        remedy = "On JAX ask an array for its `.devices()`, on PyTorch a tensor for its `.device`."
        raise RuntimeError(
            three_beats(wrong, "the backend 'tensorflow'", keras.backend.backend(), remedy)
        )
    if not callable(function):
        wrong = "`where` calls a function, to see where it runs."
        expected = "a function without arguments, as `where(lambda: model.predict(x))`"
        raise TypeError(three_beats(wrong, expected, function))
    with _Observer() as observer:
        result = function()
    return Placement(dict(observer.counts), tuple(observer.elsewhere), result)


class _Observer:
    """Counts operations while its block lasts.

    TensorFlow's documented `set_log_device_placement` prints, must be set before anything else has
    run, and prints nothing in TensorFlow 2.21. Its own debugger's hooks tell the same as data.
    """

    def __init__(self):
        self.counts: Counter[tuple[str, str]] = Counter()
        self.elsewhere: list[tuple[str, str, str]] = []
        self._graphs: dict[str, list[tuple[str, str]]] = {}

    def __enter__(self) -> _Observer:
        from tensorflow.python.eager import context
        from tensorflow.python.framework import op_callbacks

        self._hooks, self._context = op_callbacks, context.context()
        self._context.ensure_initialized()
        # Only a graph that is placed anew is told.
        self._context.clear_kernel_cache()
        self._context.enable_run_metadata()
        self._hooks.add_op_callback(self._see)
        return self

    def __exit__(self, *error: object) -> None:
        self._hooks.remove_op_callback(self._see)
        self._context.disable_run_metadata()

    def _see(self, op_type, inputs, attrs, outputs, op_name=None, graph=None):
        if graph is not None:  # it is written down for later, and doesn't run
            return
        name = op_type.decode() if isinstance(op_type, bytes) else op_type
        told = self._context.export_run_metadata().function_graphs
        if name.startswith("__inference") or name.endswith("PartitionedCall"):
            parts = [part for one in told for part in one.partition_graphs]
            placed = [entry for part in parts for entry in _nodes(part)]
            # Called again it isn't placed anew, and nothing is told: it runs where it did.
            if placed or name not in self._graphs:
                self._graphs[name] = placed
            self.counts.update(self._graphs[name])
            return
        places = [_short(one.device) for one in (*outputs, *inputs) if hasattr(one, "device")]
        if name in _BOOKKEEPING or not places:
            return
        self.counts[name, places[0]] += 1
        copies = {id(one) for one in inputs if _short(getattr(one, "device", "")) != places[0]}
        if copies and outputs:
            self.counts[COPY, places[0]] += len(copies)
        asked = _short(self._context.device_name or "")
        if asked and asked != places[0]:
            self.elsewhere.append((name, asked, places[0]))


def _nodes(graph) -> Iterator[tuple[str, str]]:
    """The operations of one device's part of a graph, by the names they had before fusing."""
    for node in graph.node:
        name = re.sub(r"^_(Mkl)?(Native)?(Fused)?", "", node.op)
        if name in ("Recv", "HostRecv"):
            if node.attr["send_device"].s != node.attr["recv_device"].s:
                yield COPY, _short(node.device)
        elif name not in _BOOKKEEPING:
            yield name, _short(node.device)


def _short(device: str) -> str:
    """`/job:localhost/replica:0/task:0/device:CPU:1` is `CPU:1`."""
    return device.rpartition("device:")[2].lstrip("/").upper()


def _picture(placement: Placement) -> Figure:
    names, counts = _most_frequent(placement)

    columns = max(1, len(placement.devices))
    height = 1.1 + 0.28 * max(1, len(names))
    told = f"Operations by device: {', '.join(placement.devices) or 'none'}"
    figure = told_picture(told, figsize=(2.4 + 2.2 * columns, height))
    panels = figure.subplots(1, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for axes, device in zip(panels, placement.devices, strict=False):
        widths = [counts[name, device] for name in names]
        colors = [VAL if name == COPY else COMPARE[0] for name in names]
        bars = axes.barh(names, widths, color=colors)
        axes.bar_label(bars, [str(width or "") for width in widths], padding=2, fontsize="small")
        axes.set_title(device, fontsize="medium")
        axes.margins(x=0.2, y=0.02)
        axes.set_xticks([])
        axes.spines[["top", "right", "bottom"]].set_visible(False)
    return figure


def _most_frequent(placement: Placement) -> tuple[list[str], Counter[tuple[str, str]]]:
    """The rows of the picture from below, and their counts; the rarest are one row."""
    total = Counter()
    for (name, _), count in placement.counts.items():
        total[name] += count
    kept = [name for name, _ in total.most_common(_MOST_ROWS)]
    if COPY in total and COPY not in kept:
        kept[-1] = COPY
    others = f"{len(total) - len(kept)} others"
    counts = Counter()
    for (name, device), count in placement.counts.items():
        counts[name if name in kept else others, device] += count
    return [*([others] if len(total) > len(kept) else []), *reversed(kept)], counts
