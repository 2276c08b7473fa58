"""The exercises of `stateful_rnns`: what can be known, how many batches, when to reset, cutting."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .stateful_rnns_checks import check_continued, what_the_stateless_reaches

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "stateful_rnns.predict",
    """
    Each series has twenty moments, and only the first one says something: +1 or -1. The network
    reads them in four batches of five moments, and is asked after each batch which of the two it
    was. As many series begin with +1 as with -1.

    How often can a network **without** a carried state be right, in the end?
    """,
    options=[
        Option(
            "Always: it learns the answer from the training.",
            "It could only learn the series by heart, and three batches of four are all zeros.",
        ),
        Option(
            "Five times out of eight.",
            "The first of the four batches shows the answer; the other three are all zeros, and "
            "half the guesses are right: 1/4 + 3/4 x 1/2 = 5/8.",
        ),
        Option(
            "Half the time: it knows nothing.",
            "One batch of the four does show the answer.",
        ),
    ],
    outcome=what_the_stateless_reaches,
    measured="stateless",
)


q1 = Number(
    "stateful_rnns.q1",
    """
    A recording has 1,000 moments. `stream_batches(recording, batch_size=8, steps=10)` cuts it into
    batches in which row i goes on in row i; the target is the next moment.

    How many batches are there?
    """,
    answer=12,
    unit="batches",
    right="999 moments have a next one; each of the 8 rows gets 124 of them, which are 12 whole "
    "batches of 10.",
    wrong={
        100: "100 is how many pieces of 10 there are. Eight of them stand side by side in a batch.",
        99: "99 pieces of 10 have a next moment. Eight of them stand side by side in a batch.",
        124: "124 is how many moments each row gets.",
        125: "125 is how many moments each row gets, or how many batches of 8 single moments there "
        "are.",
        13: "13 would need 130 moments a row; there are 124.",
    },
    hints=[
        "The rows run side by side: each reads one eighth of the recording.",
        "How many whole tens are in an eighth of 999?",
        "You can ask: `print(stream_batches(np.arange(1000), 8, 10))`.",
    ],
    solution="12: 999 // 8 = 124 moments for each row, 124 // 10 = 12 batches; 39 moments are left "
    "off.",
)


q2 = Choice(
    "stateful_rnns.q2",
    """
    64 songs of 400 notes each are read by 32 rows in batches of 20 notes: first the songs 1 to 32,
    then the songs 33 to 64. Before which batches are the states to be reset?
    """,
    options=[
        Option(
            "Before every batch.",
            "Then nothing is ever carried: an ordinary network does the same, with less trouble.",
        ),
        Option(
            "Before every epoch, and nowhere else.",
            "Song 33 would then begin with what is left of song 1.",
        ),
        Option(
            "Before batch 0 and batch 20 of every epoch.",
            "400 notes are 20 batches of 20: there the songs end, and other ones begin.",
            right=True,
        ),
        Option(
            "Nowhere: `fit` does it.",
            "`fit` resets nothing, not even between epochs. The claims of this lesson try it.",
        ),
    ],
    hints=[
        "A state is worth keeping as long as the same song goes on.",
        "After how many batches does a song of 400 notes end?",
    ],
    solution="c: where songs end. `stream_batches(songs, 32, 20).starts` gives `(0, 20)`, and "
    "`StatefulTraining(stream)` resets there.",
)


q3 = Code(
    "stateful_rnns.q3",
    """
    Write `continued(series, batch_size, steps)`: cut one series, an array of shape `(time,)`, into
    batches that continue each other, an array of shape `(batches, batch_size, steps)`. Row i of
    batch k+1 must go on where row i of batch k ended. What doesn't fit is left off at the end.
    """,
    check=check_continued,
    argument="continued",
    hints=[
        "Each row reads a piece of the series of its own. How long is a piece?",
        "`series[: batch_size * length].reshape(batch_size, length)` puts the pieces below each "
        "other.",
        "Then cut across: the first `steps` columns are batch 0. `np.split(..., axis=1)`, or "
        "`reshape` and `swapaxes`, do it.",
    ],
    solution="""
    ```
    def continued(series, batch_size, steps):
        batches = len(series) // batch_size // steps
        pieces = series[: batches * batch_size * steps].reshape(batch_size, -1)
        return np.stack(np.split(pieces, batches, axis=1))
    ```

    `stream_batches(series, batch_size, steps)` does it with targets, features and several series.
    """,
)
