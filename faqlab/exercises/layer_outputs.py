"""The exercises of `layer_outputs`: what dropout does, shapes, a function of your own, the mode."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .layer_outputs_checks import check_feature_maps, what_dropout_does

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "layer_outputs.predict",
    """
    The network has a layer `Dropout(0.3)`, named `dropout`. `LayerView` shows it in inference
    mode first, which is the mode of `predict`.

    What does the layer make of the numbers that come into it there?
    """,
    options=[
        Option(
            "It sets about 30 % of them to zero.",
            "That is what it does in training mode: switch LayerView to `training` and see.",
        ),
        Option(
            "Nothing: it hands them on as they are.",
            "Dropout is for training alone. So that the next layer meets numbers of the same size "
            "in both modes, Keras makes the survivors larger in training, by 1 / 0.7 here.",
        ),
        Option(
            "It multiplies them by 0.7.",
            "That is how the first paper on dropout did it. Keras scales in training and has "
            "nothing to do in inference.",
        ),
    ],
    outcome=what_dropout_does,
    measured="found",
)


q1 = Number(
    "layer_outputs.q1",
    """
    Pictures of shape (28, 28, 1) go through

    ```
    keras.layers.Conv2D(8, 5)
    keras.layers.MaxPooling2D(2)
    ```

    How many numbers does the second layer put out for one picture?
    """,
    answer=1152,
    unit="numbers",
    right="The convolution gives (24, 24, 8), the pooling (12, 12, 8), and 12 x 12 x 8 = 1152.",
    wrong={
        144: "144 is one map of 12 x 12. How many maps are there?",
        4608: "4608 is 24 x 24 x 8: what the convolution puts out. The pooling comes after it.",
        1568: "1568 would be 14 x 14 x 8. Without `padding` a convolution with a 5 x 5 window "
        "makes the picture smaller first.",
        6272: "6272 would be 28 x 28 x 8: neither layer would have made the picture smaller.",
        1352: "1352 would be 13 x 13 x 8: that is a window of 3. Here it is 5.",
    },
    hints=[
        "A window of 5 fits into 28 pixels at 24 places.",
        "Pooling by 2 halves both sides, and leaves the number of maps as it is.",
        "You can ask Keras: `layer_outputs.layer_tree(model)` gives every shape.",
    ],
    solution="1152: (28 - 5 + 1) / 2 = 12, so 12 x 12 places, 8 maps each.",
)


q2 = Code(
    "layer_outputs.q2",
    """
    Write `feature_maps(model, x, name)`: it returns what the layer of that name puts out for the
    pictures `x`, in inference mode, as an array. It has to work on a Sequential and on a
    functional model.
    """,
    check=check_feature_maps,
    argument="feature_maps",
    hints=[
        "Make a second model, from `model.inputs` to `model.get_layer(name).output`.",
        "`predict` of the second model runs in inference mode and gives an array; `verbose=0` "
        "keeps it quiet.",
    ],
    solution="""
    ```
    def feature_maps(model, x, name):
        extractor = keras.Model(model.inputs, model.get_layer(name).output)
        return extractor.predict(x, verbose=0)
    ```

    It is `inputs`, with an s: on a Sequential model `model.input` raises an error.
    """,
)


q3 = Choice(
    "layer_outputs.q3",
    """
    A model has a BatchNormalization layer. You call a second model that is cut from it once, with
    `extractor(x, training=True)`. What happens to the first model?
    """,
    options=[
        Option(
            "Nothing: only `fit` changes a model.",
            "`fit` isn't the only one. The two models share their layers, and one kind of layer "
            "keeps a memory of what it saw in training mode.",
        ),
        Option(
            "Its weights are trained by one step.",
            "A call computes outputs; there is no loss, no gradient and no optimizer in it.",
        ),
        Option(
            "Its moving mean and variance move a little towards this batch.",
            "That is what BatchNormalization does in every call in training mode, and the layers "
            "are shared. `layer_function` and `outputs` put them back.",
            right=True,
        ),
        Option(
            "It is in training mode from now on.",
            "The mode belongs to the call, not to the model. The next call without `training=True` "
            "is inference again.",
        ),
    ],
    hints=[
        "Both models have the same layer objects.",
        "Look at `model.get_layer(...).moving_mean` before and after.",
    ],
    solution="c: in training mode BatchNormalization updates its moving statistics in each call.",
)
