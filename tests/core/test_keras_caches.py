import os

import pytest

from faqlab.core.keras_caches import caches


def test_sizes_are_those_of_the_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "cache"
    (folder / "datasets" / "mnist").mkdir(parents=True)
    (folder / "models").mkdir()
    (folder / "datasets" / "mnist" / "a.npz").write_bytes(bytes(3000))
    (folder / "datasets" / "b.npz").write_bytes(bytes(500))
    (folder / "keras.json").write_text("{}")
    (folder / "mine.txt").write_text("abc")
    found = caches(folder)
    assert [(one.name, one.files, one.size) for one in found] == [
        ("datasets", 2, 3500),
        ("mine.txt", 1, 3),
        ("keras.json", 1, 2),
        ("models", 0, 0),
    ]
    assert found[0].largest == "a.npz"
    assert found.size == 3505
    assert found[1].what == "not of Keras itself"
    assert str(found).splitlines()[1].split()[:4] == ["datasets", "2", "3.50", "kB"]
    assert str(found).splitlines()[-1].startswith("3.50 kB in cache.")
    assert "weights of `keras.applications`" in found._repr_html_()


def test_nothing_there(tmp_path):
    assert len(caches(tmp_path / "none")) == 0
    assert "Keras has downloaded nothing" in str(caches(tmp_path / "none"))
    assert str(caches(tmp_path)).startswith("0 bytes in")


def test_links_are_not_followed(tmp_path):
    large = tmp_path / "large"
    large.write_bytes(bytes(10_000))
    folder = tmp_path / "cache"
    folder.mkdir()
    try:
        os.symlink(large, folder / "link")
        os.symlink(folder, folder / "round")
    except OSError:
        pytest.skip("no links here")
    assert caches(folder).size < 1000


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(NotADirectoryError):
        caches(tmp_path / "a")
