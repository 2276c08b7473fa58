"""What is done to find out whether the sentences on removing layers are so."""

import warnings

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence

from .networks import array, some, start, works
from .removing_networks import (
    LABELS,
    alike,
    head,
    mean_square,
    network,
    use,
    used,
    values,
    width,
)

SEED = {"kernel_initializer": start(1)}


def pop_removes_the_last(sequential=keras.Sequential):
    """Pop networks that are built and not: what is left, what is returned, which weights."""
    numbers, good = {}, True
    for name, built in (("built", True), ("not built", False)):
        model = network(sequential, built)
        layers, kept = list(model.layers), values(model.layers[0])
        popped = model.pop()
        good &= popped is layers[-1] and model.layers == layers[:1]
        good &= alike(kept, values(layers[0]))
        numbers[f"layers, {name}"] = f"{len(layers)} -> {len(model.layers)}"
    numbers["returned"] = popped.name
    return Evidence(HOLDS if good else FALSE, numbers)


def pop_again_and_again(sequential=keras.Sequential):
    """Pop a network of three layers three times, with an Input and without."""
    numbers = {}
    for name, inputs in (("with Input", [keras.Input((64,))]), ("without", [])):
        model = sequential(
            [*inputs, *(keras.layers.Dense(3, kernel_initializer=start(i)) for i in range(3))]
        )
        lengths, errors = [], []
        for _ in range(3):
            errors.append(works_or_index_error(model.pop))
            lengths.append(len(model.layers))
        told = " -> ".join(map(str, lengths))
        numbers[name] = told + (f", then {errors[-1]}" if errors[-1] else "")
    if lengths != [2, 1, 0]:
        return Evidence(FALSE, numbers)
    if any("Error" in str(one) for one in numbers.values()):
        return Evidence(HOLDS_IF, numbers, "a layer, or an Input, is left")
    return Evidence(HOLDS, numbers)


def works_or_index_error(attempt):
    """Give the name of the error that is raised, or ""."""
    try:
        return works(attempt)[1]
    except IndexError as error:
        return type(error).__name__


def the_first_layer_is_told_its_input(dense=keras.layers.Dense):
    """Make the FAQ's model, with `input_dim` in the first layer, and listen."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        model, error = works(
            lambda: keras.Sequential([dense(32, input_dim=784, **SEED), dense(32, **SEED)])
        )
    if error:
        return Evidence(FALSE, {"error": error})
    advised = sum("prefer using an `Input(shape)`" in str(one.message) for one in heard)
    numbers = {"built": bool(model.built), "warnings": advised}
    if advised:
        return Evidence(HOLDS_IF, numbers, "you take the warning: an `Input` is preferred")
    return Evidence(HOLDS, numbers)


def the_output_is_that_of_the_layer_before(sequential=keras.Sequential):
    """Pop a network that was never used: its shape, and what it gives."""
    model, (x, _) = network(sequential), some()
    inner, before = array(model.layers[0](x)), model.output_shape
    model.pop()
    numbers = {"output": f"{before} -> {model.output_shape}"}
    same = model.output_shape == (None, 16) and np.allclose(array(model(x)), inner)
    return Evidence(HOLDS if same else FALSE, numbers)


def what_was_popped_comes_back(sequential=keras.Sequential):
    """Pop the head of a trained network and add it again."""
    model, (x, _) = used(sequential, ("fit",)), some()
    answers, popped = array(model(x)), None
    popped = model.pop()
    weights = values(popped)
    model.add(popped)
    same = alike(weights, values(model.layers[-1])) and np.array_equal(array(model(x)), answers)
    numbers = {"its weights": "the same" if same else "others", "layers": len(model.layers)}
    return Evidence(HOLDS if same else FALSE, numbers)


def pop_takes_effect_at_once(sequential=keras.Sequential):
    """Pop a network that has been used: what its methods go through, and what it itself does."""
    model, x = used(sequential), some()[0]
    old = mean_square(model(x))
    popped = model.pop()
    before = values(popped)
    numbers = {"model(x)": width(array(model(x)))}
    numbers["predict"] = width(use(model, "predict", None))
    loss, error = works(lambda: use(model, "evaluate", 10))
    numbers["evaluate"] = error or ("the old loss" if abs(loss - old) < 1e-3 else "another loss")
    _, error = works(lambda: use(model, "fit", 10))
    moved = not alike(before, values(popped))
    numbers["fit"] = error or ("trains what was popped" if moved else "leaves it alone")
    good = numbers["predict"] == numbers["model(x)"] == 16 and not moved
    return Evidence(HOLDS if good else FALSE, numbers)


def one_answer_is_of_one_network(sequential=keras.Sequential):
    """Pop a network that has predicted 32 samples, then predict 40: one batch is new in size."""
    model, x = network(sequential), some()[0]
    model.predict(x[:32], verbose=0)
    model.pop()
    answers = model.predict(x[:40], verbose=0)
    lengths = [len(array(row)) for row in answers]
    numbers = {"samples of 10 numbers": lengths.count(10), "of 16": lengths.count(16)}
    return Evidence(HOLDS if len(set(lengths)) == 1 else FALSE, numbers)


def add_takes_effect_at_once(sequential=keras.Sequential):
    """Add a layer to a network that has been used."""
    model, x = network(sequential), some()[0]
    model.predict(x, verbose=0)
    model.add(head(3))
    numbers = {"model(x)": width(array(model(x))), "predict": width(use(model, "predict", None))}
    return Evidence(HOLDS if numbers["predict"] == numbers["model(x)"] else FALSE, numbers)


def compile_makes_it_so(sequential=keras.Sequential):
    """Pop a network that has been used, compile it, and use it again."""
    model, x = used(sequential, ("predict", "fit")), some()[0]
    popped = model.pop()
    before, kept = values(popped), values(model.layers[0])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    numbers = {"compile changes weights": "no" if alike(kept, values(model.layers[0])) else "yes"}
    answers = use(model, "predict", None)
    numbers["predict"] = width(answers)
    good = answers.shape == (64, 16) and np.allclose(array(model(x)), answers, atol=1e-5)
    use(model, "fit", 16)
    numbers["what was popped"] = "still" if alike(before, values(popped)) else "moves"
    good &= numbers == {"compile changes weights": "no", "predict": 16, "what was popped": "still"}
    return Evidence(HOLDS if good else FALSE, numbers)


def a_new_head_needs_compile(sequential=keras.Sequential):
    """Give a fitted network a new head, and fit it: without compile, and with it."""
    wide = used(sequential, ("fit",))
    wide.pop()
    wide.add(head(3))
    numbers = {"fit, targets of another shape": fits(wide, np.ones((64, 3), "float32"))}
    model, labels = network(sequential, loss=LABELS), some()[1]
    model.fit(some()[0], labels, verbose=0)
    old = model.pop()
    model.add(head(11))
    numbers["fit, labels as before"] = what_trains(model, old, labels)
    model.compile(keras.optimizers.SGD(0.1), LABELS)
    numbers["fit after compile"] = what_trains(model, old, labels)
    without = [one for name, one in numbers.items() if name != "fit after compile"]
    good = not {"works", "trains the new head"} & set(without)
    good &= numbers["fit after compile"] == "trains the new head"
    return Evidence(HOLDS if good else FALSE, numbers)


def what_trains(model, old, labels):
    """Say which head a fit trains, or the name of the error."""
    new = model.layers[-1]
    before = values(old), values(new)
    error = fits(model, labels)
    if error != "works":
        return error
    moved = [not alike(*pair) for pair in zip(before, (values(old), values(new)), strict=True)]
    return {(True, False): "trains the old head", (False, True): "trains the new head"}.get(
        tuple(moved), "trains both or none"
    )


def fits(model, targets):
    """Say "works", or the name of the error; TensorFlow's own errors are no ValueErrors."""
    try:
        model.fit(some()[0], targets, verbose=0)
    except Exception as error:
        return type(error).__name__
    return "works"


def any_model_can_be_popped(make=None):
    """Look for `pop` in a functional model."""
    pixels = keras.Input((64,))
    model = (make or keras.Model)(pixels, head()(pixels))
    _, error = works(lambda: model.pop())
    return Evidence(FALSE if error else HOLDS, {"pop": error or "works"})


def a_nested_model_can_be_popped(model=keras.Model):
    """Pop a Sequential that is a layer of another model, and run that one."""
    inner, (x, _) = network(), some()
    pixels = keras.Input((64,))
    outer = model(pixels, keras.layers.Dense(5, **SEED)(inner(pixels)))
    inner.pop()
    shape, error = works(lambda: outer(x).shape)
    return Evidence(FALSE if error else HOLDS, {"the outer model": error or str(shape)})


def a_second_model_shares_weights(model=keras.Model):
    """Make a model that ends at a layer of another one, as the FAQ does for features; train it."""
    pixels = keras.Input((64,))
    first = keras.Model(pixels, head()(keras.layers.Dense(16, name="inner", **SEED)(pixels)))
    second = model(first.input, first.get_layer("inner").output)
    second.compile(keras.optimizers.SGD(0.1), "mse")
    inner, last = (values(layer) for layer in first.layers[1:])
    use(second, "fit", 16)
    moved = [
        not alike(*pair)
        for pair in ((inner, values(first.layers[1])), (last, values(first.layers[2])))
    ]
    numbers = {
        "first model's layer": "moves too" if moved[0] else "still",
        "its head": "moves" if moved[1] else "still",
    }
    return Evidence(HOLDS if moved == [True, False] else FALSE, numbers)
