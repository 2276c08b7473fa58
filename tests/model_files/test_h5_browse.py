"""What a file holds, beside h5py's own words; nothing of another file, and no code of the page."""

import html
import re

import h5py
import keras
import numpy as np
import pytest

from faqlab.model_files.h5_browse import browse

X = np.arange(1200, dtype="float32").reshape(100, 4, 3) / 7


@pytest.fixture
def path(tmp_path):
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["x"] = [42424242]
    with h5py.File(tmp_path / "data.h5", "w") as file:
        options = {"chunks": (10, 4, 3), "compression": "gzip", "fletcher32": True}
        file.create_dataset("train/x", data=X, **options)
        file["train/y"] = np.arange(100)
        file["train/x"].attrs["scale"] = np.array([1.5, 2])
        file.attrs["title"] = "<script>alert(1)</script>"
        file.attrs["classes"] = ["odd", "even"]
        file["again"] = file["train/y"]
        file["near"] = h5py.SoftLink("/train/x")
        file["away"] = h5py.ExternalLink("secret.h5", "/x")
        layout = h5py.VirtualLayout((1,), "i8")
        layout[:] = h5py.VirtualSource("secret.h5", "x", (1,))
        file.create_virtual_dataset("virtual", layout)
        file["texts"] = ["a", "b\x1b[31m"]
        file["one"] = np.float64(3.5)
        file["none"] = h5py.Empty("f4")
        file.create_dataset("empty", (0, 3), "i4")
        file["pair"] = np.zeros(2, [("a", "i4"), ("b", "f4")])
    return tmp_path / "data.h5"


def row(told, name):
    return next(one for one in told.rows() if one[0] == name)


def test_a_dataset_is_as_h5py_says(path):
    told = browse(path)
    assert row(told, "train/x") == (
        "train/x",
        "float32",
        "(100, 4, 3)",
        "(10, 4, 3)",
        "gzip, checksum",
        "4.80 kB",
        "0 0.143 0.286 0.429 0.571 0.714 …",
    )
    assert row(told, "train/y")[3:] == ("-", "", "800 bytes", "0 1 2 3 4 5 …") or (
        row(told, "again")[3:] == ("-", "", "800 bytes", "0 1 2 3 4 5 …")
    )
    assert row(told, "one")[2:] == ("()", "-", "", "8 bytes", "3.5")
    assert row(told, "none")[2], row(told, "none")[-1] == ("-", "nothing")
    assert row(told, "empty")[-1] == "nothing"
    assert row(told, "pair")[-1] == ""


def test_attributes_are_read(path):
    told = browse(path)
    assert row(told, "train/x @ scale")[-1] == "1.5 2"
    assert row(told, "/ @ classes")[-1] == "odd, even"


def test_what_two_names_have_is_listed_once(path):
    kinds = sorted(row(browse(path), name)[1] for name in ("again", "train/y"))
    assert kinds == ["again", "int64"]


def test_links_are_named_and_not_followed(path):
    told = browse(path)
    assert row(told, "near")[1::5] == ("soft link", "-> /train/x")
    assert row(told, "away")[1::5] == ("external link", "-> secret.h5:/x")
    assert row(told, "virtual")[-1] == "in another file: secret.h5"
    assert "42424242" not in str(told) + told._repr_html_()
    assert "(!) 2 entries would be read from other files." in told.about()


def test_its_page_and_text_hold_no_code_and_no_terminal_commands(path):
    told = browse(path)
    page = told._repr_html_()
    assert "<script>" not in page
    assert html.escape("<script>alert(1)</script>") in page
    assert "\x1b" not in page + str(told)


def test_its_words(path):
    lines = str(browse(path)).splitlines()
    assert re.fullmatch(r"data\.h5: HDF5, [\d.]+ kB: 8 datasets, 1 group\.", lines[0])
    assert lines[1] == "It holds no Keras model."
    assert lines[4].split()[:2] == ["what", "type"]


def test_the_tree_has_all_of_it_and_its_sizes_are_the_files(path):
    tree = browse(path).tree()
    assert (tree["name"], tree["bytes"]) == ("data.h5", path.stat().st_size)
    assert sum(one["bytes"] or 0 for one in tree["children"]) == tree["bytes"]
    train = next(one for one in tree["children"] if one["name"] == "train")
    with h5py.File(path) as file:
        stored = file["train/x"].id.get_storage_size()
    x = next(one for one in train["children"] if one["name"] == "x")
    assert (x["kind"], x["bytes"]) == ("dataset", stored)
    assert (
        "chunks of (10, 4, 3); gzip, checksum; 0 0.143 0.286 0.429 0.571 0.714 …; @ scale: 1.5 2"
        in x["detail"]
    )


def test_a_model_is_told_apart_from_data(tmp_path):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="head")])
    model.save_weights(tmp_path / "m.weights.h5")
    told = browse(tmp_path / "m.weights.h5")
    assert "Keras wrote it: weights in HDF5 (.weights.h5)." in told.about()
    arrays = [one for one in told.items if one.shape]
    assert {one.shape for one in arrays} == {(4, 3), (3,)}


def test_many_entries_are_cut_in_the_text(tmp_path):
    with h5py.File(tmp_path / "many.h5", "w") as file:
        for i in range(80):
            file[f"a{i:02d}"] = i
    assert str(browse(tmp_path / "many.h5")).endswith("... and 20 more: see .items.")


def test_a_circle_of_groups_ends(tmp_path):
    with h5py.File(tmp_path / "round.h5", "w") as file:
        file["a/b"] = file["/"]
    assert len(browse(tmp_path / "round.h5").items) == 3


def test_a_huge_chunk_isnt_unpacked_for_a_look(tmp_path):
    with h5py.File(tmp_path / "bomb.h5", "w") as file:
        file.create_dataset("x", (1 << 22, 8), "f8", chunks=(1 << 22, 8), compression="gzip")
    assert row(browse(tmp_path / "bomb.h5"), "x")[-1] == ""


def test_what_is_no_hdf5_file(tmp_path):
    (tmp_path / "text.h5").write_text("no")
    with pytest.raises(ValueError, match=r"text\.h5 is no HDF5 file"):
        browse(tmp_path / "text.h5")
    with pytest.raises(FileNotFoundError, match=r"There is no file none\.h5"):
        browse(tmp_path / "none.h5")
