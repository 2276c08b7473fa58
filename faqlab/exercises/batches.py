"""The exercises of `batches`: how many updates, how noisy, a loop, collecting."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .batches_checks import check_collecting, check_train, which_reaches_the_lower_loss

__all__ = ["predict", "q1", "q2", "q3", "q4"]

predict = Prediction(
    "batches.predict",
    """
    1,437 digits, ten epochs, the same network, the same learning rate. Once in batches of 32, once
    with all digits in a single batch, whose gradient is the exact one.

    Which training ends with the lower loss?
    """,
    options=[
        Option(
            "The small batches.",
            "Each epoch has 45 updates instead of one. Their directions are a little off, but 450 "
            "steps roughly in the right direction go farther than 10 exact ones.",
        ),
        Option(
            "The single large batch: its gradient is exact.",
            "Here ten exact steps went farther than 450 that are a little off.",
        ),
        Option(
            "Both end the same: they have seen the same digits as often.",
            "What counts is how often the weights were moved, not how often a digit was seen.",
        ),
    ],
    outcome=which_reaches_the_lower_loss,
    measured="(small, large)",
)


q1 = Number(
    "batches.q1",
    """
    60,000 samples, `batch_size=128`, `epochs=10`. How often are the weights updated?
    """,
    answer=4690,
    unit="updates",
    right="60,000 / 128 = 468.75, so an epoch has 468 whole batches and a last one of 96; ten of "
    "them are 4,690.",
    wrong={
        4680: "Each epoch has a smaller last batch, and that updates the weights too.",
        4687.5: "There is no three quarters of an update: a smaller last batch is a batch.",
        4687: "The smaller last batch comes in every epoch, not once at the end.",
        4688: "The smaller last batch comes in every epoch, not once at the end.",
        469: "That is one epoch.",
        468: "That is one epoch, and its last batch is missing.",
        600000: "That is how many samples are seen. A batch of them makes one update.",
    },
    hints=[
        "How many batches has one epoch?",
        "60,000 / 128 isn't whole: what happens with the rest?",
        "You can ask: `batches.steps(60_000, batch_size=128, epochs=10)`.",
    ],
    solution="4,690: `ceil(60000 / 128) = 469` batches an epoch, times 10.",
)


q2 = Choice(
    "batches.q2",
    """
    You go from batches of 16 to batches of 256. By how much does the noise of the gradient change,
    its typical distance to the gradient of all samples?
    """,
    options=[
        Option(
            "It is a sixteenth.",
            "That would be so if the errors all pointed the same way. They are random and cancel "
            "only in part.",
        ),
        Option(
            "It is a quarter.",
            "Sixteen times the samples, and the root of 16 is 4.",
            right=True,
        ),
        Option("It is half.", "For that four times the samples are enough."),
        Option("It stays.", "Look at the picture of the noise in this lesson: it falls."),
    ],
    hints=[
        "The gradient of a batch is a mean over its samples.",
        "The error of a mean falls with the root of how many it is taken over.",
    ],
    solution="b: the error is proportional to 1 / root of the batch size, and 1 / sqrt(16) = 1/4. "
    "Sixteen times the work for a quarter of the noise.",
)


q3 = Code(
    "batches.q3",
    """
    Write `train(model, x, y, batch_size, epochs)` with a loop of your own: it trains the compiled
    model with `model.train_on_batch`, batch by batch, in the order of the data, and leaves the
    weights that `model.fit(x, y, batch_size, epochs, shuffle=False)` leaves.
    """,
    check=check_train,
    argument="train",
    hints=[
        "Two loops: one over the epochs, and in it one over where the batches begin.",
        "`range(0, len(x), batch_size)` gives the beginnings.",
        "`x[start : start + batch_size]` is shorter by itself at the end.",
    ],
    solution="""
    ```
    def train(model, x, y, batch_size, epochs):
        for epoch in range(epochs):
            for start in range(0, len(x), batch_size):
                stop = start + batch_size
                model.train_on_batch(x[start:stop], y[start:stop])
    ```
    """,
)


q4 = Code(
    "batches.q4",
    """
    Your GPU holds batches of 4, and you want to train as with batches of 16. Write
    `compiled(model)`: it compiles the model with `SGD(0.1)` and the loss `"mse"`, so that four
    batches make one update, the same one that their 16 samples would make in a single batch.
    """,
    check=check_collecting,
    argument="compiled",
    hints=[
        "The optimizer can collect the gradients of several batches.",
        "Every optimizer takes `gradient_accumulation_steps`.",
        "It takes their mean, so the learning rate stays what it is.",
    ],
    solution="""
    ```
    def compiled(model):
        optimizer = keras.optimizers.SGD(0.1, gradient_accumulation_steps=4)
        model.compile(optimizer, "mse")
        return model
    ```
    """,
)
