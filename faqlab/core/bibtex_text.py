r"""BibTeX entries, written so that every BibTeX reads them, and read so that mistakes are found."""

import re
import unicodedata
from dataclasses import dataclass

from .citation_sources import Source
from .errors import three_beats

_SPECIAL = {one: f"\\{one}" for one in "&%$#_"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
# How LaTeX writes the accents that Unicode can take off a letter.
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": '"',
    "\u0327": "c",
    "\u030c": "v",
    "\u030a": "r",
    "\u0304": "=",
}
_LETTERS = {"ß": r"{\ss}", "ø": r"{\o}", "Ø": r"{\O}", "æ": r"{\ae}", "ł": r"{\l}", "ı": r"{\i}"}


@dataclass(frozen=True)
class Entry:
    """A BibTeX entry.

    Args:
        kind: `"misc"`, `"article"`, ...
        key: Its name.
        fields: Its fields, as they stand between the braces.
    """

    kind: str
    key: str
    fields: dict[str, str]


def latex(text: str) -> str:
    r"""Write a text for LaTeX in ASCII: accents and the signs that mean something there.

    Args:
        text: The text. What stands in braces already is kept.

    Returns:
        The text for LaTeX. A letter that has no such form stays as it is.

    Example:

    >>> print(latex("François & Gaël"), latex("100 %"))
    Fran{\c{c}}ois \& Ga{\"e}l 100 \%
    """
    return "".join(map(_letter, unicodedata.normalize("NFC", text)))


def _letter(one: str) -> str:
    if one in _SPECIAL:
        return _SPECIAL[one]
    if one in _LETTERS:
        return _LETTERS[one]
    base, *marks = unicodedata.normalize("NFD", one)
    if not marks or marks[0] not in _ACCENTS or len(marks) > 1:
        return one
    sign = _ACCENTS[marks[0]]
    base = r"\i" if base == "i" else base
    return f"{{\\{sign}{{{base}}}}}" if sign.isalpha() else f"{{\\{sign}{base}}}"


def entry_text(source: Source, version: str) -> str:
    r"""Write the entry of a package in one version.

    Args:
        source: What is cited.
        version: The version in use.

    Returns:
        The entry. The title stands in two pairs of braces, so that its capitals stay.

    Example:

    >>> from faqlab.core.citation_sources import SOURCES
    >>> print(entry_text(SOURCES["keras"], "3.15.1"))
    @misc{chollet2015keras,
      title = {{Keras}},
      author = {Chollet, Fran{\c{c}}ois and others},
      year = {2015},
      version = {3.15.1},
      note = {Version 3.15.1},
      howpublished = {\url{https://keras.io}},
    }
    """
    fields = {
        "title": f"{{{latex(source.title)}}}",
        "author": " and ".join(map(latex, source.authors)),
        "year": str(source.year),
        **{name: latex(value) for name, value in source.more},
        # biblatex reads `version`, plain BibTeX prints `note`.
        "version": latex(version),
        "note": f"Version {latex(version)}",
    }
    if source.url:
        where = "howpublished" if source.kind == "misc" else "url"
        fields[where] = f"\\url{{{source.url}}}" if where == "howpublished" else source.url
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@{source.kind}{{{source.key},", *lines, "}"])


def read_entries(text: str) -> tuple[Entry, ...]:
    r"""Read BibTeX entries, strictly: what BibTeX would stumble over is an error.

    Args:
        text: The entries.

    Returns:
        The entries, in their order.

    Raises:
        ValueError: If braces don't match, a comma or an equals sign is missing, or a field or a
            key is there twice.

    Example:

    >>> read_entries("@misc{a, title = {Two {W}ords}, year = 2015}")
    (Entry(kind='misc', key='a', fields={'title': 'Two {W}ords', 'year': '2015'}),)
    """
    entries, at = [], 0
    while (at := text.find("@", at)) >= 0:
        head = re.compile(r"@(\w+)\s*\{\s*([^\s,{}()=]+)\s*,").match(text, at)
        if not head:
            expected = "@misc{key, and fields"
            raise ValueError(_wrong("An entry has no kind, or no key.", expected, text[at:]))
        fields, at = _fields(text, head.end())
        entries.append(Entry(head[1].lower(), head[2], fields))
    keys = [one.key for one in entries]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(_wrong("Two entries have one key.", "a key for each", key))
    return tuple(entries)


def _fields(text: str, at: int) -> tuple[dict[str, str], int]:
    fields: dict[str, str] = {}
    name = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*")
    end = re.compile(r"\s*\}")
    while not (done := end.match(text, at)):
        begun = name.match(text, at)
        if not text[at:].strip():
            raise ValueError(_wrong("An entry is never closed.", "a closing brace", text[-60:]))
        if not begun:
            expected = "name = {value}, or the brace that ends the entry"
            raise ValueError(_wrong("A field can't be read.", expected, text[at:]))
        key = begun[1].lower()
        if key in fields:
            raise ValueError(_wrong(f"The field {key} is there twice.", "it once", key))
        fields[key], at = _value(text, begun.end())
        comma = re.compile(r"\s*,").match(text, at)
        if comma:
            at = comma.end()
        elif text[at:].strip() and not end.match(text, at):
            wrong = f"A comma is missing after the field {key}."
            raise ValueError(_wrong(wrong, "a comma", text[at:]))
    return fields, done.end()


def _value(text: str, at: int) -> tuple[str, int]:
    number = re.compile(r"\d+").match(text, at)
    if number:
        return number[0], number.end()
    opening = text[at : at + 1]
    if opening not in ("{", '"'):
        raise ValueError(_wrong("A value has no braces.", "{value}", text[at:]))
    depth, start = 0, at + 1
    for i in range(start, len(text)):
        one = text[i]
        if one == "{" and text[i - 1] != "\\":
            depth += 1
        elif one == '"' and opening == '"' and depth == 0:
            return text[start:i], i + 1
        elif one == "}" and text[i - 1] != "\\":
            if depth == 0 and opening == "{":
                return text[start:i], i + 1
            depth -= 1
    raise ValueError(_wrong("A brace is never closed.", "a closing brace for each", text[at:]))


def _wrong(wrong: str, expected: str, text: str) -> str:
    return three_beats(wrong, expected, " ".join(text.split())[:60])
