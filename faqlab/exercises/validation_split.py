"""The exercises of `validation_split`: the trap, the arithmetic, the choice, mixing, leaks."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .validation_split_checks import check_leaked, check_mixed, what_the_sorted_rows_reach

__all__ = ["predict", "q1", "q2", "q3", "q4"]

predict = Prediction(
    "validation_split.predict",
    """
    1,437 handwritten digits are sorted by their labels: first all zeros, then all ones, and so
    on up to nine. A small network is trained on them with `validation_split=0.2`. After ten epochs
    it gets nearly all training digits right.

    How many of the validation digits does it get right?
    """,
    options=[
        Option(
            "Nearly all, as in training.",
            "The same kinds of digits must have been on both sides: these rows weren't sorted.",
        ),
        Option(
            "About one in ten: it has to guess.",
            "A guess among ten digits is right one time in ten.",
        ),
        Option(
            "Next to none: it does worse than guessing.",
            "The last 20 % of the rows are nearly all eights and nines. The training has none of "
            "them, so the network learned never to say eight or nine.",
        ),
    ],
    outcome=what_the_sorted_rows_reach,
    measured="sorted_run",
)


q1 = Number(
    "validation_split.q1",
    """
    `model.fit(x, y, validation_split=0.1)` is given 101 rows. How many of them does it train on?
    """,
    answer=90,
    unit="rows",
    right="floor(101 x 0.9) = floor(90.9): 90 for training, the other 11 for validation.",
    wrong={
        91: "90.9 is rounded down, not to the nearest.",
        11: "11 is how many are kept for validation.",
        10: "10 would be a tenth of 100, and it is asked how many are trained on.",
        101: "101 is all of them, and some are kept for validation.",
        90.9: "There is no nine tenths of a row.",
    },
    hints=[
        "The training gets nine tenths of the rows. How many is that?",
        "There are only whole rows: Keras rounds down what goes into training.",
        "You can ask: `validation_split.cut_at(101, 0.1)`.",
    ],
    solution="90: `floor(101 * (1 - 0.1))`. Validation gets the other 11.",
)


q2 = Choice(
    "validation_split.q2",
    """
    A hospital has 2,000 scans of 100 patients, twenty scans each. The network shall tell the
    illness of patients who come next year. How do you split the scans?
    """,
    options=[
        Option(
            "`validation_split=0.2`: it is the simplest.",
            "It takes the last rows, whatever they are: if the scans lie in the order of their "
            "illness, an illness is missing; at the cut a patient may be torn in two.",
        ),
        Option(
            '`split(x, y, 0.2, "shuffled")`: chance is fair.',
            "Then nearly every patient has scans on both sides. The network may know the patient "
            "again instead of the illness, and nobody notices.",
        ),
        Option(
            '`split(x, y, 0.2, "stratified")`: each illness in its share.',
            "The shares are right, but nearly every patient has scans on both sides.",
        ),
        Option(
            '`split(x, y, 0.2, "grouped", groups=patients)`: each patient on one side.',
            "The validation asks what next year asks: is it right for patients never seen?",
            right=True,
        ),
    ],
    hints=[
        "What will be new next year: other scans, or other patients?",
        "The validation has to be as new to the network as what comes later.",
    ],
    solution="d: `groups=patients`. Twenty patients are kept whole for validation; `xray(x, y, "
    "groups=patients)` tells how many another split would tear.",
)


q3 = Code(
    "validation_split.q3",
    """
    Write `mixed(x, y)`: give the rows and their labels back in a new, random order, so that
    `model.fit(*mixed(x, y), validation_split=0.2)` is fair. Each row keeps its label.
    """,
    check=check_mixed,
    argument="mixed",
    hints=[
        "Shuffling `x` and `y` one after the other tears rows from their labels.",
        "Draw one order for both: `np.random.default_rng().permutation(len(x))`.",
        "An array can be read in an order: `x[order]`.",
    ],
    solution="""
    ```
    def mixed(x, y):
        order = np.random.default_rng().permutation(len(x))
        return x[order], y[order]
    ```

    `split(x, y, 0.2)` does it for dicts, frames and several inputs too.
    """,
)


q4 = Code(
    "validation_split.q4",
    """
    Write `leaked(x_train, x_val)`: count the rows of `x_val` that stand in `x_train` too. Both are
    arrays of shape `(rows, columns)`; a row counts if all of its columns are the same.
    """,
    check=check_leaked,
    argument="leaked",
    hints=[
        "`set(map(tuple, x_train))` holds all rows of the training, to be looked up one by one.",
        "Go through the rows of `x_val`, and count those that are in the set.",
    ],
    solution="""
    ```
    def leaked(x_train, x_val):
        known = set(map(tuple, x_train))
        return sum(tuple(row) in known for row in x_val)
    ```

    `xray` does it with a fingerprint of each row, also for pictures and several inputs.
    """,
)
