"""The exercises of `loss_gap`: the penalty, the mean over an epoch, a harmless gap, a fair one."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .loss_gap_checks import check_generalisation, where_the_penalty_counts

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "loss_gap.predict",
    """
    A network has an L2 penalty on its kernels, and no dropout. In the training loss the penalty
    makes up a good part.

    By how much does the penalty lift the training loss **above the validation loss**?
    """,
    options=[
        Option(
            "By the whole penalty: L1 and L2 are off in testing.",
            "The penalty is in the training loss alone, as the FAQ says.",
        ),
        Option(
            "By next to nothing: it counts in both.",
            "The penalty is a number made of the weights. `evaluate` adds it to the loss as "
            "`fit` does, and between the batches of an epoch the weights change little.",
        ),
        Option(
            "It lifts the validation loss more.",
            "The penalty counts for more in validation.",
        ),
    ],
    outcome=where_the_penalty_counts,
    measured="gap",
)


q1 = Number(
    "loss_gap.q1",
    """
    An epoch has three batches: 32 rows with a loss of 4.0, then 32 rows with a loss of 2.0, then
    the last 16 rows with a loss of 1.0.

    Which `loss` does `fit` report for the epoch?
    """,
    answer=2.6,
    tolerance=0.01,
    right="(32 x 4 + 32 x 2 + 16 x 1) / 80 = 208 / 80. After the epoch the network is better than "
    "that: its last batch had 1.0.",
    wrong={
        7 / 3: "That is the plain mean of the three. The last batch has half as many rows, and "
        "counts half as much.",
        1.0: "That is what the last batch had. `loss` is a mean over the whole epoch.",
        7.0: "That is the sum.",
        208.0: "That is the sum over all rows. Divide by how many there are.",
    },
    hints=[
        "Each row counts once, whatever batch it is in.",
        "The losses of all 80 rows make 32 x 4.0 + 32 x 2.0 + 16 x 1.0.",
    ],
    solution="2.6: `np.average([4.0, 2.0, 1.0], weights=[32, 32, 16])`.",
)


q2 = Choice(
    "loss_gap.q2",
    """
    After 20 epochs a network with `Dropout(0.5)` has a training loss of 0.52 and a validation loss
    of 0.31. Both still fall. What is best to do?
    """,
    options=[
        Option(
            "Stop: the gap is large, so it overfits.",
            "Overfitting is the other way round: validation is above training, and rises.",
        ),
        Option(
            "Search for validation rows among the training rows: validation can't be better.",
            "Duplicates make the validation loss as low as the training loss in testing mode. They "
            "are no reason to be below it, and dropout is one.",
        ),
        Option(
            "Take the dropout out, so that the curves meet.",
            "They would meet, and the validation loss might get worse. That the curves lie "
            "apart costs nothing.",
        ),
        Option(
            "Train on. To compare fairly, `evaluate` the training rows too.",
            "Dropout makes the training loss alone higher. Measured as in testing, the "
            "training rows have a loss at or below the validation loss.",
            right=True,
        ),
    ],
    hints=[
        "In which of the two losses is dropout on?",
        "Which way do the curves go? That says more than how far apart they are.",
    ],
    solution="d: dropout explains such a gap. `model.evaluate(x_train, y_train)` takes it out.",
)


q3 = Code(
    "loss_gap.q3",
    """
    Write `generalisation(model, x, y, x_val, y_val)`: how much higher the loss of the compiled
    model is on the training rows than on the validation rows, with the same weights, dropout off
    and no running average. It is negative where the validation rows are harder.

    The model may have metrics, dropout, batch normalisation and penalties.
    """,
    check=check_generalisation,
    argument="generalisation",
    hints=[
        "What is done to the validation rows at the end of an epoch can be done to the training "
        "rows too.",
        "`model.evaluate` gives a list where the model has metrics; with `return_dict=True` it "
        "gives a dictionary.",
        "The L2 penalty is the same number in both losses, so it goes out by itself.",
    ],
    solution="""
    ```
    def generalisation(model, x, y, x_val, y_val):
        seen = model.evaluate(x, y, verbose=0, return_dict=True)["loss"]
        unseen = model.evaluate(x_val, y_val, verbose=0, return_dict=True)["loss"]
        return seen - unseen
    ```

    `loss_gap.explain(...).parts["generalisation"]` is that difference after one more epoch.
    """,
)
