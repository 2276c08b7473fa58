"""The exercises of `saving`: the size of a file, an old format, common layers, a safe save."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .saving_checks import check_copy_common, check_save_safely, how_big_the_file_is

__all__ = ["predict", "q1", "q2", "q3", "q4"]

predict = Prediction(
    "saving.predict",
    """
    A network is trained with Adam and saved with `model.save("digits.keras")`. The file holds the
    architecture, the weights, the training configuration and the optimizer's state.

    How big is the file?
    """,
    options=[
        Option(
            "About as big as the weights: the rest is small.",
            "That is so with plain SGD, which keeps nothing, and for a model that was never "
            "trained. Architecture and configuration are a few kilobytes.",
        ),
        Option(
            "About three times as big as the weights.",
            "Adam keeps two numbers for each weight, a mean of its gradients and one of their "
            "squares. They are what the file is big with; the rest is a few kilobytes.",
        ),
        Option(
            "About ten times as big as the weights.",
            "Architecture and configuration are text, but only a few kilobytes of it. In a very "
            "small network they weigh more than the weights.",
        ),
    ],
    outcome=how_big_the_file_is,
    measured="path",
)


q1 = Number(
    "saving.q1",
    """
    A network has 250,000 weights of type float32. It is trained with Adam; then

    ```
    model.save_weights("my_model.weights.h5")
    ```

    How many megabytes is the file, about? (A megabyte is 1,000,000 bytes.)
    """,
    answer=3,
    unit="MB",
    right="1 MB of weights (250,000 x 4 bytes), and 2 MB of Adam's. The name says weights; the "
    "optimizer comes along.",
    wrong={
        1: "1 MB is the weights alone. `.weights.h5` of a trained model holds more than its name "
        "says.",
        2: "2 MB would be the weights and one number more for each. Adam keeps two.",
        0.25: "Each float32 takes 4 bytes.",
    },
    hints=[
        "A float32 takes 4 bytes.",
        "`saving.describe` of such a file lists its parts.",
        "Claim saving.13 was just that.",
    ],
    solution="3: 250,000 x 4 bytes = 1 MB for the weights, and twice as much for Adam.",
)


q2 = Choice(
    "saving.q2",
    """
    You train with Adam, `model.save("model.h5")`, and load that file the next day, both with the
    Keras of today. Then you call `fit` on the loaded model. What happens?
    """,
    options=[
        Option(
            "Training goes on exactly where it stopped.",
            "From a `.keras` file it does. From an `.h5` file it did, with Keras 2.",
        ),
        Option(
            "Training goes on, but Adam starts anew.",
            "That is what you get after another `compile`. As it is loaded, the model can't be "
            "trained.",
        ),
        Option(
            "`fit` raises an error: the optimizer doesn't know the model's weights.",
            "It is loaded with an empty list of them: `ValueError: Unknown variable`. It is claim "
            "saving.7. Save as `.keras`; or compile again, and let Adam start anew.",
            right=True,
        ),
        Option(
            "`load_model` raises an error: `.h5` can't be opened any more.",
            "Today's own `.h5` files can be opened, and they predict as they should. (But not if "
            "the loss was given as `'mse'`.)",
        ),
    ],
    hints=["The same question for `.keras` has a better answer.", "Look at claim saving.7."],
    solution="c: the loaded optimizer was built for no weights at all, whichever optimizer it is.",
)


q3 = Code(
    "saving.q3",
    """
    `by_name=True` is gone for today's formats. Write it: `copy_common(old, new)` copies the
    weights of each layer of `old` into the layer of `new` that has the same name, where all
    shapes agree, and leaves the other layers of `new` alone. It returns the names of the layers
    that it copied.
    """,
    check=check_copy_common,
    argument="copy_common",
    hints=[
        "`layer.get_weights()` gives a list of arrays, `layer.set_weights(...)` takes one.",
        "Go through `new.layers`. Which of their names does `old` have? Make a dict of its layers.",
        "Compare the lists of shapes before you copy: `set_weights` raises an error otherwise.",
    ],
    solution="""
    ```
    def copy_common(old, new):
        theirs = {layer.name: layer.get_weights() for layer in old.layers}
        copied = []
        for layer in new.layers:
            weights = theirs.get(layer.name, [])
            shapes = [weight.shape for weight in weights]
            if weights and shapes == [weight.shape for weight in layer.get_weights()]:
                layer.set_weights(weights)
                copied.append(layer.name)
        return copied
    ```

    `saving.transfer_weights` does this from files too, and reports what it left out and why.
    """,
)


q4 = Code(
    "saving.q4",
    """
    `model.save` empties the old file before it knows that it can write the new one. Write
    `save_safely(model, path)`, where `path` ends in `.keras`: at every moment there is a whole
    file under that name, the old one or the new one, also if the saving fails with an error.
    """,
    check=check_save_safely,
    argument="save_safely",
    hints=[
        "Save under another name first. It has to end in `.keras` too.",
        "`os.replace(a, b)` puts one file in the place of another, in one step.",
    ],
    solution="""
    ```
    def save_safely(model, path):
        new = f"{path}.new.keras"
        model.save(new)
        os.replace(new, path)
    ```

    `saving.save` does a little more: it clears up after an error, and makes sure that the bytes
    are on the disk before it replaces anything.
    """,
)
