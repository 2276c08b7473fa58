import numpy as np
import pytest

from faqlab.core.sample_numbers import fingerprints, numbers_of

RNG = np.random.default_rng(0)


def prints(*leaves):
    return fingerprints(leaves).numpy()


@pytest.mark.parametrize(
    "leaf",
    [
        RNG.normal(size=(50, 3, 2)).astype("float32"),
        RNG.permutation(50),
        np.arange(50, dtype="float64") / 16,
        np.array([f"text {i}".encode() for i in range(50)], dtype=object),
        np.array([f"text {i}" for i in range(50)]),
        np.eye(50, dtype=bool),
    ],
    ids=lambda leaf: str(leaf.dtype),
)
def test_samples_are_found_again_wherever_they_stand(leaf):
    found = prints(leaf)
    assert (found.dtype, found.shape, len(set(found.tolist()))) == ("int64", (50,), 50)
    order = RNG.permutation(50)
    np.testing.assert_array_equal(prints(leaf[order]), found[order])


def test_all_inputs_count():
    one, two = np.zeros((4, 2)), np.arange(4)
    assert len(set(prints(one).tolist())) == 1
    assert len(set(prints(one, two).tolist())) == 4


def test_many_samples_have_no_print_in_common():
    pixels = RNG.integers(0, 17, size=(20_000, 16)) / np.float32(16)
    rows = {row.tobytes() for row in pixels}
    assert len(set(prints(pixels).tolist())) == len(rows)


@pytest.mark.parametrize("leaves", [[np.float32(1)], [np.zeros(2), np.zeros(3)]])
def test_what_has_no_samples_is_refused(leaves):
    with pytest.raises(ValueError, match=r"These are no samples\. Expected: arrays of shape"):
        fingerprints(leaves)


def test_without_width_or_samples_there_is_still_an_answer():
    assert len(set(prints(np.zeros((3, 0))).tolist())) == 1
    assert prints(np.zeros((0, 2))).shape == (0,)


def test_equal_samples_get_their_numbers_in_turn():
    known = np.array([7, 5, 7, 7])
    (one,), (two,) = numbers_of([[np.array([7, 7, 5, 7])], [np.array([5, 7])]], known)
    assert (one.tolist(), two.tolist()) == ([0, 2, 1, 3], [1, 0])
    ((again,),) = numbers_of([[np.array([5, 5])]], known)
    assert again.tolist() == [1, 1]


def test_without_their_own_order_samples_are_numbered_as_they_appear():
    passes = [[np.array([9, 4]), np.array([6])], [np.array([6, 9]), np.array([4, 1])]]
    numbered = numbers_of(passes)
    assert [[one.tolist() for one in batches] for batches in numbered] == [
        [[0, 1], [2]],
        [[2, 0], [1, 3]],
    ]
