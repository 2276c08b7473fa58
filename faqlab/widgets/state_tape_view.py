"""The state tape in the page: time across, units downwards, one batch after another."""

from collections.abc import Mapping

import anywidget
import numpy as np
import traitlets

from faqlab.core.errors import three_beats
from faqlab.core.tape import Strip, Tape

from .page_source import page_source

# The page gets one module: the parts one after another, each using those before it.
_SCRIPTS = (
    "page.js",
    "curves.js",
    "heat.js",
    "still_hider.js",
    "drawn_page.js",
    "state_tape_view.js",
)
_MOST_ROWS = 16
_MOST_BYTES = 4_000_000


class StateTapeView(anywidget.AnyWidget):
    """Show state tapes below one another, batch by batch. It knows no Keras.

    Args:
        tapes: The tapes by name; all over the same time. Of each the first 16 rows are shown.

    Attributes:
        strip: The state that is shown, such as "lstm hidden".
        row: Which row of the batches is shown.
        seen: How many batches of the first tape are shown.

    Raises:
        ValueError: If there is no tape, if they are over different times, or too long to be sent
            to a page.
    """

    _esm = page_source(*_SCRIPTS)
    _css = page_source("page.css", "state_tape_view.css")

    tapes = traitlets.List().tag(sync=True)
    strips = traitlets.List().tag(sync=True)
    numbers = traitlets.Bytes(b"").tag(sync=True)
    rows = traitlets.Int().tag(sync=True)
    strip = traitlets.Unicode().tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)
    seen = traitlets.Int(1).tag(sync=True)
    still = traitlets.Unicode("").tag(sync=True)

    def __init__(self, tapes: Mapping[str, Tape]):
        if not tapes:
            raise ValueError(three_beats("There is no tape to show.", "one at least", tapes))
        times = {name: sum(one.lengths) for name, one in tapes.items()}
        if len(set(times.values())) > 1:
            wrong = "The tapes are over different times."
            raise ValueError(three_beats(wrong, "as many time steps on each", times))
        self._tapes = dict(tapes)
        counts = [len(one.steps) for tape in tapes.values() for one in tape.strips]
        rows = min(_MOST_ROWS, *counts)
        parts = [
            np.ascontiguousarray(one.steps[:rows], dtype="float32").tobytes()
            for tape in tapes.values()
            for one in tape.strips
        ]
        size = sum(map(len, parts))
        if size > _MOST_BYTES:
            expected = f"{_MOST_BYTES:,} bytes of states at most"
            remedy = "Record fewer batches, or fewer layers."
            wrong = "The tapes are too long to be looked at."
            raise ValueError(three_beats(wrong, expected, size, remedy))
        names = [title(one) for tape in tapes.values() for one in tape.strips]
        super().__init__(
            tapes=[_plain(name, one, rows) for name, one in tapes.items()],
            strips=list(dict.fromkeys(names)),
            strip=names[0],
            rows=rows,
            numbers=b"".join(parts),
        )

    @traitlets.validate("seen")
    def _within_tape(self, proposal):
        most = len(self.tapes[0]["begins"]) if self.tapes else proposal["value"]
        return min(max(1, proposal["value"]), max(1, most))

    @traitlets.validate("row")
    def _within_rows(self, proposal):
        return min(max(0, proposal["value"]), max(0, self.rows - 1))

    @traitlets.validate("strip")
    def _one_of_them(self, proposal):
        if self.strips and proposal["value"] not in self.strips:
            expected = ", ".join(map(repr, self.strips))
            raise traitlets.TraitError(
                three_beats("There is no such state.", expected, proposal["value"])
            )
        return proposal["value"]

    def __repr__(self) -> str:
        lines = [f"State tape over {sum(next(iter(self._tapes.values())).lengths)} time steps:"]
        for name, one in self._tapes.items():
            count = len(one.lengths)
            batches = f"{count} batches" if count > 1 else "one batch"
            begins = [one.begins_with(k) for k in range(count)]
            fresh = sum(words.startswith("zeros") for words in begins)
            lines.append(f"  {name}: {batches}, {fresh} of them begin with zeros")
        lines.append(f"  states: {', '.join(self.strips)}")
        return "\n".join(lines)

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        # anywidget cuts the text short; it is what a screen reader, a terminal and nbval get.
        data["text/plain"] = repr(self)
        return bundle


def title(strip: Strip) -> str:
    """Name a strip as the page does.

    Args:
        strip: The strip.

    Returns:
        The layer's address and the state's name, `"lstm hidden"`.
    """
    return f"{strip.address} {strip.name}"


def _plain(name: str, tape: Tape, rows: int) -> dict:
    begins = [tape.begins_with(k) for k in range(len(tape.lengths))]
    return {
        "name": name,
        "lengths": list(tape.lengths),
        "resets": list(tape.resets),
        "begins": begins,
        "strips": [
            {
                "title": title(one),
                "units": one.steps.shape[2],
                "stateful": one.stateful,
                "before": _sizes(one.before, rows),
                "after": _sizes(one.after, rows),
            }
            for one in tape.strips
        ],
    }


def _sizes(states: np.ndarray, rows: int) -> list[list[float]]:
    """The root mean square over the units, for each row its batches."""
    sizes = np.sqrt(np.mean(np.square(states[:, :rows].astype(float)), axis=2))
    # JSON has no NaN.
    return np.nan_to_num(sizes, posinf=0.0, neginf=0.0).T.tolist()
