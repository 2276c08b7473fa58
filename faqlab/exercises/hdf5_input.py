"""The exercises of `hdf5_input`: what `fit` holds, what a batch costs, mixing, picking rows."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .hdf5_input_checks import check_pick, what_fit_holds

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "hdf5_input.predict",
    """
    A file holds 23 MB of images. `model.fit(file["x"], file["y"], batch_size=512)` trains on it,
    one epoch, without ever being told to load the file.

    How much memory do NumPy's arrays take at most while it runs?
    """,
    options=[
        Option(
            "As much as a few batches: HDF5 is read in slices.",
            "HDF5 could be read so, and Keras would have to ask for slices.",
        ),
        Option(
            "About half of the file: Keras reads ahead.",
            "What reads ahead keeps a few batches.",
        ),
        Option(
            "As much as the whole file, or more.",
            "Keras turns the dataset into one NumPy array, before the first batch.",
        ),
    ],
    outcome=what_fit_holds,
    measured="share",
)


q1 = Number(
    "hdf5_input.q1",
    """
    A file has 50,000 images in chunks of 100, packed with gzip. A generator picks 32 images at
    random for each batch.

    How many images does HDF5 unpack for one batch, at most?
    """,
    answer=3200,
    unit="images",
    right="Each of the 32 may lie in a chunk of its own, and a chunk is unpacked as a whole: 32 "
    "chunks of 100.",
    wrong={
        32: "32 is what the batch gets. A packed chunk can't be unpacked in part.",
        100: "100 is a single chunk. The 32 images rarely lie in one.",
        50_000: "That would be all chunks. A batch of 32 images touches 32 chunks at most.",
        132: "Each of the 32 images may lie in a chunk of its own.",
    },
    hints=[
        "A chunk is read and unpacked as a whole, or not at all.",
        "How many different chunks can 32 images lie in?",
    ],
    solution="32 x 100 = 3,200, a hundred times what the batch needs. `H5Dataset` unpacks each "
    "chunk once an epoch.",
)


q2 = Choice(
    "hdf5_input.q2",
    """
    A file holds 10,000 digits **sorted by their label**: first all zeros, then all ones, and so on,
    in chunks of 100. Training needs batches of 32 with a mixture of labels, and each chunk is to be
    read once an epoch. Which way of reading it does?
    """,
    options=[
        Option(
            "Batches of 32 neighbours, the batches in a random order.",
            "A batch of neighbours has one label, whenever it comes.",
        ),
        Option(
            "Chunks in a random order, the rows of each chunk shuffled.",
            "A chunk has one label, so three batches in a row have it too.",
        ),
        Option(
            "Chunks in a random order; the rows of 20 chunks together shuffled.",
            "Twenty random chunks have most of the labels, and each batch is drawn from all of "
            "them.",
            right=True,
        ),
        Option(
            "Single rows in a random order, each read when it is needed.",
            "The mixture is perfect, and each chunk is read up to a hundred times.",
        ),
    ],
    hints=[
        "Ask of each: from how many different places in the file does one batch come?",
        "And: how often is one chunk read?",
    ],
    solution="c: it is what `H5Dataset` does. `data.order` tells from how many rows a batch is "
    "drawn, and `data.order.draw()` shows it.",
)


q3 = Code(
    "hdf5_input.q3",
    """
    Write `pick(dataset, rows)`: give the rows of an HDF5 dataset in the order of the list `rows`,
    which may be unsorted and may name a row twice. h5py itself takes only increasing numbers, each
    once. Don't read the whole dataset: it may not fit into memory.
    """,
    check=check_pick,
    argument="pick",
    hints=[
        "`np.unique(rows)` sorts the numbers and drops what comes twice.",
        "Then the rows have to be put back: `np.unique(rows, return_inverse=True)` says where each "
        "one went.",
        "If `unique, back = np.unique(rows, return_inverse=True)`, then `unique[back]` is `rows` "
        "again.",
    ],
    solution="""
    ```
    def pick(dataset, rows):
        unique, back = np.unique(rows, return_inverse=True)
        return dataset[unique][back]
    ```

    `hdf5_input.read_rows` does it too, reads each chunk once, and counts -1 from the end.
    """,
)
