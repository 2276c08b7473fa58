"""How `citing`'s exercises are checked: an entry that was looked at, and entries that are read."""

from faqlab.core.bibtex_text import read_entries
from faqlab.core.entry_check import EntryCheck
from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe

CASES = (
    ("abadi2015tensorflow", "TensorFlow", "Abadi, Martín and others", 2015, "2.21.0"),
    ("li2026", "Digits & Letters", "Li, Ann and Sun, Bo", 2026, "0.1"),
)


def what_the_entry_tells(looked: object) -> tuple[str, str]:
    """Look which version an entry names.

    Args:
        looked: What `citing.check_entry` returned.

    Returns:
        The letter of the option, and the sentence with what was found.

    Raises:
        NotAttempted: If it is something else.
    """
    if not isinstance(looked, EntryCheck):
        raise NotAttempted(
            "This takes what was found in the FAQ's entry: `looked = "
            "citing.check_entry(citing.FAQ_ENTRY)`."
        )
    if looked.version:
        return "a", f"The entry names version {looked.version}."
    return "b", "No version is named in the entry."


def check_entry_for(entry_for: object) -> str:
    """Read the entries that a learner's `entry_for` writes.

    Args:
        entry_for: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function does nothing.
        Incorrect: With what is wrong with an entry.
    """
    if not callable(entry_for):
        raise Incorrect(
            f"This is {describe(entry_for)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    for case in CASES:
        given = attempt(entry_for, *case)
        if given is None:
            raise NotAttempted("`entry_for` returns nothing yet. Fill it in, and run it again.")
        if not isinstance(given, str):
            raise Incorrect(f"It returns {describe(given)}, not a text.")
        _look(given, *case)
    return "BibTeX reads it, and the capitals stay."


def _look(text: str, key: str, title: str, author: str, year: int, version: str) -> None:
    try:
        entries = read_entries(text)
    except ValueError as error:
        raise Incorrect(f"BibTeX can't read it: {error}") from None
    if len(entries) != 1 or entries[0].kind != "misc" or entries[0].key != key:
        raise Incorrect(f"It should be one entry, beginning with `@misc{{{key},`.")
    fields = entries[0].fields
    for name, right in (("author", author), ("year", str(year)), ("version", version)):
        if fields.get(name) != right:
            raise Incorrect(f"The field {name} is {fields.get(name)!r}; it should be {right!r}.")
    _look_at_title(fields.get("title", ""), title)


def _look_at_title(given: str, title: str) -> None:
    if not (given.startswith("{") and given.endswith("}")):
        raise Incorrect(
            f"The title is {given!r} within its braces: a style that likes small letters would "
            "change its capitals. A second pair of braces keeps them."
        )
    if "&" in given and r"\&" not in given:
        raise Incorrect(rf"The title holds a bare `&`, at which LaTeX stops. Write `\&`: {given}")
    right = title.replace("&", r"\&")
    if given[1:-1] != right:
        raise Incorrect(f"The title is {given!r}; it should be {'{' + right + '}'!r}.")
