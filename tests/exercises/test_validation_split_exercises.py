import keras
import numpy as np
import pytest
from keras.src.trainers.data_adapters.array_slicing import train_validation_split

from faqlab.core.run import Run
from faqlab.core.split_how import split
from faqlab.exercises.validation_split import predict, q1, q2, q3, q4


def run(val_accuracy, accuracy=1.0):
    one = Run()
    one.begin()
    one.add_epoch(0, {"accuracy": 0.5, "val_accuracy": 0.5})
    one.add_epoch(1, {"accuracy": accuracy, "val_accuracy": val_accuracy})
    return one


@pytest.mark.parametrize(("reached", "letter"), [(0.97, "a"), (0.1, "b"), (0.01, "c"), (0, "c")])
def test_the_prediction_is_compared_with_a_run(reached, letter):
    told = str(predict.reveal(run(reached)))
    assert f"100% right in training, {reached:.0%} in validation" in told
    assert predict.options[letter].why in told


def test_the_prediction_wants_a_run_with_a_validation():
    one = Run()
    one.begin()
    one.add_epoch(0, {"accuracy": 0.5})
    assert {predict.reveal(wrong).state for wrong in (one, Run(), 3, keras)} == {"untouched"}


def test_q1_is_what_keras_cuts():
    (kept,), _ = train_validation_split((np.arange(101),), 0.1)
    assert q1.judged(len(kept)).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [(91, "rounded down"), (11, "kept for validation"), (90.9, "no nine tenths"), (5, "too few")],
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def test_q2_is_the_split_that_tears_no_patient():
    patients = np.repeat(np.arange(100), 20)
    x = np.arange(2000)
    ill = np.random.default_rng(0).integers(0, 2, 2000)
    given = {"shuffled": {}, "stratified": {"labels": ill}, "grouped": {}}
    torn = {
        how: "groups" in split(x, ill, 0.2, how, groups=patients, **more).xray.kinds
        for how, more in given.items()
    }
    assert torn == {"shuffled": True, "stratified": True, "grouped": False}
    assert q2.judged("d").state == "right"
    assert "know the patient again" in str(q2.judged("b"))
    assert "an illness is missing" in str(q2.judged("a"))


def one_order(x, y):
    order = np.random.default_rng().permutation(len(x))
    return x[order], y[order]


def as_lists(x, y):
    pairs = list(zip(x, y, strict=True))
    np.random.default_rng().shuffle(pairs)
    return [row for row, _ in pairs], [label for _, label in pairs]


def with_scikit_learn(x, y):
    from sklearn.utils import shuffle

    return shuffle(x, y)


def in_place(x, y):
    for one in (x, y):
        np.random.default_rng(1).shuffle(one)
    return x, y


@pytest.mark.parametrize("answer", [one_order, as_lists, with_scikit_learn, in_place])
def test_q3_takes_any_function_that_mixes(answer):
    assert q3.judged(answer).state == "right"


def one_after_the_other(x, y):
    rng = np.random.default_rng(0)
    return rng.permutation(x), rng.permutation(y)


def only_the_rows(x, y):
    return np.random.default_rng(0).permutation(x), y


def turned_round(x, y):
    return x[::-1], y[::-1]


def drawn_with_return(x, y):
    order = np.random.default_rng(0).integers(0, len(x), len(x))
    return x[order], y[order]


def as_they_are(x, y):
    return x, y


def within_each_column(x, y):
    return np.random.default_rng(0).permuted(x, axis=0), y


def only_a_part(x, y):
    return x[::2], y[::2]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (one_after_the_other, "labels of others. Draw one order for both"),
        (only_the_rows, "labels of others"),
        (turned_round, "the last 20 % are still of one class"),
        (drawn_with_return, "has a row twice"),
        (as_they_are, "leaves the rows in their order"),
        (within_each_column, "changes the rows themselves"),
        (only_a_part, "gives the shapes (30, 2) and (30,)"),
        (lambda x, y: x, "Expected: two arrays"),
        (lambda x: x, "TypeError"),
        (np.ones(3), "not a function"),
    ],
)
def test_q3_says_what_is_wrong_with_the_order(answer, message):
    reply = q3.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def by_a_set(x_train, x_val):
    known = set(map(tuple, x_train))
    return sum(tuple(row) in known for row in x_val)


def by_comparing_all(x_train, x_val):
    return (x_val[:, None] == x_train[None]).all(axis=2).any(axis=1).sum()


@pytest.mark.parametrize("answer", [by_a_set, by_comparing_all])
def test_q4_takes_any_function_that_counts(answer):
    assert q4.judged(answer).state == "right"


def column_by_column(x_train, x_val):
    return int(np.isin(x_val, x_train).all(axis=1).sum())


def all_pairs(x_train, x_val):
    return int((x_val[:, None] == x_train[None]).all(axis=2).sum())


def different_rows(x_train, x_val):
    return len(set(map(tuple, x_train)) & set(map(tuple, x_val)))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (column_by_column, "all of its columns are the same, in one row"),
        (all_pairs, "is still one row of the validation"),
        (different_rows, "also where two of them are the same"),
        (lambda *given: 0, "gives 0. Expected: 1"),
        (lambda *given: True, "Expected: a count"),
        (lambda *given: [1], "Expected: a count"),
        (lambda train, val: val.no_such, "AttributeError"),
        (7, "not a function"),
    ],
)
def test_q4_says_which_rows_are_counted_wrong(answer, message):
    reply = q4.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


@pytest.mark.parametrize("exercise", [q3, q4])
def test_what_returns_nothing_is_untouched(exercise):
    assert exercise.judged(lambda *given: None).state == "untouched"
    assert exercise.judged(...).state == "untouched"


@pytest.mark.parametrize("exercise", [q3, q4])
def test_its_own_solution_is_right(exercise):
    code = str(exercise.solution()).split("```")[1]
    names = {"np": np}
    exec(code, names)
    assert exercise.judged(names[exercise.argument]).state == "right"
