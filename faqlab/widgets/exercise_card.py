"""The card of an exercise: the task, a field, hints one at a time, and the solution last."""

from collections.abc import Mapping
from pathlib import Path

import anywidget
import traitlets

from faqlab.core.exercise import Exercise
from faqlab.core.reply import Reply

from .busy_kernel import hear_while_busy

_FOLDER = Path(__file__).parent

# The page gets one module: the parts one after another, each using those before it.
_SCRIPTS = ("card_text.js", "exercise_card.js")


class ExerciseCard(anywidget.AnyWidget):
    """Show an exercise in JupyterLab, and check what is entered there.

    All that happens is state of the widget, so every view of a card shows the same, also after
    the page was loaded anew. The solution isn't in the page before it is asked for.

    Args:
        exercise: The `Exercise`.

    Attributes:
        state: What the exercise has come to: "untouched", "wrong", "right", "noted" or
            "surprised". It is never taken back.

    Example:

    >>> from faqlab.core.exercise_number import Number
    >>> ExerciseCard(Number("numbers.q1", "How many is a dozen?", answer=12))
    Exercise numbers.q1. How many is a dozen?
    Answer with: numbers.q1.check(your number)
    """

    _esm = "\n".join((_FOLDER / name).read_text("utf-8") for name in _SCRIPTS)
    _css = _FOLDER / "exercise_card.css"

    spec = traitlets.Dict().tag(sync=True)
    state = traitlets.Unicode("untouched").tag(sync=True)
    answer = traitlets.Unicode("").tag(sync=True)
    reply = traitlets.Dict().tag(sync=True)
    hints = traitlets.List().tag(sync=True)
    solution = traitlets.Unicode("").tag(sync=True)

    def __init__(self, exercise: Exercise):
        self._exercise = exercise
        self._answers = 0
        state, answer = exercise.standing()
        super().__init__(spec=_spec(exercise), state=state, answer=answer)
        self.on_msg(self._hear)
        hear_while_busy(self)
        if exercise.last is not None:
            self._show(exercise.last)
        self._leave = exercise.subscribe(self._show)

    def close(self):
        """End the card: it leaves the page and no longer follows its exercise."""
        self._leave()
        super().close()

    def __repr__(self) -> str:
        return repr(self._exercise)

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        # anywidget cuts the text short; it is what a screen reader, a terminal and nbval get.
        data["text/plain"] = repr(self)
        return bundle

    def _show(self, reply: Reply) -> None:
        state, answer = self._exercise.standing()
        # Counted, so that the page sees a second answer with the same reply.
        self._answers += 1
        told = {
            "state": reply.state,
            "message": reply.message,
            "note": reply.note,
            "count": self._answers,
        }
        with self.hold_sync():
            self.state, self.answer, self.reply = state, answer, told

    def _hear(self, _, message: dict, buffers: list) -> None:
        kind = message.get("kind")
        if kind == "check":
            self._exercise.check(str(message.get("answer", "")).strip() or ...)
        elif kind == "hint":
            shown = len(self.hints)
            self.hints = [*self.hints, *self._exercise.hints[shown : shown + 1]]
        elif kind == "solution":
            self.solution = self._exercise.solution().text


def _spec(exercise: Exercise) -> dict:
    """What the page needs to know of an exercise before anything happened."""
    options = getattr(exercise, "options", {})
    return {
        "name": exercise.name,
        "kind": exercise.kind,
        "task": exercise.task,
        "call": exercise.call,
        "unit": getattr(exercise, "unit", ""),
        "options": [[letter, option.text] for letter, option in options.items()],
        "hints": len(exercise.hints),
        "solution": exercise.has_solution,
    }


_CARDS: dict[int, ExerciseCard] = {}


def card_of(exercise: Exercise) -> ExerciseCard:
    """Give the card of an exercise, always the same one: its views agree.

    Args:
        exercise: The exercise.

    Returns:
        The card; a new one if it was closed.
    """
    card = _CARDS.get(id(exercise))
    if card is None or card.comm is None:
        card = _CARDS[id(exercise)] = ExerciseCard(exercise)
    return card


def bundle_of(exercise: Exercise) -> Mapping | tuple[Mapping, Mapping]:
    """Give what a notebook shows of an exercise.

    Args:
        exercise: The exercise.

    Returns:
        A mime bundle with the card and its text, as IPython takes it; maybe with its metadata.
    """
    return card_of(exercise)._repr_mimebundle_()
