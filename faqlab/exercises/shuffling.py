"""The exercises of `shuffling`: how many orders, what a buffer reaches, when not to, a cure."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .shuffling_checks import check_train, how_many_orders

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "shuffling.predict",
    """
    After `keras.utils.set_random_seed(1)` a network is trained on arrays for four epochs, with
    `fit`'s default, `shuffle=True`.

    In how many different orders does it see the samples?
    """,
    options=[
        Option(
            "Four: each epoch is shuffled anew.",
            "That is what the FAQ promises, and what the backend of this Keras does.",
        ),
        Option(
            "One: they are shuffled, but each epoch the same way.",
            "The pipeline is started again for each epoch, and with a seed set its shuffle "
            "starts again with it.",
        ),
        Option(
            "None: a seed turns shuffling off.",
            "The samples came in the order of the arrays.",
        ),
    ],
    outcome=how_many_orders,
    measured="seeded",
)


q1 = Number(
    "shuffling.q1",
    """
    1,000 samples, numbered from 0, go through `dataset.shuffle(100).batch(32)`.

    What is the largest number that a sample of the **first batch** can have?
    """,
    answer=130,
    right="The first sample is drawn from 0 to 99; each draw lets one more in, so the 32nd is "
    "drawn from what is left of 0 to 130.",
    wrong={
        99: "The first sample is drawn from 0 to 99. Then number 100 takes its place in the "
        "buffer, and may come next.",
        100: "After the first draw number 100 comes into the buffer. There are 31 more draws.",
        131: "With the 32nd draw the batch is full; number 131 comes in after it.",
        132: "100 + 32 samples have been read when the batch is full, but they are counted from "
        "0, and the last came in too late.",
        999: "The buffer holds 100 samples. Number 999 comes into it much later.",
        31: "31 is the largest number without any shuffling.",
    },
    hints=[
        "Before the first draw the buffer is full: it holds the numbers 0 to 99.",
        "After each draw the next sample takes the free place.",
        "Before the 32nd draw 31 samples have come in beside the first 100.",
    ],
    solution="130: before the 32nd draw the numbers 0 to 99 + 31 have been in the buffer. "
    "`shuffling.buffer_order(1000, 100)[:32].max()` stays below it, however often you ask.",
)


q2 = Choice(
    "shuffling.q2",
    """
    Which of these trainings needs `shuffle=False`?
    """,
    options=[
        Option(
            "A network for images that lie in the arrays sorted by class.",
            "That one needs shuffling most: else the last batches of each epoch hold one class, "
            "and the network forgets the others.",
        ),
        Option(
            "An ordinary network that is given windows of a price series, each with its target.",
            "Each window is complete in itself, so their order carries nothing. It is the split "
            "into training and validation that must go by time.",
        ),
        Option(
            "A stateful LSTM that begins each batch with the state of the one before.",
            "Row i of a batch must go on where row i of the one before ended.",
            right=True,
        ),
        Option(
            "Any training with `validation_data`, so that these stay in order.",
            "`shuffle` is about the training data. Validation arrays stay in order either way.",
        ),
    ],
    hints=[
        "Where does a sample's place among the others carry something?",
        "What does a stateful layer remember, and whose state is it?",
    ],
    solution="c: a stateful layer hands its state from row i to row i. The lesson on stateful "
    "RNNs shows what becomes of it otherwise.",
)


q3 = Code(
    "shuffling.q3",
    """
    Write `train(model, x, y, epochs, seed)`: train the compiled model so that each epoch sees all
    samples in an order of its own, and the same seed gives the same orders again. Batches of 4.
    """,
    check=check_train,
    argument="train",
    hints=[
        "`set_random_seed` and `fit` alone give every epoch the same order.",
        "Shuffle in the data: `FreshOrder`, or `tf.data` with `shuffle(..., seed=seed)`.",
        "`fit(data, epochs=epochs, shuffle=False)`: `FreshOrder` shuffles already.",
    ],
    solution="""
    ```
    def train(model, x, y, epochs, seed):
        data = shuffling.FreshOrder(x, y, batch_size=4, seed=seed)
        model.fit(data, epochs=epochs, shuffle=False, verbose=0)
    ```

    With `tf.data`: `Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=seed).batch(4)`.
    """,
)
