"""How `reproducibility`'s exercises are checked: what is drawn, in a Python of its own."""

from faqlab.core.clean_run import clean_runs
from faqlab.core.clean_settings import Settings
from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.reply import describe
from faqlab.core.sameness import BIT_EQUAL, DIFFERENT, WITHIN

_LETTERS = {BIT_EQUAL: "a", WITHIN: "b", DIFFERENT: "c"}


def how_alike_the_runs_are(found: object) -> tuple[str, str]:
    """Read how two runs compared.

    Args:
        found: What `reproducibility.run_twice` returned.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it is something else.
    """
    if getattr(found, "verdict", None) not in _LETTERS:
        raise NotAttempted(
            "This takes what the lesson's cell returns: `numpy_only = "
            "reproducibility.run_twice(train_numpy_only)`."
        )
    where = f", from step {found.first_step} on" if found.first_step else ""
    return _LETTERS[found.verdict], f"The two runs are {found.verdict}{where}."


def check_make_repeatable(make_repeatable: object) -> str:
    """Call a learner's `make_repeatable` in a new Python, and draw from everything after it.

    Args:
        make_repeatable: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function fixes nothing.
        Incorrect: With what is still drawn anew.
    """
    if not callable(make_repeatable):
        raise Incorrect(
            f"This is {describe(make_repeatable)}, not a function. Give the function itself, "
            "without parentheses after its name."
        )
    try:
        (run,) = clean_runs(_draws_after(make_repeatable), [Settings(raw=True)], limit=120)
    except TypeError as error:
        raise Incorrect(str(error)) from None
    if run.error:
        raise Incorrect(f"In a Python of its own it fails: {run.error}")
    fixed, follows = run.returned
    loose = [name for name, same in fixed.items() if not same]
    if len(loose) == len(fixed):
        raise NotAttempted("`make_repeatable` seeds nothing yet. Fill it in, and run it again.")
    if loose:
        raise Incorrect(f"Called twice with one seed, still drawn anew: {', '.join(loose)}.")
    if not follows:
        raise Incorrect("Seeds 1 and 2 give the same draws. Use the `seed` it is given.")
    return "Everything is drawn again as before, and another seed gives something else."


def _draws_after(make_repeatable):
    def draws():
        import random

        import numpy as np

        from faqlab.claims.reproducibility_trainings import what_is_drawn

        found = []
        for seed in (1, 1, 2):
            make_repeatable(seed)
            own = {"Python's random": random.random(), "NumPy's": float(np.random.normal())}
            found.append(own | what_is_drawn())
        one, again, other = found
        return {name: one[name] == again[name] for name in one}, other != one

    return draws
