import pytest

from faqlab.claims.citing_experiments import FAQ_ENTRY, NOTES_ENTRY
from faqlab.core.bibtex_text import entry_text
from faqlab.core.citation_sources import SOURCES
from faqlab.core.entry_check import check_entry


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.package)
def test_our_own_entries_lack_nothing(source):
    looked = check_entry(entry_text(source, "3.15.1"))
    assert looked.version == "3.15.1"
    assert looked.ok == (source.package != "faqlab")  # which has no address


def test_the_entries_of_the_faq_and_of_the_notes():
    assert [one.split(":")[0] for one in check_entry(FAQ_ENTRY).missing] == [
        "It doesn't say which version was used.",
    ]
    assert any("beyond ASCII" in one for one in check_entry(NOTES_ENTRY).missing)


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Keras", None),
        ("TensorFlow", "Tensorflow"),
        ("JAX: Composable transformations", "Jax: Composable transformations"),
        ("A small network", None),
        ("{JAX}: composable", None),
    ],
)
def test_capitals_as_bibtex_s_own_styles_print_them(title, printed):
    """As `change.case$` with `"t"` does it, which the styles plain and alpha call."""
    told = [
        one for one in check_entry(f"@misc{{a, title = {{{title}}}}}").missing if "capit" in one
    ]
    assert [one.endswith(f"many styles print {printed!r}.") for one in told] == [True] * bool(
        printed
    )


@pytest.mark.parametrize(
    ("field", "version"),
    [
        ("version = {2.3.1}", "2.3.1"),
        ("note = {Version 3.15.1}", "3.15.1"),
        ("title = {{Keras} v2.4}", "2.4"),
        ("note = {of 2015}", ""),
        ("version = { }", ""),
    ],
)
def test_where_a_version_may_stand(field, version):
    assert check_entry(f"@misc{{a, {field}}}").version == version


def test_authors_that_are_parted_by_commas():
    looked = check_entry("@misc{a, author = {Li, Ann, Sun, Bo}}")
    assert "Authors are parted by 'and', not by commas." in looked.missing
    assert "by commas" not in str(check_entry("@misc{a, author = {Li, Ann and Sun, Bo}}"))


def test_an_article_needs_a_journal():
    assert "There is no journal." in check_entry("@article{a, title = {x}}").missing


def test_one_entry_at_a_time():
    with pytest.raises(ValueError, match=r"Expected: 1\. Received: 2\."):
        check_entry("@misc{a, x = {1}} @misc{b, x = {1}}")
