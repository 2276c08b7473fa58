import gc
import os

import numpy as np
import pytest

from faqlab.core.activation_file import ActivationFile
from faqlab.core.activation_map import Activations, Pieces, open_outputs
from faqlab.core.layer_tree import LayerNode

NODE = LayerNode("conv", "conv", "Conv2D", 0, {"conv": (None, 3)}, 12, 12)


def written(path):
    note = {"samples": 4, "tree": [vars(NODE)]}
    with ActivationFile(path, [("conv", 0)], note=note) as file:
        file.add([np.ones((4, 3))])


def test_pieces_are_joined_once_shared_and_read_only():
    pieces = Pieces([np.ones((2, 3)), np.zeros((1, 3))])
    found = Activations({"a": pieces, "b": pieces}, samples=3)
    assert repr(found) == "2 outputs for 3 samples, in memory:\n  a  (3, 3)\n  b  (3, 3)"
    assert found["a"] is found["b"]
    np.testing.assert_array_equal(found["a"], [[1, 1, 1], [1, 1, 1], [0, 0, 0]])
    with pytest.raises(ValueError, match="read-only"):
        found["a"][0] = 5


def test_it_is_a_mapping_that_cannot_be_written_to():
    found = Activations({"a": np.ones(3)}, samples=1)
    assert dict(found).keys() == {"a"}
    assert "b" not in found
    assert repr(found) == "1 output for 1 sample, in memory:\n  a  (3,)"
    with pytest.raises(TypeError):
        found["b"] = 1
    with pytest.raises(KeyError, match=r"There is no output 'conw'. Expected: 'conv'."):
        Activations({"conv": np.ones(3)})["conw"]


def test_a_long_list_is_cut_short():
    text = repr(Activations({f"layer{n}": np.ones(3) for n in range(99)}, samples=3))
    assert text.startswith("99 outputs for 3 samples, in memory:\n  layer0 ")
    assert text.endswith("  and 79 more")


def test_a_file_is_opened_again_with_its_tree(tmp_path):
    written(tmp_path / "x.h5")
    with open_outputs(tmp_path / "x.h5") as found:
        assert found.in_file
        assert found["conv"][:2].tolist() == [[1, 1, 1]] * 2
        assert found.tree == (NODE,)
        assert repr(found) == "1 output for 4 samples, in a file:\n  conv  (4, 3)"
    assert repr(found) == "1 output for 4 samples, closed"
    with pytest.raises(ValueError, match=r"closed. Expected: use before close\(\)"):
        found["conv"]


@pytest.mark.parametrize("end", ["close", "forget"])
def test_a_temporary_folder_goes_with_its_mapping(tmp_path, end):
    folder = tmp_path / "temporary"
    folder.mkdir()
    written(folder / "x.h5")
    found = open_outputs(folder / "x.h5", delete=str(folder))
    assert found["conv"].shape == (4, 3)
    if end == "close":
        found.close()
    del found
    gc.collect()
    assert os.listdir(tmp_path) == []
