"""Questions that are answered before something is run, and compared with what happens then."""

from collections.abc import Callable

from .exercise import NotAttempted
from .exercise_choice import Choice
from .reply import Reply, told_error


class Prediction(Choice):
    """A question about what is still to come: one click notes the answer, nothing can be lost.

    Args:
        name: The topic and the exercise.
        task: What to predict.
        options: The answers; the `why` of each is told if it is what happens.
        outcome: Called afterwards with what was measured: a recorded run, outputs, a number.
            Returns the letter of what happened, and a sentence with the measurement; raises
            `NotAttempted` if it can't tell from this.
        measured: What the learner calls what was measured. Default: "curves".
        **more: As for every exercise.

    Example:

    >>> from faqlab.core.exercise_choice import Option
    >>> options = [Option("it falls", "It learns."), Option("it rises", "The steps are too long.")]
    >>> outcome = lambda change: ("a" if change < 0 else "b", f"The loss changed by {change}.")
    >>> loss = Prediction("a.predict", "The loss?", options=options, outcome=outcome)
    >>> loss.reveal(-2)
    The loss changed by -2. It learns.
    """

    kind = "prediction"

    def __init__(
        self,
        name: str,
        task: str,
        *,
        outcome: Callable[[object], tuple[str, str]],
        measured: str = "curves",
        **more,
    ):
        super().__init__(name, task, **more)
        self._outcome, self._measured = outcome, measured
        self._seen: tuple[str, str] | None = None
        self._answer = ""

    def judge(self, answer: object) -> str:
        """Read the letter; the arguments and errors are those of every exercise."""
        return self.letter(answer)

    def judged(self, answer: object) -> Reply:
        """Note an answer; the arguments are those of every exercise."""
        read = super().judged(answer)
        if read.state != "right":
            return Reply("untouched", read.message)
        self._answer = letter = read.message
        if self._seen:
            return self._compared(letter)
        return Reply("noted", f"You say: {self._words(letter)}. Now run it and see.")

    def reveal(self, measured: object = ...) -> Reply:
        """Compare the prediction with what happened, or just tell what happened and why.

        Args:
            measured: What was measured, such as the callback that recorded a run.

        Returns:
            The reply. It compares with an answer that was given in this kernel; the card knows
            the earlier ones too.
        """
        if measured is ... or measured is None:
            call = f"`{self.name}.reveal({self._measured})`"
            return Reply("untouched", f"There is nothing to compare with yet. Run it, then {call}.")
        try:
            self._seen = self._outcome(measured)
        except NotAttempted as missing:
            return Reply("untouched", str(missing))
        except Exception as error:
            return Reply("untouched", f"This can't be compared: {told_error(error)}.")
        with self._lock:
            earlier = self.standing()[1]
            if earlier in self.options:
                self._keep(self._compared(earlier), earlier, tries=0)
        return self._compared(self._answer)

    def _compared(self, letter: str) -> Reply:
        happened, measured = self._seen
        told = f"{measured} {self.options[happened].why}"
        if not letter:
            return Reply("told", told)
        told = f"You said: {self._words(letter)}. {told}"
        return Reply("right" if letter == happened else "surprised", told)

    def _words(self, letter: str) -> str:
        return self.options[letter].text.rstrip(".")
