"""What is missing in a BibTeX entry of a program, for somebody who wants to do the same again."""

import re
from dataclasses import dataclass

from .bibtex_text import Entry, read_entries

# What BibTeX itself wants of each kind.
_NEEDED = {
    "article": ("author", "title", "journal", "year"),
    "book": ("author", "title", "publisher", "year"),
    "inproceedings": ("author", "title", "booktitle", "year"),
    "misc": ("author", "title", "year"),
    "software": ("author", "title", "year"),
}
_PLACES = ("url", "doi", "howpublished", "publisher")


@dataclass(frozen=True)
class EntryCheck:
    """What is missing in an entry.

    Args:
        entry: The entry, as it was read.
        version: The version that it names; empty where it names none.
        missing: What is missing, sentences.
    """

    entry: Entry
    version: str
    missing: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def __repr__(self) -> str:
        if self.ok:
            return f"{self.entry.key}: nothing is missing; version {self.version}."
        return "\n".join([f"{self.entry.key}:", *(f"- {one}" for one in self.missing)])


def check_entry(text: str) -> EntryCheck:
    """Look whether an entry says enough to find the program, in the version that was used.

    Args:
        text: One BibTeX entry.

    Returns:
        An `EntryCheck`.

    Raises:
        ValueError: If it can't be read, or it isn't one entry.

    Example:

    >>> check_entry("@misc{tf, title = {TensorFlow}, year = {2015}}")
    tf:
    - There is no author.
    - It doesn't say where the program is: howpublished, url or doi.
    - It doesn't say which version was used.
    - The title's capitals aren't kept by braces: many styles print 'Tensorflow'.
    """
    entries = read_entries(text)
    if len(entries) != 1:
        raise ValueError(f"This is one entry at a time. Expected: 1. Received: {len(entries)}.")
    entry = entries[0]
    fields = {name: value for name, value in entry.fields.items() if value.strip()}
    missing = [
        f"There is no {name}."
        for name in _NEEDED.get(entry.kind, ("author", "title", "year"))
        if name not in fields
    ]
    if not any(name in fields for name in _PLACES):
        missing.append("It doesn't say where the program is: howpublished, url or doi.")
    version = _version(fields)
    if not version:
        missing.append("It doesn't say which version was used.")
    missing += _about_letters(fields)
    return EntryCheck(entry, version, tuple(missing))


def _version(fields: dict[str, str]) -> str:
    if "version" in fields:
        return fields["version"].strip("{}")
    for name in ("note", "title", "howpublished"):
        found = re.search(r"\bv?(\d+\.\d+(?:\.\w+)*)", fields.get(name, ""))
        if found:
            return found[1]
    return ""


def _as_plain_prints(title: str) -> str:
    """The title as BibTeX's own styles set it: capitals stay at the start, and after a colon."""
    small = title[:1] + title[1:].lower()
    return re.sub(r":\s+\w", lambda found: title[found.start() : found.end()], small)


def _about_letters(fields: dict[str, str]) -> list[str]:
    told = []
    title = fields.get("title", "")
    printed = title if "{" in title else _as_plain_prints(title)
    if printed != title:
        told.append(f"The title's capitals aren't kept by braces: many styles print {printed!r}.")
    author = fields.get("author", "")
    if any(ord(one) > 127 for one in author):
        told.append(
            "The author has letters beyond ASCII, which old BibTeX sorts wrong: {\\c{c}} is ç."
        )
    if author.count(",") > 2 * (author.count(" and ") + 1):
        told.append("Authors are parted by 'and', not by commas.")
    return told
