import pytest

from faqlab.model_files.old_model import old_model, problems


def dense(name, units, **more):
    return {"class_name": "Dense", "config": {"name": name, "units": units, **more}}


def layer(name, kind, config, *calls):
    inbound = [[[before, node, 0, {}] for before, node in call] for call in calls]
    config = {"name": name, **config}
    return {"name": name, "class_name": kind, "config": config, "inbound_nodes": inbound}


def test_a_shared_layer_is_called_twice():
    layers = [
        layer("x", "InputLayer", {"batch_input_shape": [None, 4]}),
        layer("shared", "Dense", {"units": 4}, [("x", 0)], [("shared", 0)]),
    ]
    ends = {"input_layers": [["x", 0, 0]], "output_layers": [["shared", 1, 0]]}
    told = {"class_name": "Model", "config": {"name": "m", "layers": layers, **ends}}
    model = old_model(told).layer
    assert model.count_params() == 4 * 4 + 4
    assert len(model.get_layer("shared")._inbound_nodes) == 2


def test_layers_are_called_in_whatever_order_they_are_listed():
    layers = [
        layer("b", "Dense", {"units": 2}, [("a", 0)]),
        layer("a", "Dense", {"units": 3}, [("x", 0)]),
        layer("x", "InputLayer", {"batch_input_shape": [None, 4]}),
    ]
    ends = {"input_layers": [["x", 0, 0]], "output_layers": [["b", 0, 0]]}
    told = {"class_name": "Model", "config": {"name": "m", "layers": layers, **ends}}
    assert old_model(told).layer.output_shape == (None, 2)


def test_nothing_leads_there():
    layers = [layer("a", "Dense", {"units": 3}, [("nowhere", 0)])]
    told = {"class_name": "Model", "config": {"layers": layers}}
    with pytest.raises(ValueError, match="nothing leads to these layers: a"):
        old_model(told)


def test_problems_are_listed_with_their_address():
    inside = {
        "class_name": "Sequential",
        "config": [{"class_name": "Odd", "config": {"name": "o"}}],
    }
    outside = {"name": "outer", "layers": [inside, dense("d", 2, quantum=1)]}
    found = list(problems(old_model({"class_name": "Sequential", "config": outside})))
    assert [(address, kind) for address, kind, _ in found] == [
        ("sequential/o", "Odd"),
        ("d", "Dense"),
    ]
