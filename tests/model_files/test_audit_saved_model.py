import keras
import pytest

from faqlab.model_files.audit_saved_model import audit_saved_model, known_operations
from faqlab.model_files.findings import Findings
from faqlab.model_files.saved_model_graph import read_graphs


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("exported")
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "relu")])
    model.export(path, verbose=False)
    return path


def test_an_export_raises_no_alarm_but_says_that_it_is_a_program(folder):
    found = Findings()
    audit_saved_model(folder, found)
    assert [(one.code, one.severity) for one in found] == [("graph", "note")]


def test_an_operation_that_writes_files_is_found(tmp_path):
    import tensorflow as tf

    class Evil(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([])])
        def __call__(self, x):
            tf.io.write_file("marker", "x")
            return x

    tf.saved_model.save(Evil(), tmp_path)
    found = Findings()
    audit_saved_model(tmp_path, found)
    assert any("WriteFile" in one.reason for one in found)
    assert "WriteFile" not in known_operations()


def test_the_graph_is_read_as_tensorflow_reads_it(folder):
    from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

    data = (folder / "saved_model.pb").read_bytes()
    theirs = SavedModel.FromString(data).meta_graphs[0].graph_def
    (ours,) = read_graphs(data)
    assert [node.op for node in ours.nodes] == [node.op for node in theirs.node]
    assert len(ours.functions) == len(theirs.library.function)
