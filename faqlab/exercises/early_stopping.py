"""The exercises of `early_stopping`: which weights stay, when it stops, your own callback."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .early_stopping_checks import check_good_enough, check_stopping, whose_weights

__all__ = ["predict", "q1", "q2", "q3", "q4"]

predict = Prediction(
    "early_stopping.predict",
    """
    A network learns 300 digits, with `EarlyStopping(monitor="val_loss", patience=5)`. After some
    epochs the validation loss rises, and training ends.

    `fit` has returned. Which weights does the model have now?
    """,
    options=[
        Option(
            "those of the epoch with the lowest validation loss",
            "The callback was told to bring the best weights back.",
        ),
        Option(
            "those of the last epoch, which are worse",
            "The callback only ends training. By then the network has trained on for as many "
            "epochs as its patience lasts; the best weights are overwritten, unless it is told "
            "`restore_best_weights=True`.",
        ),
        Option(
            "those of the epoch before the one that failed",
            "Somebody has taken one epoch back; Keras's callback doesn't do that.",
        ),
    ],
    outcome=whose_weights,
    measured="(curves, loss_now)",
)


q1 = Number(
    "early_stopping.q1",
    """
    A training reports these validation losses, epoch by epoch:

    ```
    0.90  0.70  0.60  0.65  0.60  0.61  0.62  0.63  0.50
    ```

    After which epoch does `EarlyStopping(monitor="val_loss", patience=3)` end it?
    """,
    answer=6,
    right="The best is that of epoch 3. The epochs 4, 5 and 6 bring nothing better: 0.60 in epoch "
    "5 is only as good.",
    wrong={
        8: "8 would be right if the second 0.60 were an improvement. It is only as good as the "
        "first, and equal isn't better.",
        7: "7 would be three misses and one more. Training ends with the third.",
        5: "5 is the second epoch without an improvement; patience is 3.",
        4: "4 is the first epoch without an improvement; patience is 3.",
        3: "3 is the best epoch. Nobody knows that at the time: patience has to be waited out.",
        9: "9 would mean that it never stops. Count the epochs since the best.",
    },
    unit="the epoch, counted from 1",
    hints=[
        "Which epoch is the best when the sixth is over?",
        "An epoch that is as good as the best counts as a miss.",
        "You can ask: `early_stopping.replay({'val_loss': [0.9, 0.7, ...]}, patience=3)`.",
    ],
    solution="6: the best comes in epoch 3, and the epochs 4, 5 and 6 are three misses in a row. "
    "That 0.50 would have come is never seen.",
)


q2 = Choice(
    "early_stopping.q2",
    """
    The validation loss is 1.00 in the first epoch and falls by 0.04 in each one after it: 0.96,
    0.92, 0.88, ... What does `EarlyStopping(monitor="val_loss", min_delta=0.1, patience=2)` do?
    """,
    options=[
        Option(
            "It never stops: each epoch is better than the one before.",
            "By 0.04, and `min_delta=0.1` asks for more.",
        ),
        Option(
            "It never stops: three small steps add up to 0.12.",
            "They would: what counts is the distance to the best, 1.00. But that is epoch 4, and "
            "two misses end it before.",
        ),
        Option(
            "It stops after epoch 3.",
            "0.96 and 0.92 are less than 0.1 below the best, which is still 1.00: two misses.",
            right=True,
        ),
        Option(
            "It stops after epoch 2, the first step that is too small.",
            "That is the first miss; patience is 2.",
        ),
    ],
    hints=[
        "What is compared is the new value with the best so far, not with the last.",
        "A value that isn't better by `min_delta` doesn't become the best either.",
    ],
    solution="c: after epoch 1 the best is 1.00. 0.96 and 0.92 would have to be below 0.90. With "
    "`patience=3` it would go on: 0.88 in epoch 4 is.",
)


q3 = Code(
    "early_stopping.q3",
    """
    Give a callback that ends training when `val_accuracy` hasn't risen by at least 0.01 for 3
    epochs in a row, and leaves the model with the weights of the best epoch.

    The check drives it through trainings that are written down, and looks where they end and
    which weights the model has then.
    """,
    check=check_stopping,
    argument="stopping",
    hints=[
        "`keras.callbacks.EarlyStopping` does it; what is asked for are its arguments.",
        "There are four of them: what to monitor, how much is a rise, how long to wait, and the "
        "weights.",
        '`mode="max"` is safe for an accuracy: with `"min"` the first epoch would be the best.',
    ],
    solution="""
    ```
    stopping = keras.callbacks.EarlyStopping(
        monitor="val_accuracy",
        mode="max",
        min_delta=0.01,
        patience=3,
        restore_best_weights=True,
    )
    ```
    """,
)


q4 = Code(
    "early_stopping.q4",
    """
    Write a callback of your own: `GoodEnough(target)` ends training after the first epoch in which
    `val_accuracy` is at least `target`. In an epoch without validation it does nothing.

    Give the class itself; the check makes callbacks of it.
    """,
    check=check_good_enough,
    argument="GoodEnough",
    hints=[
        "Derive it from `keras.callbacks.Callback`, and call `super().__init__()` in `__init__`.",
        "`on_epoch_end(self, epoch, logs=None)` gets the numbers of the epoch in `logs`.",
        "`self.model.stop_training = True` ends training after this epoch.",
        'Where there was no validation, `logs` has no such name: `logs.get("val_accuracy")`.',
    ],
    solution="""
    ```
    class GoodEnough(keras.callbacks.Callback):
        def __init__(self, target):
            super().__init__()
            self.target = target

        def on_epoch_end(self, epoch, logs=None):
            reached = (logs or {}).get("val_accuracy")
            if reached is not None and reached >= self.target:
                self.model.stop_training = True
    ```
    """,
)
