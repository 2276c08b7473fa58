"""The exercises of `large_data`: what an array takes, how many steps, random rows, a generator."""

from faqlab.core.exercise_choice import Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .large_data_checks import check_endless, what_the_array_takes

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "large_data.predict",
    """
    A file holds 66 MB of digits. You read all of it into the arrays `x` and `y`, and call
    `model.fit(x, y)`.

    How much memory is taken at the peak?
    """,
    options=[
        Option("About as much as the data: 70 MB.", "The arrays are handed over as they are."),
        Option("About twice as much: 130 MB.", "Beside yours there is one copy."),
        Option(
            "About three times as much: 200 MB.",
            "Beside your array there is TensorFlow's copy of it, and while that is made, one more.",
        ),
    ],
    outcome=what_the_array_takes,
    measured="lab",
)


q1 = Number(
    "large_data.q1",
    """
    A file holds 50,000 images. A generator yields them in batches of 128, the last batch of the
    file has what is left, and then it begins anew, without end.

    What must `steps_per_epoch` be, so that each epoch is the file once?
    """,
    answer=391,
    unit="steps",
    right="390 batches of 128 and one of 80.",
    wrong={
        390: "390 whole batches leave 80 images over: the next epoch would begin with these, and "
        "every epoch would begin elsewhere.",
        50000: "That many samples. Keras 1 counted so, in `samples_per_epoch`; a step is a batch.",
        128: "128 is how many images a batch has.",
        390.625: "There is no part of a step: the last batch is smaller, and a step all the same.",
        392: "The step after the last is the first batch of the next epoch.",
    },
    hints=[
        "A step is a batch.",
        "How many whole batches are there, and what is left over?",
        "In Python: `-(-50_000 // 128)`, or `math.ceil(50_000 / 128)`.",
    ],
    solution="391: 50,000 / 128 = 390.6, rounded up, because the 80 images that are left over are "
    "a batch too.",
)


q2 = Number(
    "large_data.q2",
    """
    A file holds a million rows in chunks of 100 rows. For a batch of 64 rows, drawn by chance from
    all of the file, how many rows does HDF5 read, about?
    """,
    answer=6400,
    tolerance=64,
    unit="rows",
    right="Nearly each of the 64 rows lies in a chunk of its own, and HDF5 reads whole chunks: a "
    "hundred times the work. `H5Dataset` reads as many chunks, and uses all of their rows.",
    wrong={
        64: "64 are the rows of the batch; HDF5 reads whole chunks.",
        100: "100 rows are a single chunk. Do the 64 rows lie in one?",
        128: "The 64 rows lie next to each other only if they are read in order.",
        1_000_000: "That would be the whole file. Chunks are there so that this need not be.",
    },
    hints=[
        "HDF5 reads whole chunks, never a part of one.",
        "There are 10,000 chunks. In how many of them do 64 random rows lie?",
        "`large_data.read_costs` counts it: see its column of chunks.",
    ],
    solution="About 6,400: 64 random rows lie in about 64 of the 10,000 chunks, and each has 100 "
    "rows.",
)


q3 = Code(
    "large_data.q3",
    """
    Write the generator `endless(path, batch_size)`: it reads the datasets `"x"` and `"y"` of an
    HDF5 file in the file's order and yields batches `(x, y)`, the last batch of the file with what
    is left, then begins anew, without end. It never holds more than one batch.
    """,
    check=check_endless,
    argument="endless",
    hints=[
        '`with h5py.File(path) as file:` opens it, `file["x"][begin:end]` reads some rows.',
        '`for begin in range(0, len(file["x"]), batch_size):` goes through the file once.',
        "`while True:` around it begins anew; `yield x, y` hands a batch over and waits.",
    ],
    solution="""
    ```
    def endless(path, batch_size):
        while True:
            with h5py.File(path) as file:
                for begin in range(0, len(file["x"]), batch_size):
                    rows = slice(begin, begin + batch_size)
                    yield file["x"][rows], file["y"][rows]
    ```

    `model.fit(endless(path, 128), steps_per_epoch=..., shuffle=False)` trains on it.
    """,
)
