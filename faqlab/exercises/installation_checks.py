"""How `installation`'s exercises are checked: an import that was tried, and pairs of versions."""

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.import_trial import ImportTrial
from faqlab.core.reply import describe

# A version, the wanted one, and whether it is enough.
CASES = (
    ("3.11.2", "3.11", True),
    ("3.11", "3.11.2", False),
    ("3.9", "3.11", False),
    ("3.11", "3.9", True),
    ("3.11", "3.11.0", True),
    ("3.11.0", "3.11", True),
    ("10.0", "9.9.9", True),
    ("2", "2.0.0", True),
    ("2", "2.0.1", False),
)


def what_the_import_does(trial: object) -> tuple[str, str]:
    """Look what `import h5py` did beside a file of that name.

    Args:
        trial: What `installation.import_in` returned.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it is no such trial.
    """
    if not isinstance(trial, ImportTrial) or trial.name != "h5py":
        raise NotAttempted(
            "This takes the trial in the folder with the file: `trial = "
            "installation.import_in(folder)`."
        )
    if not trial.imported:
        return "b", f"The import failed: {trial.error}."
    if trial.error:
        return "c", f"No error came; then `h5py.File`: {trial.error}."
    return "a", "The import went well, and `h5py.File` is there."


def check_at_least(at_least: object) -> str:
    """Call a learner's `at_least` with versions.

    Args:
        at_least: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function does nothing.
        Incorrect: With the versions that it takes wrong.
    """
    if not callable(at_least):
        raise Incorrect(
            f"This is {describe(at_least)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    for version, wanted, right in CASES:
        given = attempt(at_least, version, wanted)
        if given is None:
            raise NotAttempted("`at_least` returns nothing yet. Fill it in, and run it again.")
        if bool(given) != right:
            words = "is enough" if right else "isn't enough"
            raise Incorrect(f"{version} {words} where {wanted} is wanted; yours says {given}.")
    return "Number by number, whatever their length."
