"""The exercises of `removing_layers`: what predict does, what is left, where to cut, no head."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .removing_layers_checks import check_without_head, what_predict_gives

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "removing_layers.predict",
    """
    A trained network gives ten numbers for each digit; the layer before its head gives 32.
    `model.predict(x_test)` was called once. Now `model.pop()` removes the head, and
    `model.predict(x_test)` is called again.

    How many numbers does it give for each digit?
    """,
    options=[
        Option(
            "32: the head is gone.",
            "So the model's own `output_shape` says, and `model(x)` does give 32.",
        ),
        Option(
            "10, as before.",
            "The first `predict` made a function that goes through the layers of that time. `pop` "
            "doesn't tell it. `compile` makes Keras forget it.",
        ),
        Option(
            "None: it raises an error.",
            "It would be kind, but nothing is said.",
        ),
    ],
    outcome=what_predict_gives,
    measured="answers",
)


q1 = Number(
    "removing_layers.q1",
    """
    A network takes 64 numbers and has the layers

    ```
    keras.layers.Dense(32)
    keras.layers.Dropout(0.5)
    keras.layers.Dense(10)
    ```

    `model.pop()` is called twice, then `model.add(keras.layers.Dense(5))`. How many parameters has
    the model now?
    """,
    answer=2245,
    unit="parameters",
    right="64 x 32 + 32 = 2080 of the first layer, and 32 x 5 + 5 = 165 of the new head.",
    wrong={
        2080: "2080 is the first layer alone, before the new head is added.",
        2410: "2410 is what the network had before.",
        2575: "2575 would be with both heads: the old one was popped first.",
        165: "165 is the new head alone.",
        2135: "2135 would be a new head on ten numbers: the old head has gone, it stands on 32.",
    },
    hints=[
        "Which two layers are popped? `Dropout` is a layer too, though it holds nothing.",
        "`Dense(32)` on 64 numbers has a kernel of 64 x 32 and a bias of 32.",
        "You can ask: `removing_layers.inventory(model)` counts them.",
    ],
    solution="2245: Dropout and the old head go; 2080 of the first layer stay, and 32 x 5 + 5 = "
    "165 come.",
)


q2 = Choice(
    "removing_layers.q2",
    """
    Here is a model with two paths to `both`:

    ```
    stem = Dense(4, name="stem")(x)
    left = Dense(4, name="left")(stem)
    deep = Dense(4, name="deep")(left)
    both = Add(name="both")([deep, stem])
    ends = Dense(2, name="head")(both)
    ```

    A second model shall begin at one of its layers and go on to the end, fed with the one array
    that this layer is fed with. At which layer can it **not** begin?
    """,
    options=[
        Option(
            "`left`",
            "`left` is fed with what `stem` gives, and `both` needs just that too: one array will "
            "do.",
        ),
        Option(
            "`deep`",
            "`both` also needs what `stem` gives, and that isn't among what `deep` is fed with.",
            right=True,
        ),
        Option(
            "`head`",
            "All paths go through `both`; what it gives is all that the head needs.",
        ),
        Option(
            "It can begin at each of them.",
            "Follow all paths that lead to `both`: does each go through that layer?",
        ),
    ],
    hints=[
        "Draw the five layers, and a line across. How many arrays cross it?",
        "`both` has two inputs. Where do they come from?",
        'You can ask: `removing_layers.cut(model, first="deep")`.',
    ],
    solution="b: the path from `stem` to `both` leads past `deep`. `cut` says so, and names the "
    "layers where it can be cut.",
)


q3 = Code(
    "removing_layers.q3",
    """
    Write `without_head(model)`: return a model that gives what the layer before the last one gives,
    for Sequential and functional models. The model that was given **keeps its head**, and both go
    on sharing their weights.
    """,
    check=check_without_head,
    argument="without_head",
    hints=[
        "`model.pop()` would change the model that others use.",
        "`model.layers[-2].output` is what the layer before the last one gives.",
        "`keras.Model(inputs, outputs)` makes a model between the two. A Sequential has no "
        "`input`, but `inputs`, a list.",
    ],
    solution="""
    ```
    def without_head(model):
        return keras.Model(model.inputs[0], model.layers[-2].output)
    ```

    With faqlab: `removing_layers.cut(model, last=-2)`.
    """,
)
