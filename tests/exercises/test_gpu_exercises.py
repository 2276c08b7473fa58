import keras
import pytest
import tensorflow as tf

from faqlab.core.placement import where
from faqlab.exercises.gpu import predict, q1, q2, q3


def product_on_gpu_99():
    with tf.device("/gpu:99"):
        return tf.ones((3, 3)) @ tf.ones((3, 3))


def test_the_prediction_is_compared_with_what_ran():
    told = str(predict.reveal(where(product_on_gpu_99)))
    assert "to run on GPU:99, and ran on" in told
    assert "soft placement" in told


@pytest.mark.parametrize("measured", [3, where])
def test_the_prediction_needs_a_placement(measured):
    reply = predict.reveal(measured)
    assert (reply.state, "gpu.where" in str(reply)) == ("untouched", True)


def test_a_product_that_names_no_gpu_tells_nothing():
    assert predict.reveal(where(lambda: tf.ones(2) + 1)).state == "untouched"


def test_q1():
    assert q1.judged("c").state == "right"
    assert "the driver is there" in str(q1.judged("a"))
    assert "soft placement" in str(q1.judged("d"))


def test_q2_is_what_keras_keeps():
    layer = keras.layers.Dense(1000, use_bias=False, dtype="mixed_float16")
    layer.build((None, 1000))
    (kernel,) = layer.get_weights()
    assert kernel.size == 1_000_000
    assert q2.judged(kernel.nbytes / 1_000_000).state == "right"


@pytest.mark.parametrize(("answer", "message"), [(2, "float16 weights"), (8, "float64"), (5, "")])
def test_q2_says_what_a_wrong_number_is(answer, message):
    reply = q2.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def by_number(names):
    gpus = [name for name in names if name.startswith("GPU")]
    return max(gpus, key=lambda name: int(name[4:]), default="CPU:0")


def sorted_by_number(names):
    gpus = sorted((n for n in names if "GPU" in n), key=lambda n: int(n.split(":")[1]))
    return gpus[-1] if gpus else "CPU:0"


@pytest.mark.parametrize("answer", [by_number, sorted_by_number])
def test_q3_takes_any_function_that_does_it(answer):
    assert q3.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda names: names[-1], "picks `'CPU:0'`; the last GPU is"),
        (lambda names: max(names), "picks `'GPU:9'`; the last GPU is"),
        (lambda names: names[0], "the last GPU is"),
        (lambda names: "GPU:0", "without a GPU it is"),
        (lambda names: [n for n in names if "GPU" in n][-1], "IndexError"),
        ("GPU:0", "not a function"),
    ],
)
def test_q3_says_what_is_picked(answer, message):
    reply = q3.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True), str(reply)


def test_q3_untouched():
    assert q3.judged(lambda names: None).state == "untouched"


def test_the_solution_that_is_shown_is_right():
    code = str(q3.solution()).split("```")[1]
    space = {}
    exec(code, space)
    assert q3.judged(space["pick"]).state == "right"
