"""Exercises with answers to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from .exercise import Exercise, Incorrect
from .reply import describe


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from.

    Args:
        text: The answer.
        why: What to say to a learner who chooses it.
        right: Whether it is the right one. Default: it isn't.
    """

    text: str
    why: str = ""
    right: bool = False


class Choice(Exercise):
    """An exercise with answers to choose from, lettered a, b, c.

    Args:
        name: The topic and the exercise.
        task: What to do.
        options: The answers, in the order in which they are shown.
        **more: `hints` and `solution`, as for every exercise.

    Example:

    >>> options = [Option("a fruit", "It grows on no tree."), Option("a root", right=True)]
    >>> Choice("a.q2", "What is a carrot?", options=options)
    Exercise a.q2. What is a carrot?
      a) a fruit
      b) a root
    Answer with: a.q2.check("a"), or another letter
    """

    kind = "choice"
    argument = '"a"'

    def __init__(self, name: str, task: str, *, options: Sequence[Option], **more):
        super().__init__(name, task, **more)
        self.options = dict(zip("abcdefgh", options, strict=False))

    def judge(self, answer: object) -> str:
        """Look the answer up; the arguments and errors are those of every exercise."""
        option = self.options[self.letter(answer)]
        if not option.right:
            raise Incorrect(option.why)
        return option.why

    def letter(self, answer: object) -> str:
        """Read which of the options a learner means.

        Args:
            answer: Its letter, or its text.

        Returns:
            The letter.

        Raises:
            Incorrect: If it is none of them.
        """
        if isinstance(answer, str):
            said = answer.strip().lower()
            for letter, option in self.options.items():
                if said.strip("()., ") == letter or said == option.text.lower():
                    return letter
        *most, last = map('"{}"'.format, self.options)
        letters = f"`{', '.join(most)}` or `{last}`"
        raise Incorrect(f"Choose one of the letters {letters}; this is {describe(answer)}.")

    def answer_text(self, answer: object) -> str:
        """Write the letter; the arguments are those of every exercise."""
        return self.letter(answer)

    def __repr__(self) -> str:
        listed = "\n".join(f"  {letter}) {one.text}" for letter, one in self.options.items())
        told = f"Exercise {self.name}. {self._wrapped()}\n{listed}\nAnswer with: {self.call}"
        return f"{told}, or another letter"
