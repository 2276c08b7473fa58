"""An exercise: a task, a check that tells what is wrong, hints, a solution, and what came of it."""

import textwrap
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from .progress import here
from .reply import Reply, Told, told_error

__all__ = ["Exercise", "Incorrect", "NotAttempted", "show_with"]

_SHOWN_BY: list[Callable[["Exercise"], object]] = []


class NotAttempted(Exception):
    """Raised by a check: there is no answer yet. Its text is what the learner reads."""


class Incorrect(Exception):
    """Raised by a check: the answer is wrong. Its text says what is wrong with it."""


class Exercise:
    """A task that is checked; its subclasses are the kinds.

    Args:
        name: The topic and the exercise, such as `"history.q1"`.
        task: What to do. Code stands between backticks; an empty line begins a paragraph.
        hints: Sentences that help, each a little more than the one before.
        solution: The answer and why, or code between lines of three backticks.

    Attributes:
        last: The reply of the last check in this kernel, or None.

    Example:

    >>> class Even(Exercise):
    ...     def judge(self, answer):
    ...         if answer % 2:
    ...             raise Incorrect("It leaves 1 when divided by 2.")
    ...         return "Two divides it."
    >>> even = Even("numbers.q1", "Give an even number.", hints=["Think of pairs."])
    >>> even
    Exercise numbers.q1. Give an even number.
    Answer with: numbers.q1.check(your answer)
    >>> even.check()
    There is no answer yet. Answer with `numbers.q1.check(your answer)`.
    >>> even.judged(3), even.judged(4)
    (Not yet. It leaves 1 when divided by 2., Right! Two divides it.)
    >>> even.judged([4])  # doctest: +NORMALIZE_WHITESPACE
    Not yet. This can't be checked: `TypeError: unsupported operand type(s) for %: 'list' and
    'int'`.
    """

    kind = "exercise"
    argument = "your answer"

    def __init__(self, name: str, task: str, *, hints: Sequence[str] = (), solution: str = ""):
        self.name = name
        self.topic = name.partition(".")[0]
        self.task = textwrap.dedent(task).strip()
        self.hints = tuple(hints)
        self._solution = textwrap.dedent(solution).strip()
        self.last: Reply | None = None
        self._hinted = 0
        self._listeners: list[Callable[[Reply], None]] = []
        # The page may ask in another thread while a cell asks in this one.
        self._lock = threading.RLock()

    def judge(self, answer: object) -> str | None:
        """Return if the answer is right, maybe with a sentence; the kinds say how.

        Args:
            answer: What the learner gave.

        Returns:
            What there is to say about a right answer, or None.

        Raises:
            NotAttempted: If there is no answer yet.
            Incorrect: If it is wrong.
        """
        raise NotImplementedError

    def judged(self, answer: object) -> Reply:
        """Judge an answer and keep nothing of it.

        Args:
            answer: What the learner gave.

        Returns:
            The reply. Whatever the answer is or raises, this raises nothing.
        """
        if answer is None or answer is ...:
            return Reply("untouched", f"There is no answer yet. Answer with `{self.call}`.")
        try:
            return Reply("right", self.judge(answer) or "")
        except NotAttempted as untouched:
            return Reply("untouched", str(untouched))
        except Incorrect as wrong:
            return Reply("wrong", str(wrong))
        except (Exception, SystemExit) as error:
            return Reply("wrong", f"This can't be checked: {told_error(error)}.")

    def check(self, answer: object = ...) -> Reply:
        """Check an answer, remember what came of it, and tell the cards.

        Args:
            answer: The answer. Default: none yet.

        Returns:
            The reply.
        """
        with self._lock:
            reply = self.judged(answer)
            try:
                text = self.answer_text(answer)
            except Exception:
                text = ""
            return self._keep(reply, text)

    def hint(self) -> Told:
        """Give the next hint; after the last one, the last one again."""
        if not self.hints:
            return Told("There is no hint for this one.")
        self._hinted = min(self._hinted + 1, len(self.hints))
        return Told(f"Hint {self._hinted} of {len(self.hints)}: {self.hints[self._hinted - 1]}")

    def solution(self) -> Told:
        """Give the solution."""
        return Told(self._solution or "There is no solution to show for this one.")

    @property
    def call(self) -> str:
        """How to answer from a cell, such as `history.q1.check(your number)`."""
        return f"{self.name}.check({self.argument})"

    @property
    def has_solution(self) -> bool:
        """Whether there is a solution to show."""
        return bool(self._solution)

    def answer_text(self, answer: object) -> str:
        """Write an answer as it is kept with the progress.

        Args:
            answer: What the learner gave.

        Returns:
            The text; "" where an answer is no text. It may raise whatever `judge` raises.
        """
        return ""

    def standing(self) -> tuple[str, str]:
        """Look up what has come of the exercise so far, in this kernel or an earlier one.

        Returns:
            The state, "untouched" where there is none, and the last answer.
        """
        entry = here().entries().get(self.name, {})
        state, answer = entry.get("state", "untouched"), entry.get("answer", "")
        return str(state), answer if isinstance(answer, str) else ""

    def subscribe(self, listener: Callable[[Reply], None]) -> Callable[[], None]:
        """Call a function with the reply of every check.

        Args:
            listener: The function.

        Returns:
            A function without arguments that ends it.
        """
        self._listeners.append(listener)
        return lambda: listener in self._listeners and self._listeners.remove(listener)

    def __repr__(self) -> str:
        return f"Exercise {self.name}. {self._wrapped()}\nAnswer with: {self.call}"

    def _wrapped(self) -> str:
        """The task for readers without a card: it tells no state, so it is the same each time."""
        first = " " * len(f"Exercise {self.name}. ")
        parts = self.task.split("\n\n")
        lines = [textwrap.fill(" ".join(parts[0].split()), 96, initial_indent=first).lstrip()]
        for part in parts[1:]:
            lines.append(part if "```" in part else textwrap.fill(" ".join(part.split()), 96))
        return "\n".join(lines)

    def _repr_mimebundle_(self, include=None, exclude=None):
        if not _SHOWN_BY:
            return {"text/plain": repr(self)}
        return _SHOWN_BY[-1](self)

    def _keep(self, reply: Reply, answer: str, tries: int = 1) -> Reply:
        if reply.state != "untouched":
            note = here().record(self.name, reply.state, answer, tries)
            reply = replace(reply, note=note)
        self.tell(reply)
        return reply

    def tell(self, reply: Reply) -> None:
        """Tell the cards of a reply.

        Args:
            reply: The reply.
        """
        self.last = reply
        for listener in tuple(self._listeners):
            listener(reply)


def show_with(bundle: Callable[[Exercise], object]) -> None:
    """Name the function that shows an exercise in a notebook.

    Args:
        bundle: Called with the exercise; returns what IPython's `_repr_mimebundle_` may return.
    """
    _SHOWN_BY.append(bundle)
