"""The file is read by PyYAML, and has what the schema of the format 1.2.0 demands."""

import pytest
import yaml

from faqlab.core.cff_text import cff_text
from faqlab.core.citation_sources import SOURCES

# Of schema.json 1.2.0: what is demanded, and what a reference may have of what we write.
DEMANDED = {"cff-version", "message", "title", "authors"}
MAY = {
    *("type", "title", "authors", "year", "version", "url", "doi", "journal", "publisher"),
    *("conference", "notes"),
}
TYPES = {"software", "article", "book", "conference-paper"}


@pytest.fixture(scope="module")
def told():
    used = [(source, "1.20") for source in SOURCES.values()]
    return yaml.safe_load(cff_text("My: thesis #1", ["Li, Ann", "The Group"], used, "0.10"))


def test_what_is_demanded_is_there(told):
    assert set(told) >= DEMANDED
    assert told["cff-version"] == "1.2.0"
    assert told["title"] == "My: thesis #1"
    # Without quotes YAML would read 0.10 as a number, and drop the zero.
    assert told["version"] == "0.10"
    assert told["authors"] == [{"family-names": "Li", "given-names": "Ann"}, {"name": "The Group"}]


def test_every_reference_is_one(told):
    assert len(told["references"]) == len(SOURCES)
    for reference, source in zip(told["references"], SOURCES.values(), strict=True):
        assert {"type", "title", "authors"} <= set(reference) <= MAY
        assert reference["type"] in TYPES
        assert reference["title"] == source.title
        assert reference["version"] == "1.20"
        assert reference["year"] == source.year
        named = [one for one in source.authors if one != "others"]
        assert len(reference["authors"]) == len(named)


def test_letters_stay_as_they_are(told):
    keras = told["references"][0]
    assert keras["authors"] == [{"family-names": "Chollet", "given-names": "François"}]
    assert keras["notes"].startswith("And others")


def test_a_project_that_uses_nothing():
    assert "references" not in yaml.safe_load(cff_text('A "title"', ["Li, Ann"], []))
    assert yaml.safe_load(cff_text('A "title"', ["Li, Ann"], []))["title"] == 'A "title"'


@pytest.mark.parametrize(("title", "authors"), [("", ["Li"]), ("A", []), ("A", [" "])])
def test_what_cannot_be_cited(title, authors):
    with pytest.raises(ValueError, match="needs a title and an author"):
        cff_text(title, authors, [])
