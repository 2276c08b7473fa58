import pytest

from faqlab.model_files.old_names import of_keras_1


def test_a_recurrent_layer():
    old = {"output_dim": 4, "inner_activation": "hard_sigmoid", "dropout_U": 0.2, "init": "normal"}
    assert of_keras_1("LSTM", old) == (
        "LSTM",
        {
            "units": 4,
            "recurrent_activation": "hard_sigmoid",
            "recurrent_dropout": 0.2,
            "kernel_initializer": "random_normal",
        },
    )


def test_an_embedding_keeps_its_output_dim():
    assert of_keras_1("Embedding", {"output_dim": 3, "init": "uniform"}) == (
        "Embedding",
        {"output_dim": 3, "embeddings_initializer": "random_uniform"},
    )


def test_regularizers_and_constraints():
    old = {
        "W_regularizer": {"name": "WeightRegularizer", "l1": 0.0, "l2": 0.5},
        "b_constraint": {"name": "MaxNorm", "m": 2, "axis": 0},
    }
    _, new = of_keras_1("Dense", old)
    assert new["kernel_regularizer"] == {"class_name": "L1L2", "config": {"l1": 0.0, "l2": 0.5}}
    maximum = {"class_name": "MaxNorm", "config": {"max_value": 2, "axis": 0}}
    assert new["bias_constraint"] == maximum


@pytest.mark.parametrize(
    ("config", "kind", "extra"),
    [
        ({"mode": "sum"}, "Add", {}),
        ({"mode": "concat", "concat_axis": 1}, "Concatenate", {"axis": 1}),
        ({"mode": "cos", "dot_axes": 1}, "Dot", {"axes": 1, "normalize": True}),
    ],
)
def test_merge_has_a_layer_for_each_mode(config, kind, extra):
    assert of_keras_1("Merge", config) == (kind, {"name": None, "trainable": True} | extra)


@pytest.mark.parametrize(
    ("kind", "config", "message"),
    [
        ("Merge", {"mode": "own_function"}, "is gone"),
        ("BatchNormalization", {"mode": 2}, "mode=2 is gone"),
    ],
)
def test_what_has_no_word(kind, config, message):
    with pytest.raises(ValueError, match=message):
        of_keras_1(kind, config)
