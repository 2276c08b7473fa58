import importlib.metadata
import platform

import keras
import pytest

from faqlab.core.bibtex_text import read_entries
from faqlab.core.citations import citations


def test_the_versions_are_those_that_are_installed():
    names = ("keras", "tensorflow", "numpy", "h5py", "scikit-learn", "matplotlib")
    cited = citations(*names)
    entries = read_entries(cited.bibtex())
    for name, entry in zip(names, entries, strict=True):
        assert entry.fields["version"] == importlib.metadata.version(name)
    told = cited.sentence()
    assert f"Keras {keras.__version__}" in told
    assert told.endswith(f"under Python {platform.python_version()}.")


def test_by_default_it_is_what_is_in_use():
    packages = [source.package for source, _ in citations()]
    assert packages[:2] == ["keras", keras.config.backend()]
    assert {"numpy", "h5py", "faqlab"} <= set(packages)
    assert not {"jax", "torch"} & set(packages)


def test_every_cite_of_the_sentence_has_its_entry():
    cited = citations("keras", "numpy", "faqlab")
    keys = {entry.key for entry in read_entries(cited.bibtex())}
    told = cited.latex_sentence()
    assert {one.split("}")[0] for one in told.split("\\cite{")[1:]} == keys
    assert citations("keras").sentence("3.12.0").startswith("The experiments used Keras ")


def test_the_table():
    cited = citations("keras", "numpy")
    assert str(cited).splitlines()[1].split() == ["Keras", keras.__version__, "chollet2015keras"]
    assert "harris2020numpy" in cited._repr_html_()
    assert "references:" in cited.cff("Mine", ["Li, Ann"])


def test_a_file_is_written_and_not_overwritten(tmp_path):
    path = citations("keras").write(tmp_path / "used.bib")
    assert read_entries(path.read_text("utf-8"))[0].key == "chollet2015keras"
    with pytest.raises(FileExistsError, match=r"used\.bib is there already\. Expected: "):
        citations("numpy").write(path)
    assert "numpy" not in path.read_text("utf-8")
    citations("numpy").write(path, overwrite=True)
    assert "chollet" not in path.read_text("utf-8")


def test_what_is_not_known_or_not_installed(monkeypatch):
    with pytest.raises(
        ValueError, match=r"for 'kears' isn't known here\. Expected: one of 'keras'"
    ):
        citations("kears")

    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    with pytest.raises(ValueError, match="jax isn't installed here, so it has no version"):
        citations("jax")
