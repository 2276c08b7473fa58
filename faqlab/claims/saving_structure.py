"""Experiments on saving the architecture, on classes of your own, and on Python in a file."""

import json

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED, Evidence

from .networks import sequential
from .saved_networks import (
    compiled,
    folder,
    own_layer,
    predictions,
    same,
    tried,
    with_own_layer,
    with_python,
)


def json_holds_the_structure_alone(make=compiled, load=keras.models.model_from_json):
    """Look into the JSON of a compiled network, and at the model that is made from it."""
    model = make()
    model.set_weights([weight + 1 for weight in model.get_weights()])  # not as initialized
    text = model.to_json()
    again = load(text)
    numbers = {
        "training configuration in the JSON": bool(json.loads(text).get("compile_config")),
        "comes back compiled": again.compiled,
        "comes back with its weights": same(again.get_weights(), model.get_weights()),
    }
    return Evidence(FALSE if any(numbers.values()) else HOLDS, numbers)


def json_can_be_edited(load=keras.models.model_from_json):
    """Change 16 units to 8 in the JSON; then also the shape that the next layer was built for."""
    config = json.loads(sequential().to_json())
    first, second = config["config"]["layers"][1:]
    first["config"]["units"] = 8
    numbers = {"units changed": _loads(load, config, 8)}
    second["build_config"]["input_shape"] = [None, 8]
    numbers["and the next layer's build_config"] = _loads(load, config, 8)
    alone, both = (value == "loads" for value in numbers.values())
    if alone:
        return Evidence(HOLDS, numbers)
    if both:
        condition = "you change the shapes in the `build_config` of the layers after it too"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def _loads(load, config, units):
    model, error = tried(lambda: load(json.dumps(config)))
    return error or ("loads" if model.layers[0].units == units else "loads, and differs")


def yaml_saves_the_structure(kind=keras.Sequential, models=keras.models):
    """Look for `to_yaml` and `model_from_yaml`, and try them where they are."""
    there = hasattr(kind, "to_yaml") and hasattr(models, "model_from_yaml")
    numbers = {
        "to_yaml": hasattr(kind, "to_yaml"),
        "model_from_yaml": hasattr(models, "model_from_yaml"),
    }
    if not there:
        return Evidence(RETIRED, numbers)
    model = sequential()
    again, error = tried(lambda: models.model_from_yaml(kind.to_yaml(model)))
    good = not error and again.output_shape == model.output_shape
    return Evidence(HOLDS if good else FALSE, numbers)


def custom_objects_are_used(load=keras.saving.load_model, from_json=keras.models.model_from_json):
    """Save a network with a class of one's own; name the class in loading."""
    kind = own_layer()
    objects = {"custom_objects": {"Doubling": kind}}
    model, numbers = with_own_layer(kind), {}
    with folder() as there:
        for name in ("model.keras", "model.h5"):
            model.save(there / name)
            again, error = tried(lambda name=name: load(there / name, **objects))
            numbers[name] = error or _equal(again, model)
        again, error = tried(lambda: from_json(model.to_json(), **objects))
        if not error:
            again.set_weights(model.get_weights())  # JSON holds none
        numbers["JSON"] = error or _equal(again, model)
    return Evidence(HOLDS if set(numbers.values()) == {"the same"} else FALSE, numbers)


def _equal(again, model):
    alike = same([predictions(again)], [predictions(model)])
    return "the same" if alike else "differs"


def a_scope_is_used(scope=keras.utils.CustomObjectScope):
    """The same with a `with` block around the loading."""
    kind = own_layer()
    model = with_own_layer(kind)
    with folder() as there:
        model.save(there / "model.keras")
        with scope({"Doubling": kind}):
            again, error = tried(lambda: keras.saving.load_model(there / "model.keras"))
    found = error or _equal(again, model)
    return Evidence(HOLDS if found == "the same" else FALSE, {"loaded in the scope": found})


def without_it_loading_fails(load=keras.saving.load_model):
    """Load without naming the class: once as it is, once registered with Keras."""
    numbers = {}
    with folder() as there:
        with_own_layer(own_layer()).save(there / "model.keras")
        _, error = tried(lambda: load(there / "model.keras"))
        numbers["unknown class"] = error or "loads"
        kind = keras.saving.register_keras_serializable("faqlab")(own_layer())
        try:
            with_own_layer(kind).save(there / "model.keras")
            _, error = tried(lambda: load(there / "model.keras"))
        finally:
            keras.saving.get_custom_objects().pop("faqlab>Doubling")
        numbers["registered class"] = error or "loads"
    expected = numbers["unknown class"] != "loads" and numbers["registered class"] == "loads"
    return Evidence(HOLDS if expected else FALSE, numbers)


def python_is_loaded_without_a_word(
    load=keras.saving.load_model, from_json=keras.models.model_from_json
):
    """Save a network with a Lambda layer, and load it as any other."""
    model, numbers = with_python(), {}
    with folder() as there:
        for name in ("model.keras", "model.h5"):
            model.save(there / name)
            _, error = tried(lambda name=name: load(there / name))
            numbers[name] = error or "loaded"
        _, error = tried(lambda: from_json(model.to_json()))
        numbers["JSON"] = error or "loaded"
    return Evidence(HOLDS if "loaded" in numbers.values() else FALSE, numbers)
