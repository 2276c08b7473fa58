"""The exercises of `pretrained`: the scale of the pixels, the size of a head, a choice, a head."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .pretrained_checks import check_head, what_zero_to_one_gives

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "pretrained.predict",
    """
    The network was trained with pixels from 0 to 255, and calls the first photograph a palace and
    the second a daisy. Many a program divides pixels by 255 first, from habit.

    What will the network say of the two photographs then?
    """,
    options=[
        Option(
            "The same: the pictures look the same.",
            "The scale made no difference.",
        ),
        Option(
            "One and the same of both, and nothing that is on either.",
            "To it all pixels are black now: a night without a lamp, and the same night twice. "
            "No error, no warning: only the scale that it was trained with will do.",
        ),
        Option(
            "Nothing: Keras raises an error.",
            "Numbers of the right shape are all that Keras asks for.",
        ),
    ],
    outcome=what_zero_to_one_gives,
    measured="shares",
)


q1 = Number(
    "pretrained.q1",
    """
    The network without its classes gives 1,280 features a picture. A head
    `keras.layers.Dense(3, activation="softmax")` is put on it, for three classes of one's own.

    With everything else frozen, how many numbers does training change?
    """,
    answer=3843,
    unit="numbers",
    right="1,280 weights for each of the three classes, and three biases. The other 3,413,024 "
    "stay.",
    wrong={
        3840: "3,840 are the weights. Each class has a bias too.",
        3: "3 is how many classes there are. Each has a weight for each feature.",
        1283: "Each of the three classes has a weight of its own for each feature.",
        1281: "1,281 is one class's share. There are three.",
        3416867: "That is all of them, the frozen ones too.",
    },
    hints=[
        "A Dense layer has a weight for each pair of an input and an output.",
        "And a bias for each output.",
    ],
    solution="1280 * 3 + 3 = 3,843.",
)


q2 = Choice(
    "pretrained.q2",
    """
    An app for telephones may grow by 30 MB, and should be right as often as it can.
    `catalogue(most_megabytes=30)` lists what there is. Which one?
    """,
    options=[
        Option("VGG16", "Its file has 528 MB, and it is right in 71.3%."),
        Option("MobileNetV2", "14 MB and 71.3%: 30 MB buy 7% more right answers."),
        Option(
            "EfficientNetV2B0",
            "29 MB and 78.7%. Measure its time on the telephone too: it isn't in the file's size.",
            right=True,
        ),
        Option("ConvNeXtXLarge", "It is the best of all, 86.7%, and has 1,310 MB."),
    ],
    hints=["Look down the column `top-1` of those with 30 MB or less."],
    solution="c: `max(catalogue(30).rows, key=lambda one: one.top1)`.",
)


q3 = Code(
    "pretrained.q3",
    """
    Write `with_new_head(body, classes)`. `body` is a trained network without its top, which gives
    a row of features a picture. Return a model that gives, for each picture, a share of 1 for each
    of `classes` classes; `compile` and `fit` must train the new head and leave the body as it is.
    """,
    check=check_head,
    argument="with_new_head",
    hints=[
        "`body.trainable = False` freezes the body, its batch normalization too.",
        "Then call it like a layer: `body(inputs)`.",
        'Shares that add up to 1 come from `activation="softmax"`.',
    ],
    solution="""
    ```
    def with_new_head(body, classes):
        body.trainable = False
        head = keras.layers.Dense(classes, activation="softmax")
        return keras.Sequential([keras.Input(body.input_shape[1:]), body, head])
    ```
    """,
)
