from faqlab.core.citation_sources import IMPORTED, NAMES, SOURCES

WANTED = {
    "article": {"journal", "volume", "pages"},
    "book": {"publisher"},
    "inproceedings": {"booktitle"},
    "misc": set(),
}


def test_each_source_has_what_its_kind_needs():
    for name, source in SOURCES.items():
        assert source.package == name
        assert source.kind in WANTED
        assert WANTED[source.kind] <= {field for field, _ in source.more}
        assert source.title
        assert all("," in one or one == "others" or one.startswith("{") for one in source.authors)
        assert source.url.startswith("https://") or name == "faqlab"


def test_the_keys_differ_and_the_names_are_of_sources():
    assert len({source.key for source in SOURCES.values()}) == len(SOURCES)
    assert {*NAMES, *IMPORTED} <= set(SOURCES)


def test_the_entry_of_keras_is_the_one_of_its_authors():
    keras = SOURCES["keras"]
    assert (keras.key, keras.year) == ("chollet2015keras", 2015)
    assert keras.authors == ("Chollet, François", "others")
