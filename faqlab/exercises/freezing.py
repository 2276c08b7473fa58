"""The exercises of `freezing`: the two models, what trains, a function of your own, statistics."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .freezing_checks import check_freeze_body, what_the_first_fit_does

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "freezing.predict",
    """
    The FAQ's example: a layer is frozen, and `frozen_model` is compiled. Then the same layer is
    thawed, and a second model around it is compiled. Now `frozen_model` is fitted for the first
    time.

    What does that do to the layer?
    """,
    options=[
        Option(
            "Nothing: it was frozen when `frozen_model` was compiled.",
            "So the FAQ says, and so it was in Keras 2, where `compile` wrote the flags down.",
        ),
        Option(
            "It is trained.",
            "Keras 3 reads the flags when it first makes the train step, in the first `fit`. By "
            "then the layer is thawed.",
        ),
        Option(
            "Keras raises an error, or warns at least.",
            "It would be kind, but it says nothing. `freezing.status` and `freezing.watch` do.",
        ),
    ],
    outcome=what_the_first_fit_does,
    measured="watching",
)


q1 = Number(
    "freezing.q1",
    """
    A network takes 64 numbers and has the layers

    ```
    keras.layers.Dense(32)
    keras.layers.BatchNormalization()
    keras.layers.Dense(10)
    ```

    The first layer is frozen, the others are not. How many parameters are trainable?
    """,
    answer=394,
    unit="parameters",
    right="64 of BatchNormalization (gamma and beta), and 32 x 10 + 10 = 330 of the head.",
    wrong={
        458: "458 counts all 128 numbers of BatchNormalization. Two of its four kinds are measured "
        "and not trained: the moving mean and the moving variance.",
        330: "330 is the head alone. BatchNormalization learns something too.",
        2474: "2474 is all that trains when nothing is frozen.",
        2080: "2080 is what the frozen layer holds.",
        2538: "2538 is all that the network holds.",
    },
    hints=[
        "`Dense(10)` behind 32 numbers has a kernel of 32 x 10, and a bias of 10.",
        "BatchNormalization holds four numbers for each of its 32 inputs. Which of them does the "
        "optimizer change?",
        "You can ask: `print(freezing.freeze(model, 0))` says it.",
    ],
    solution="394: gamma and beta are 2 x 32 = 64, the head has 330. The moving mean and variance "
    "change while training runs, but no gradient does it.",
)


q2 = Code(
    "freezing.q2",
    """
    Write `freeze_body(model)`: afterwards `fit` changes the model's last layer and no other. The
    model is compiled with the loss `mse`, and **may have been fitted before**.
    """,
    check=check_freeze_body,
    argument="freeze_body",
    hints=[
        "`model.layers[:-1]` are all layers but the last.",
        "A model that has been fitted goes by the flags of that time. What makes it look again?",
        '`model.compile("sgd", "mse")` does, after the flags are set.',
    ],
    solution="""
    ```
    def freeze_body(model):
        for layer in model.layers[:-1]:
            layer.trainable = False
        model.compile("sgd", "mse")
    ```

    With faqlab: `freezing.freeze(model, until=-1)`, which also says whether `compile` is needed.
    """,
)


q3 = Choice(
    "freezing.q3",
    """
    You fine-tune a network that has BatchNormalization layers, and have frozen them. What do they
    do during `fit`?
    """,
    options=[
        Option(
            "They normalise by each batch's mean and variance, as unfrozen ones do.",
            "That is what they did in early Keras. Frozen ones now run as in inference.",
        ),
        Option(
            "They normalise by the moving mean and variance, and update these.",
            "They do use the moving ones; but a frozen layer leaves them as they are.",
        ),
        Option(
            "They normalise by the moving mean and variance, which stay as they are.",
            "A frozen BatchNormalization runs as in inference. Few new pictures can't spoil what "
            "was measured on many.",
            right=True,
        ),
        Option(
            "Nothing: frozen layers are skipped.",
            "A frozen layer still computes its output; it just isn't changed.",
        ),
    ],
    hints=[
        "The lesson's claims try it: look for BatchNormalization.",
        "`layer(x, training=True)` and `layer(x, training=False)`: compare the two.",
    ],
    solution="c: as in inference, and nothing is updated. Dropout is different: it goes on "
    "dropping, frozen or not.",
)
