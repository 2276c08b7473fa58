import numpy as np
import pytest

from faqlab.core.ribbon import Ribbon


def test_a_row_is_cut_into_batches_and_the_last_has_what_is_left():
    ribbon = Ribbon(np.array([[4, 1, 3, 0, 2]]), 2)
    cut = [ribbon.batch(0, k).tolist() for k in range(ribbon.per_epoch)]
    assert cut == [[4, 1], [3, 0], [2]]
    assert (ribbon.epochs, ribbon.positions, ribbon.per_epoch) == (1, 5, 3)


def test_what_was_not_seen_is_left_out():
    ribbon = Ribbon([[0, 1, 2, 3], [3, 2, -1, -1]], 3)
    assert ribbon.batch(1, 0).tolist() == [3, 2]
    assert ribbon.batch(1, 1).tolist() == []


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        ([[0, 1, 2]], ["0 to 2, one after the other"]),
        ([[2, 0, 1], [2, 0, 1]], ["an order of its own: 2, 0, 1", "the same order as epoch 1"]),
        ([[2, 0, 1], [1, 0, 2]], ["an order of its own: 2, 0, 1", "another order: 1, 0, 2"]),
        ([[-1, -1]], ["nothing seen"]),
        ([[7, 6, 5, 4, 3, 2, 1, 0]], ["an order of its own: 7, 6, 5, 4, 3, 2, …"]),
    ],
)
def test_the_words_for_an_order(orders, said):
    ribbon = Ribbon(orders, 2)
    assert [ribbon.about(i) for i in range(len(orders))] == said


def test_the_text_is_short_even_for_many_epochs():
    lines = str(Ribbon(np.tile(np.arange(4), (50, 1)), 4)).splitlines()
    assert lines[0] == "50 epochs of 4 samples in batches of 4: 1 batch each."
    assert (len(lines), lines[-1]) == (9, "  … 43 more")


def test_labels_and_names():
    ribbon = Ribbon([[0, 1], [1, 0]], 1, labels=np.array([[5], [3]]), names=["fit", "again"])
    assert ribbon.classes() == [3, 5]
    assert str(ribbon).splitlines()[2] == "  again: another order: 1, 0"
    assert Ribbon([[0, 1]], 1, labels=["cat", "dog"]).classes() == ["cat", "dog"]
    many = Ribbon([range(11)], 1, labels=range(11))
    assert (many.classes(), many.classes(most=11)) == (None, list(range(11)))
    assert Ribbon([[0]], 1).classes() is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (([0, 1], 2), r"no rows of samples.*\(epochs, positions\).*\(2,\)"),
        (([[]], 2), "no rows of samples"),
        (([[0.5, 1.0]], 2), "no rows of samples.*float64"),
        (([[0, -2]], 2), "number is negative.*-2"),
        (([[0, 1]], 0), r"batch size is wrong.*Received: 0"),
        (([[0, 1]], True), "batch size is wrong"),
        (([[0, 1]], 2.5), r"batch size is wrong.*Received: 2\.5"),
        (([[0, 5]], 2, [1, 2]), r"A sample has no label. Expected: 6 labels or more. Received: 2"),
        (([[0, 1]], 2, None, ["a", "b"]), "other names than there are rows.*1 names"),
    ],
)
def test_what_is_no_ribbon_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Ribbon(*given)
