"""Exercises that are answered with the learner's own code."""

from collections.abc import Callable

from .exercise import Exercise, Incorrect
from .reply import describe, told_error


class Code(Exercise):
    """An exercise that is answered with a function, a model, a callback: something that runs.

    Args:
        name: The topic and the exercise.
        task: What to do.
        check: Called with the answer; runs it. Returns and raises as `Exercise.judge` does.
        argument: What the learner passes, as it stands in the task.
        **more: `hints` and `solution`, as for every exercise.

    Example:

    >>> def check(double):
    ...     if attempt(double, 3) != 6:
    ...         raise Incorrect("`double(3)` gives something else than 6.")
    >>> exercise = Code("a.q3", "Write `double(x)`.", check=check, argument="double")
    >>> exercise.judged(lambda x: 2 * x)
    Right!
    >>> exercise.judged(lambda x: x / 0)
    Not yet. Called with `3`, your `<lambda>` raises `ZeroDivisionError: division by zero`.
    """

    kind = "code"

    def __init__(self, name: str, task: str, *, check: Callable, argument: str, **more):
        super().__init__(name, task, **more)
        self.argument = argument
        self._check = check

    def judge(self, answer: object) -> str | None:
        """Run the check; the arguments and errors are those of every exercise."""
        return self._check(answer)


def attempt(call: Callable, *arguments: object, shown: str = "", name: str = "") -> object:
    """Call a learner's function.

    Args:
        call: The function.
        *arguments: What to call it with.
        shown: How to tell the learner what it was called with. Default: each argument described.
        name: What the learner calls it. Default: its own name.

    Returns:
        What it returns.

    Raises:
        Incorrect: If it raises, with its error.

    Example:

    >>> attempt(max, 2, 3)
    3
    """
    try:
        return call(*arguments)
    except (Exception, SystemExit) as error:
        shown = shown or ", ".join(map(describe, arguments)) or "nothing"
        name = name or getattr(call, "__name__", type(call).__name__)
        raise Incorrect(f"Called with {shown}, your `{name}` raises {told_error(error)}.") from None
