import pytest

from faqlab.model_files.saved_model_graph import read_graphs, read_metadata


def test_what_is_no_graph_is_told():
    for read in (read_graphs, read_metadata):
        with pytest.raises(ValueError, match="isn't what TensorFlow writes"):
            read(b"\xff" * 20)
    assert read_metadata(b"") == []
