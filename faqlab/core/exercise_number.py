"""Exercises that are answered with a number."""

import math
import re
from collections.abc import Mapping
from numbers import Real

import numpy as np

from .exercise import Exercise, Incorrect
from .reply import describe


class Number(Exercise):
    """An exercise whose answer is a number.

    Args:
        name: The topic and the exercise.
        task: What to do.
        answer: The number.
        tolerance: How far off an answer may be. Default 0.
        unit: The unit, in words, shown behind the field. Default: none.
        right: What to say of the right number.
        wrong: For numbers that learners arrive at, what is wrong with each.
        **more: `hints` and `solution`, as for every exercise.

    Example:

    >>> dozen = Number("a.q1", "How many is a dozen?", answer=12, wrong={13: "That's a baker's."})
    >>> [dozen.judged(one) for one in (12, "13", 20, "many")]  # doctest: +NORMALIZE_WHITESPACE
    [Right!, Not yet. That's a baker's., Not yet. 20 is too many.,
     Not yet. `'many'` is not a number. Write it with digits, as in 2.5.]
    """

    kind = "number"
    argument = "your number"

    def __init__(
        self,
        name: str,
        task: str,
        *,
        answer: float,
        tolerance: float = 0,
        unit: str = "",
        right: str = "",
        wrong: Mapping[float, str] | None = None,
        **more,
    ):
        super().__init__(name, task, **more)
        self.answer, self.tolerance, self.unit = answer, tolerance, unit
        self._right, self._wrong = right, dict(wrong or {})

    def judge(self, answer: object) -> str:
        """Compare the number; the arguments and errors are those of every exercise."""
        number = as_number(answer)
        if abs(number - self.answer) <= self.tolerance:
            return self._right
        for known, message in self._wrong.items():
            if abs(number - known) <= max(self.tolerance / 2, 1e-9 * abs(known)):
                raise Incorrect(message)
        way = "too many" if float(self.answer).is_integer() and not self.tolerance else "too large"
        if number < self.answer:
            way = {"too many": "too few", "too large": "too small"}[way]
        raise Incorrect(f"{number:.6g} is {way}.")

    def answer_text(self, answer: object) -> str:
        """Write the number; the arguments are those of every exercise."""
        return f"{as_number(answer):.6g}"


def as_number(answer: object) -> float:
    """Read a number that a learner gave.

    Args:
        answer: A number, an array that holds one, or a text with digits and maybe a unit.

    Returns:
        The number.

    Raises:
        Incorrect: If it is none.

    Example:

    >>> as_number("2,5 s"), as_number(np.float32(2))
    (2.5, 2.0)
    """
    if isinstance(answer, str):
        found = re.fullmatch(r"\s*([-+]?\d*[.,]?\d+(?:e[-+]?\d+)?)\.?\s*[^\d.,]*", answer, re.I)
        if not found:
            raise Incorrect(f"{describe(answer)} is not a number. Write it with digits, as in 2.5.")
        return float(found[1].replace(",", "."))
    if isinstance(answer, np.ndarray) and answer.size == 1:
        answer = answer.item()
    if isinstance(answer, (bool, np.bool_)) or not isinstance(answer, Real):
        raise Incorrect(f"The answer is a number, and this is {describe(answer)}.")
    if not math.isfinite(answer):
        raise Incorrect(f"The answer is an ordinary number, and this is {describe(answer)}.")
    return float(answer)
