"""What is said of looking inside a network, and whether it is so."""

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    HOLDS_IF,
    IMPLIED,
    NOTES,
    OFFICIAL,
    RETIRED,
    Claim,
    Claims,
    Evidence,
)

from .networks import array, by_hand, four, functional, head, hidden, sequential, start, works

RECORDED = ("3.12.0", "3.15.1")


def a_new_model_gives_the_output(extract=keras.Model):
    """Compare the new model's output with the layer's arithmetic in numpy."""
    model = functional()
    layer = model.get_layer("my_layer")
    output = extract(model.inputs, layer.output).predict(four(), verbose=0)
    same = output.shape == (4, 16) and np.allclose(output, by_hand(model), atol=1e-5)
    numbers = {"shape": str(output.shape), "equals the layer computed with numpy": bool(same)}
    return Evidence(HOLDS if same else FALSE, numbers)


def model_input_is_there(get=lambda model: model.input):
    """Ask a functional and a Sequential network, both ready to use, for their `input`."""
    models = {"functional": functional(), "Sequential": sequential()}
    there, numbers = [], {}
    for name, model in models.items():
        model.predict(four(), verbose=0)
        _, error = works(lambda model=model: get(model))
        there.append(not error)
        numbers[name] = error or "there"
    if all(there):
        return Evidence(HOLDS, numbers)
    if there[0]:
        condition = "the model is functional; of a Sequential one, take `model.inputs`"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def the_words_are_input_and_output(make=keras.Model):
    """Call `Model` as the notes do, and with today's words."""
    model = functional()
    ends = model.inputs[0], model.get_layer("my_layer").output
    old, error = works(lambda: make(input=ends[0], output=ends[1]))
    new = keras.Model(inputs=ends[0], outputs=ends[1])
    numbers = {"input=, output=": error or "accepted", "inputs=, outputs=": "accepted"}
    if error:
        return Evidence(RETIRED, numbers)
    same = np.allclose(old.predict(four(), verbose=0), new.predict(four(), verbose=0), atol=1e-5)
    return Evidence(HOLDS if same else FALSE, numbers)


def k_function_gives_the_output(backend=keras.backend):
    """Look for `K.function`, and try `keras.Function`, its heir."""
    model = functional()
    ends = model.inputs, [model.get_layer("my_layer").output]
    heir = np.allclose(array(keras.Function(*ends)([four()])[0]), by_hand(model), atol=1e-5)
    numbers = {"K.function": hasattr(backend, "function"), "keras.Function gives it": bool(heir)}
    if not hasattr(backend, "function"):
        return Evidence(RETIRED, numbers)
    output = array(backend.function(*ends)([four()])[0])
    same = np.allclose(output, by_hand(model), atol=1e-5)
    return Evidence(HOLDS if same else FALSE, numbers)


def a_flag_chooses_the_mode(backend=keras.backend, dropout=keras.layers.Dropout):
    """Look at a layer behind a dropout layer twice in each mode."""
    pixels = keras.Input((64,))
    model = keras.Model(pixels, dropout(0.5, seed=1)(pixels))
    test = [array(model(four(), training=False)) for _ in range(2)]
    train = [array(model(four(), training=True)) for _ in range(2)]
    flag = hasattr(backend, "learning_phase")
    good = np.array_equal(test[0], four()) and np.array_equal(*test)
    good = good and not np.array_equal(*train)
    numbers = {
        "K.learning_phase": flag,
        "two looks with training=False are equal": np.array_equal(*test),
        "two looks with training=True are equal": np.array_equal(*train),
    }
    if not good:
        return Evidence(FALSE, numbers)
    if flag:
        return Evidence(HOLDS, numbers)
    return Evidence(HOLDS_IF, numbers, "the flag is `extractor(x, training=True)` or `False`")


def looking_changes_nothing(normalization=keras.layers.BatchNormalization):
    """Look at a network with batch normalization in three ways; compare its weights each time."""
    pixels = keras.Input((64,))
    model = keras.Model(pixels, normalization()(pixels))
    looks = {
        "predict": lambda: model.predict(four(), verbose=0),
        "training=False": lambda: model(four(), training=False),
        "training=True": lambda: model(four(), training=True),
    }
    changed = {}
    for name, look in looks.items():
        before = [array(weight) for weight in model.weights]
        look()
        after = [array(weight) for weight in model.weights]
        changed[name] = not all(map(np.array_equal, before, after))
    numbers = {f"weights change with {name}": value for name, value in changed.items()}
    if not any(changed.values()):
        return Evidence(HOLDS, numbers)
    if changed == {"predict": False, "training=False": False, "training=True": True}:
        return Evidence(HOLDS_IF, numbers, "you don't ask for `training=True`")
    return Evidence(FALSE, numbers)


def the_mode_of_the_symbolic_call_stays(
    dropout=keras.layers.Dropout, normalization=keras.layers.BatchNormalization
):
    """Fix the mode of two layers while building a model; then run it in the other mode."""
    pixels = keras.Input((64,))
    dropping = keras.Model(pixels, dropout(0.5, seed=1)(pixels, training=True))
    still = normalization()
    normalizing = keras.Model(pixels, still(pixels, training=False))
    kept = {
        "dropout drops in model(x)": not np.array_equal(array(dropping(four())), four()),
        "dropout drops in predict": not np.array_equal(dropping.predict(four(), verbose=0), four()),
    }
    normalizing.compile("sgd", "mse")
    before = array(still.moving_mean)
    normalizing.fit(four(), four(), shuffle=False, verbose=0)
    after = array(still.moving_mean)
    kept["batch normalization stays still in fit"] = np.array_equal(before, after)
    return Evidence(HOLDS if all(kept.values()) else FALSE, kept)


def a_sequential_needs_no_input(make=keras.Sequential):
    """Look into a Sequential network without `Input`: new, built, and run on data."""
    steps = {
        "new": lambda model: None,
        "after model.build": lambda model: model.build((None, 64)),
        "after its first data": lambda model: model.predict(four(), verbose=0),
    }
    shapes, numbers = [], {}
    for name, step in steps.items():
        model = make([hidden(), head()])
        step(model)
        inside, error = works(
            lambda model=model: keras.Model(model.inputs, model.get_layer("my_layer").output)
        )
        shapes.append(None if error else inside.predict(four(), verbose=0).shape)
        numbers[name] = error or "works"
    if shapes == [(4, 16)] * 3:
        return Evidence(HOLDS, numbers)
    if shapes == [None, (4, 16), (4, 16)]:
        return Evidence(HOLDS_IF, numbers, "it is built, or has seen data")
    return Evidence(FALSE, numbers)


def a_layer_has_one_output(layer=keras.layers.Dense):
    """Call one layer on two inputs, and ask it for its output."""
    first, second = keras.Input((64,)), keras.Input((64,))
    shared = layer(16, kernel_initializer=start(1))
    before = shared(first)
    once = shared.output is before
    after = shared(second)
    output, error = works(lambda: shared.output)
    which = {id(before): "the first call's", id(after): "the second call's"}
    numbers = {
        "called once": "its output" if once else "not its output",
        "called twice": error or which.get(id(output), "both"),
    }
    if not once:
        return Evidence(FALSE, numbers)
    if id(output) in which or error:
        return Evidence(HOLDS_IF, numbers, "it is called once; of more calls, keep what each gave")
    return Evidence(HOLDS, numbers)


def inner_layers_are_reached(extract=keras.Model):
    """Look at a layer of a network that is a layer of another, and at the inner one as a whole."""
    inner = sequential()
    pixels = keras.Input((64,))
    outer = keras.Model(pixels, head()(inner(pixels)))
    ends = {
        "a layer inside": inner.get_layer("my_layer").output,
        "the inner model as a whole": outer.get_layer(inner.name).output,
    }
    seen = {
        name: works(lambda end=end: extract(outer.inputs, end).predict(four(), verbose=0))
        for name, end in ends.items()
    }
    numbers = {name: error or "works" for name, (_, error) in seen.items()}
    inside, error = seen["a layer inside"]
    good = not error and np.allclose(inside, by_hand(inner), atol=1e-5)
    return Evidence(HOLDS if good else FALSE, numbers)


CLAIMS = Claims(
    [
        Claim(
            "layer_outputs.1",
            "A new `Model` from the inputs to a layer's `output` gives what that layer computes.",
            (FAQ, NOTES, OFFICIAL),
            a_new_model_gives_the_output,
            HOLDS,
            RECORDED,
            ("C69",),
        ),
        Claim(
            "layer_outputs.2",
            "`model.input` is the input that such a model begins with.",
            (FAQ, NOTES, OFFICIAL),
            model_input_is_there,
            HOLDS_IF,
            RECORDED,
            ("C70",),
        ),
        Claim(
            "layer_outputs.3",
            "Such a model is made with `Model(input=..., output=...)`.",
            (NOTES,),
            the_words_are_input_and_output,
            RETIRED,
            RECORDED,
            ("C71",),
        ),
        Claim(
            "layer_outputs.4",
            "`K.function` makes a function that gives the output too.",
            (FAQ, NOTES),
            k_function_gives_the_output,
            RETIRED,
            RECORDED,
            ("C72",),
        ),
        Claim(
            "layer_outputs.5",
            "Where a layer works differently in training, a flag chooses the mode: "
            "0 for testing, 1 for training.",
            (FAQ, NOTES),
            a_flag_chooses_the_mode,
            HOLDS_IF,
            RECORDED,
            ("C73",),
        ),
        Claim(
            "layer_outputs.6",
            "Looking at a layer's output leaves the network as it was.",
            (IMPLIED,),
            looking_changes_nothing,
            HOLDS_IF,
            RECORDED,
            ("C74",),
        ),
        Claim(
            "layer_outputs.7",
            "A layer that is called with `training=True` or `False` while the model is built keeps "
            "that mode in training and in testing.",
            (OFFICIAL, "the guide to transfer learning"),
            the_mode_of_the_symbolic_call_stays,
            FALSE,
            RECORDED,
            ("C75",),
        ),
        Claim(
            "layer_outputs.8",
            "All this works for a Sequential model that has no `Input`.",
            (OFFICIAL,),
            a_sequential_needs_no_input,
            HOLDS_IF,
            RECORDED,
            ("C76",),
        ),
        Claim(
            "layer_outputs.9",
            "The output of a layer is `layer.output`, whichever layer it is.",
            (FAQ, NOTES, OFFICIAL),
            a_layer_has_one_output,
            HOLDS_IF,
            RECORDED,
            ("C77",),
        ),
        Claim(
            "layer_outputs.10",
            "The layers of a model that is itself a layer are reached in the same way.",
            (IMPLIED,),
            inner_layers_are_reached,
            FALSE,
            RECORDED,
            ("C78",),
        ),
    ]
)
