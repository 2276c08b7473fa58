"""The sample ribbon in the page: a strip for each epoch, which sample is in which batch."""

from collections.abc import Callable, Sequence

import anywidget
import traitlets

from faqlab.core.errors import three_beats
from faqlab.core.reply import told_error
from faqlab.core.ribbon import LABELS, Note, Ribbon

from .page_source import page_source

# The page gets one module: the parts one after another, each using those before it.
_SCRIPTS = (
    "page.js",
    "curves.js",
    "heat.js",
    "still_hider.js",
    "drawn_page.js",
    "sample_ribbon.js",
)
_MOST_POSITIONS = 1_000_000
NUMBER, LABEL = "number", "label"


class SampleRibbon(anywidget.AnyWidget):
    """Show in which order samples were seen, batch by batch. It knows no Keras: only plain data.

    Args:
        ribbon: The orders, the batch size, maybe labels.
        notes: For each batch what is known of it, in the order of the batches. Default: nothing.
        step: Called with a number of batches when the page asks for more than were made; what
            comes of it is given to `show`. Default: nobody is asked, and all batches were made.

    Attributes:
        seen: How many batches the page shows.
        made: How many there are to be shown.
        color: What the colours stand for, "label" or "number".

    Raises:
        ValueError: If the ribbon is too long to be sent to a page.

    Example:

    >>> SampleRibbon(Ribbon([[0, 1, 2, 3], [2, 0, 3, 1]], batch_size=2))
    Sample ribbon: 2 epochs of 4 samples in batches of 2: 2 batches each.
      epoch 1: 0 to 3, one after the other
      epoch 2: another order: 2, 0, 3, 1
      All 4 batches are shown.
    """

    _esm = page_source(*_SCRIPTS)
    _css = page_source("page.css", "sample_ribbon.css")

    orders = traitlets.Bytes(b"").tag(sync=True)
    names = traitlets.List().tag(sync=True)
    positions = traitlets.Int().tag(sync=True)
    batch_size = traitlets.Int().tag(sync=True)
    labels = traitlets.List().tag(sync=True)
    classes = traitlets.List().tag(sync=True)
    palette = traitlets.List().tag(sync=True)
    notes = traitlets.List().tag(sync=True)
    made = traitlets.Int().tag(sync=True)
    seen = traitlets.Int().tag(sync=True)
    color = traitlets.Enum((NUMBER, LABEL), NUMBER).tag(sync=True)
    live = traitlets.Bool(False).tag(sync=True)
    trouble = traitlets.Unicode("").tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)
    still = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        ribbon: Ribbon,
        notes: Sequence[Note] = (),
        step: Callable[[int], object] | None = None,
    ):
        self._ribbon, self._step = ribbon, step
        values = self._values(ribbon, notes)
        classes = ribbon.classes() or []
        labels = [classes.index(one) for one in ribbon.labels] if classes else []
        super().__init__(
            **values,
            seen=values["made"],
            batch_size=ribbon.batch_size,
            classes=[str(one) for one in classes],
            labels=labels,
            palette=list(LABELS),
            color=LABEL if classes else NUMBER,
            live=step is not None,
        )
        self.on_msg(self._hear)

    def show(self, ribbon: Ribbon, notes: Sequence[Note] = ()) -> None:
        """Show more of the same samples: other orders, more notes; the last batch comes into view.

        Args:
            ribbon: The ribbon, with the batch size and the labels that it had.
            notes: For each batch what is known of it.

        Raises:
            ValueError: If it is too long to be sent to a page.
        """
        values = self._values(ribbon, notes)
        self._ribbon = ribbon
        with self.hold_sync():
            for name, value in values.items():
                setattr(self, name, value)
            self.seen = self.made

    @traitlets.validate("seen")
    def _within_made(self, proposal):
        return min(max(0, proposal["value"]), self.made)

    def __repr__(self) -> str:
        first, *rows = str(self._ribbon).splitlines()
        total = self._ribbon.epochs * self._ribbon.per_epoch
        shown = f"All {total} batches are shown."
        if self.seen < total:
            shown = f"{self.seen} of {total} batches are shown."
        return "\n".join([f"Sample ribbon: {first}", *rows, f"  {shown}"])

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        # anywidget cuts the text short; it is what a screen reader, a terminal and nbval get.
        data["text/plain"] = repr(self)
        return bundle

    def _values(self, ribbon: Ribbon, notes: Sequence[Note]) -> dict:
        if ribbon.orders.size > _MOST_POSITIONS:
            wrong = "The ribbon is too long to be looked at."
            expected = f"{_MOST_POSITIONS:,} samples at most, over all epochs"
            remedy = "Show fewer epochs, or fewer samples."
            raise ValueError(three_beats(wrong, expected, ribbon.orders.size, remedy))
        made = len(notes) if self._step is not None else ribbon.epochs * ribbon.per_epoch
        return {
            # `made` before `seen`, which stays within it.
            "made": made,
            "orders": ribbon.orders.astype("<i4").tobytes(),
            "names": [f"{name}" for name in ribbon.names],
            "positions": ribbon.positions,
            "notes": [{"lines": list(note.lines), "change": note.change} for note in notes],
        }

    def _hear(self, _, message: dict, buffers: list) -> None:
        if message.get("kind") != "step" or self._step is None:
            return
        trouble = ""
        try:
            self._step(min(max(1, int(message["count"])), self._ribbon.per_epoch))
        except Exception as error:  # it is told in the page, where the click came from
            trouble = told_error(error)
        with self.hold_sync():
            self.trouble = trouble
            self.answered += 1
