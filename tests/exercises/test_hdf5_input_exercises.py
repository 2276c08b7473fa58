import io

import h5py
import numpy as np
import pytest

from faqlab.core.h5_order import ChunkOrder
from faqlab.core.h5_rows import read_rows
from faqlab.exercises.hdf5_input import predict, q1, q2, q3


@pytest.mark.parametrize(("share", "letter"), [(1.0, "c"), (2.1, "c"), (0.5, "b"), (0.05, "a")])
def test_the_prediction_is_compared_with_what_was_measured(share, letter):
    told = str(predict.reveal(share))
    assert f"{share:.0%} of what the file holds" in told
    assert predict.options[letter].why in told


@pytest.mark.parametrize("nothing", ["share", None, 0, True, np.nan, [1.0]])
def test_what_is_no_share_reveals_nothing(nothing):
    assert predict.reveal(nothing).state == "untouched"


def test_q1_is_what_h5py_unpacks():
    rows = np.arange(0, 3200, 100)  # each in a chunk of its own
    with h5py.File(io.BytesIO(), "w") as file:
        x = file.create_dataset("x", (50_000,), "i4", chunks=(100,), compression="gzip")
        x[:] = 1
        chunks = {int(row) // x.chunks[0] for row in rows}
        assert q1.judged(len(chunks) * x.chunks[0]).state == "right"


@pytest.mark.parametrize(
    ("answer", "words"), [(32, "in part"), (100, "a single"), (50_000, "all"), (1, "")]
)
def test_q1_says_what_a_wrong_number_is(answer, words):
    reply = q1.judged(answer)
    assert (reply.state, words in str(reply)) == ("wrong", True)


def labels_of_a_batch(order):
    """How many labels the average batch of 32 has, where the file is sorted by its ten labels."""
    batches = np.array_split(order.rows() // 1000, len(order.rows()) // 32)
    return np.mean([len(np.unique(batch)) for batch in batches])


def test_q2_is_what_the_orders_give():
    def order(piece, window):
        return ChunkOrder(0, 10_000, piece, window, 0, 1)

    assert labels_of_a_batch(order(100, 1)) < 2  # b
    assert labels_of_a_batch(order(100, 20)) > 6  # c
    assert q2.judged("c").state == "right"
    assert "has one label, whenever it comes" in str(q2.judged("a"))
    assert "three batches in a row" in str(q2.judged("b"))
    assert "up to a hundred times" in str(q2.judged("d"))


def by_unique(dataset, rows):
    unique, back = np.unique(rows, return_inverse=True)
    return dataset[unique][back]


def one_by_one(dataset, rows):
    return [dataset[row] for row in rows]


def by_a_dict(dataset, rows):
    held = {row: dataset[row] for row in set(rows)}
    return np.stack([held[row] for row in rows])


@pytest.mark.parametrize("answer", [by_unique, one_by_one, by_a_dict, read_rows])
def test_q3_takes_any_function_that_does_it(answer):
    assert q3.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda dataset, rows: dataset[rows], "TypeError"),
        (lambda dataset, rows: dataset[sorted(set(rows))], "not in the order asked for"),
        (lambda dataset, rows: dataset[np.unique(rows)][::-1], "gives the rows [9, 5, 1]"),
        (
            lambda dataset, rows: np.stack([dataset[r] for r in dict.fromkeys(rows)]),
            "must come twice",
        ),
        (lambda dataset, rows: dataset[:][rows], "all 200 rows were read"),
        (lambda dataset, rows: np.asarray(dataset)[rows], "all 200 rows were read"),
        (lambda dataset, rows: dataset[0], "gives the shape (3,)"),
        (lambda dataset, rows: [[1], [1, 2]], "different shapes"),
        (7, "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, words):
    reply = q3.judged(answer)
    assert reply.state == "wrong"
    assert words in str(reply)


def test_q3_that_returns_nothing_is_untouched():
    assert q3.judged(lambda dataset, rows: None).state == "untouched"
    assert q3.judged(...).state == "untouched"
