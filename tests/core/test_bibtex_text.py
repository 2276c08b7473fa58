"""Entries that are written are read by parsers that are not ours, and mistakes are found."""

import pytest

from faqlab.core.bibtex_text import entry_text, latex, read_entries
from faqlab.core.citation_sources import SOURCES, Source

ALL = "\n\n".join(entry_text(source, "1.2.3") for source in SOURCES.values())


def test_what_is_written_can_be_read():
    entries = read_entries(ALL)
    assert [one.key for one in entries] == [one.key for one in SOURCES.values()]
    for entry, source in zip(entries, SOURCES.values(), strict=True):
        assert entry.kind == source.kind
        assert entry.fields["version"] == "1.2.3"
        assert entry.fields["title"] == f"{{{latex(source.title)}}}"
        assert entry.fields["author"].count(" and ") == len(source.authors) - 1


def test_an_independent_parser_reads_it_as_meant():
    database = pytest.importorskip("pybtex.database", reason="pybtex is no requirement")
    parsed = database.parse_string(ALL, "bibtex")
    assert list(parsed.entries) == [one.key for one in SOURCES.values()]
    authors = parsed.entries["abadi2015tensorflow"].persons["author"]
    assert [str(one) for one in authors][1:3] == ["Agarwal, Ashish", "Barham, Paul"]
    assert parsed.entries["chollet2015keras"].fields["version"] == "1.2.3"


def test_every_character_is_ascii_and_every_brace_is_closed():
    assert ALL.isascii()
    plain = ALL.replace(r"\{", "").replace(r"\}", "")
    depth = 0
    for one in plain:
        depth += {"{": 1, "}": -1}.get(one, 0)
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("François", r"Fran{\c{c}}ois"),
        ("Gaël", r"Ga{\"e}l"),
        ("Martín", r"Mart{\'\i}n"),
        ("Stéfan", r"St{\'e}fan"),
        ("Ångström", r"{\r{A}}ngstr{\"o}m"),
        ("Groß", r"Gro{\ss}"),
        ("A & B_1 #2 50% $", r"A \& B\_1 \#2 50\% \$"),
        ("a~b^c\\", r"a\textasciitilde{}b\textasciicircum{}c\textbackslash{}"),
        ("e\u0301", r"{\'e}"),
        ("{The group}", "{The group}"),
        ("数", "数"),
        ("", ""),
    ],
)
def test_letters_as_latex_writes_them(text, written):
    assert latex(text) == written


def test_quotes_numbers_and_upper_case_are_read():
    text = '@MISC{a,\n Title = "A {"}B{"}",\n year = 2015\n}\n@book{b, author={x{y}z},}'
    first, second = read_entries(text)
    assert (first.kind, first.fields) == ("misc", {"title": 'A {"}B{"}', "year": "2015"})
    assert second.fields == {"author": "x{y}z"}
    assert read_entries("no entry at all") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@misc{a, title = {Keras}", "An entry is never closed"),
        ("@misc{a, title = {Keras", "never closed"),
        ("@misc{a, title = {Ker{as}}", "An entry is never closed"),
        ("@misc{a title = {Keras}}", "no key"),
        ("@misc{a, title = {Keras} year = {2015}}", "comma is missing after the field title"),
        ("@misc{a, title {Keras}}", "A field can't be read"),
        ("@misc{a, title = Keras}", "no braces"),
        ("@misc{a, year = {1}, year = {2}}", "year is there twice"),
        ("@misc{a, x = {1}} @misc{a, x = {1}}", "Two entries have one key"),
        ("@{a}", "no kind"),
    ],
)
def test_a_mistake_is_found(text, message):
    with pytest.raises(ValueError, match=message) as raised:
        read_entries(text)
    assert "Expected: " in str(raised.value)
    assert "Received: " in str(raised.value)


def test_a_program_without_an_address():
    source = Source("mine", "mine", "My_Program", ("{Us & Them}",), 2026)
    (entry,) = read_entries(entry_text(source, "1.0_b"))
    assert entry.fields["title"] == r"{My\_Program}"
    assert entry.fields["author"] == r"{Us \& Them}"
    assert entry.fields["version"] == r"1.0\_b"
    assert "howpublished" not in entry.fields
