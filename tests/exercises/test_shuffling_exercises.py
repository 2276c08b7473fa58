import keras
import numpy as np
import pytest
import tensorflow as tf

from faqlab.core.fresh_order import FreshOrder
from faqlab.core.sample_order import SampleOrder
from faqlab.core.shuffle_buffer import buffer_order
from faqlab.exercises.shuffling import predict, q1, q2, q3


def order(*epochs):
    return SampleOrder(tuple((np.array(one),) for one in epochs), (), range(3))


@pytest.mark.parametrize(
    ("recorded", "letter", "told"),
    [
        (order([2, 0, 1], [1, 2, 0], [0, 2, 1]), "a", "3 epochs, 3 orders."),
        (order([2, 0, 1], [2, 0, 1]), "b", "2 epochs, 1 order."),
        (order([0, 1, 2], [0, 1, 2]), "c", "2 epochs, all in order."),
    ],
)
def test_the_prediction_is_compared_with_a_record(recorded, letter, told):
    reply = str(predict.reveal(recorded))
    assert told in reply
    assert predict.options[letter].why in reply


@pytest.mark.parametrize("recorded", [3, None, order([2, 0, 1])])
def test_the_prediction_needs_a_record_of_several_epochs(recorded):
    assert predict.reveal(recorded).state == "untouched"


def test_q1_is_what_the_buffer_reaches():
    first = [buffer_order(1000, 100, seed)[:32].max() for seed in range(60)]
    assert max(first) <= 130
    assert max(first) > 110
    # The last draw of the batch can be the one that came in last.
    assert max(buffer_order(5, 2, seed)[:2].max() for seed in range(30)) == 2
    assert q1.judged(130).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [(99, "may come next"), (131, "comes in after it"), (999, "much later"), (31, "without any")],
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def test_q2_is_the_stateful_one():
    assert q2.judged("c").state == "right"
    assert "needs" not in str(q2.judged("c"))
    assert "forgets the others" in str(q2.judged("a"))
    assert "complete in itself" in str(q2.judged("b"))
    assert "either way" in str(q2.judged("d"))


def with_fresh_order(model, x, y, epochs, seed):
    data = FreshOrder(x, y, batch_size=4, seed=seed)
    model.fit(data, epochs=epochs, shuffle=False, verbose=0)


def with_tf_data(model, x, y, epochs, seed):
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=seed).batch(4)
    model.fit(data, epochs=epochs, verbose=0)


def with_numpy(model, x, y, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        rows = rng.permutation(len(x))
        model.fit(x[rows], y[rows], batch_size=4, shuffle=False, verbose=0)


def by_batches(model, x, y, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for rows in rng.permutation(len(x)).reshape(-1, 4):
            model.train_on_batch(x[rows], y[rows])


def seeded_fit(model, x, y, epochs, seed):
    keras.utils.set_random_seed(seed)
    model.fit(x, y, batch_size=4, epochs=epochs, verbose=0)


def unseeded(model, x, y, epochs, seed):
    with_numpy(model, x, y, epochs, None)


def one_seed(model, x, y, epochs, seed):
    with_numpy(model, x, y, epochs, 0)


def apart(model, x, y, epochs, seed):
    rng = np.random.default_rng(seed)
    model.fit(rng.permutation(x), rng.permutation(y), epochs=epochs, shuffle=False, verbose=0)


def in_order(model, x, y, epochs, seed):
    model.fit(x, y, epochs=epochs, shuffle=False, verbose=0)


def too_short(model, x, y, epochs, seed):
    with_numpy(model, x, y, 1, seed)


def with_repeats(model, x, y, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        rows = rng.integers(0, len(x), len(x))
        model.fit(x[rows], y[rows], shuffle=False, verbose=0)


@pytest.mark.parametrize("answer", [with_fresh_order, with_tf_data, with_numpy, by_batches])
def test_q3_takes_any_training_that_does_it(answer):
    assert q3.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (seeded_fit, "Epoch 2 has the same order as epoch 1"),
        (unseeded, "The same seed gives other orders"),
        (one_seed, "The seeds 1 and 2 give the same orders"),
        (apart, "move both the same way"),
        (in_order, "nothing is shuffled"),
        (too_short, "trained on 12 samples; 3 epochs of 12 are 36"),
        (with_repeats, "not every sample is seen exactly once"),
        (lambda model, x, y, epochs, seed: model.no_such_thing, "AttributeError"),
        (3, "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True), str(reply)


def test_q3_that_trains_nothing_is_untouched():
    assert q3.judged(lambda *given: None).state == "untouched"
    assert q3.judged(...).state == "untouched"
