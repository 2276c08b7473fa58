"""A `CITATION.cff`: the file in which a project says how to cite it, and what it rests on."""

import json
from collections.abc import Iterable, Sequence

from .citation_sources import Source
from .errors import three_beats

_TYPES = {"misc": "software", "article": "article", "inproceedings": "conference-paper"}


def cff_text(
    title: str, authors: Sequence[str], used: Iterable[tuple[Source, str]], version: str = ""
) -> str:
    """Write a CITATION.cff, version 1.2.0 of the format.

    Args:
        title: The title of the project.
        authors: Its authors, each `"Family, Given"`, or a name such as of a group.
        used: What it uses: sources and versions.
        version: The project's own version. Default: it isn't said.

    Returns:
        The file's text; YAML, all texts in double quotes.

    Raises:
        ValueError: If there is no title or no author.

    Example:

    >>> print(cff_text("My thesis", ["Li, Ann"], []))
    cff-version: 1.2.0
    message: "If you use this work, please cite it as below."
    title: "My thesis"
    authors:
      - family-names: "Li"
        given-names: "Ann"
    """
    if not title.strip() or not authors or not all(one.strip() for one in authors):
        raise ValueError(
            three_beats(
                "A CITATION.cff needs a title and an author.",
                'such as "My thesis", ["Li, Ann"]',
                (title, list(authors)),
            )
        )
    lines = ["cff-version: 1.2.0", 'message: "If you use this work, please cite it as below."']
    lines += [f"title: {_text(title)}", *([f"version: {_text(version)}"] if version else [])]
    lines += ["authors:", *_authors(authors, "  ")]
    references = [line for source, one in used for line in _reference(source, one)]
    return "\n".join([*lines, *(["references:", *references] if references else [])])


def _reference(source: Source, version: str) -> list[str]:
    more = dict(source.more)
    lines = [
        f"  - type: {_TYPES.get(source.kind, source.kind)}",
        f"    title: {_text(source.title)}",
        "    authors:",
        *_authors([one for one in source.authors if one != "others"], "      "),
        f"    year: {source.year}",
        f"    version: {_text(version)}",
    ]
    if source.url:
        lines.append(f"    url: {_text(source.url)}")
    if "doi" in more:
        lines.append(f"    doi: {_text(more['doi'])}")
    if "journal" in more:
        lines.append(f"    journal: {_text(more['journal'])}")
    if "publisher" in more:
        lines += ["    publisher:", f"      name: {_text(more['publisher'])}"]
    if "booktitle" in more:
        lines += ["    conference:", f"      name: {_text(more['booktitle'])}"]
    if "others" in source.authors:
        lines.append('    notes: "And others, whom the source names."')
    return lines


def _authors(authors: Sequence[str], indent: str) -> list[str]:
    lines = []
    for one in authors:
        family, _, given = one.strip("{}").partition(",")
        if given.strip():
            lines.append(f"{indent}- family-names: {_text(family.strip())}")
            lines.append(f"{indent}  given-names: {_text(given.strip())}")
        else:
            lines.append(f"{indent}- name: {_text(family.strip())}")
    return lines


def _text(text: str) -> str:
    # What JSON writes is YAML too.
    return json.dumps(text, ensure_ascii=False)
