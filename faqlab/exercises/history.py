"""The exercises of `history`: how many numbers, which of them is best, and where they come from."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .history_checks import check_batch_losses, check_best_epoch, first_epoch

__all__ = ["predict", "q1", "q2", "q3", "q4"]

predict = Prediction(
    "history.predict",
    """
    The network trains for 20 epochs, with 30 % dropout. Two loss curves are drawn: one of the
    digits that it learns from, one of digits that it never sees.

    Which of the two losses is lower after the first epoch?
    """,
    options=[
        Option(
            "the training loss",
            "The network knows the digits that it learned from better. That is the usual order, "
            "but rarely so soon.",
        ),
        Option(
            "the validation loss",
            "Nothing is wrong. The training loss is the mean over the epoch, and that began with "
            "an untrained network and has dropout on; the validation loss is measured when the "
            "epoch is over, with dropout off.",
        ),
        Option(
            "they are the same",
            "What the training loss owes to the untrained network of the first batches, and to "
            "dropout, is just what the network doesn't yet know about new digits.",
        ),
    ],
    outcome=first_epoch,
)


q1 = Number(
    "history.q1",
    """
    A network is trained with

    ```
    hist = model.fit(x, y, epochs=7, validation_split=0.2, validation_freq=2)
    ```

    How many numbers does `hist.history["val_loss"]` hold?
    """,
    answer=3,
    unit="numbers",
    right=(
        "Validation ran after the epochs 2, 4 and 6. `loss` holds 7 numbers, so the two curves "
        "can't be drawn over the same epochs."
    ),
    wrong={
        7: "7 is how many epochs there are, and how many numbers `loss` holds. `validation_freq=2` "
        "leaves out the validation of some of them.",
        4: "4 would be the epochs 1, 3, 5 and 7. Validation comes after every second epoch: "
        "which one is the first?",
        3.5: "7 / 2 is 3.5, but a list holds no half numbers. Which epochs are validated?",
        2: "2 is the step from one validated epoch to the next. How many such steps fit into 7?",
        14: "14 would be two validations in each epoch. With `validation_freq=2` there is one in "
        "every two epochs.",
    },
    hints=[
        "`validation_freq=2` means: validate after every second epoch, counted from 1.",
        "Write down the epochs from 1 to 7 and cross out those without validation.",
    ],
    solution="3: validation runs after the epochs 2, 4 and 6, and each run adds one number.",
)


q2 = Code(
    "history.q2",
    """
    Write `best_epoch(history)`: it takes a dictionary like `hist.history` and returns the epoch
    with the lowest `val_loss`, counted from 1 as a reader counts.

    If two epochs share the lowest value, the earlier one wins. A value may be NaN, where a
    training went wrong for an epoch: it never wins.
    """,
    check=check_best_epoch,
    argument="best_epoch",
    hints=[
        '`enumerate(history["val_loss"], start=1)` gives each value with its epoch.',
        "NaN is neither lower nor higher than anything, so `min` may stumble over it: leave it "
        "out first, with `math.isnan`.",
        "numpy has a function for it: `np.nanargmin` gives the place of the first lowest value, "
        "counted from 0.",
    ],
    solution="""
    ```
    def best_epoch(history):
        return int(np.nanargmin(history["val_loss"])) + 1
    ```

    `nanargmin` skips NaN and gives the first of equal values; + 1 because it counts from 0.
    """,
)


q3 = Code(
    "history.q3",
    """
    `history` has one number an epoch. Write a Keras callback `BatchLosses` that keeps more: after
    training, its list `losses` holds the loss that Keras reported after each training batch of
    all epochs, in order.

    The check drives it through two short epochs, with validation after each.
    """,
    check=check_batch_losses,
    argument="BatchLosses()",
    hints=[
        "Derive it from `keras.callbacks.Callback`, and make the empty list in `on_train_begin`.",
        "Keras calls `on_train_batch_end(self, batch, logs=None)` after each training batch; "
        "`logs` is a dictionary.",
        'The loss is `logs["loss"]`.',
    ],
    solution="""
    ```
    class BatchLosses(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.losses = []

        def on_train_batch_end(self, batch, logs=None):
            self.losses.append(logs["loss"])
    ```
    """,
)


q4 = Choice(
    "history.q4",
    """
    Without dropout, too, the training loss of the first epoch is above the validation loss. From
    some epoch on it is below. What explains the first epoch?
    """,
    options=[
        Option(
            "The validation digits are easier.",
            "If they were, the validation loss would stay below to the end. It doesn't.",
        ),
        Option(
            "Dropout makes the training batches harder.",
            "That is true of the run with dropout. This one has none, and still the first "
            "training loss is above.",
        ),
        Option(
            "The training loss is a mean over the epoch, and the network was untrained when the "
            "epoch began.",
            "The validation loss is measured after the epoch, with all that was learned in it. "
            "The faster a network learns within an epoch, the further the two are apart.",
            right=True,
        ),
        Option(
            "The network is overfitting.",
            "Overfitting is the other order: the training loss falls below the validation loss. "
            "You see it later in this run.",
        ),
    ],
    hints=[
        "When is each of the two numbers measured?",
        "Look at the thin line of the batches within the first epoch: where does it begin, and "
        "where does it end?",
    ],
    solution="c: the batches at the start of the epoch met an untrained network, and they count "
    "in its mean.",
)
