"""The exercises of `multi_gpu`: shares of a batch, a shared LSTM, joining, and telling workers."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .multi_gpu_checks import check_shares, check_tf_config, what_each_device_saw

__all__ = ["predict", "q1", "q2", "q3", "q4"]

predict = Prediction(
    "multi_gpu.predict",
    """
    A model is trained on eight devices with `fit(x, y, batch_size=256)`.

    How many rows does the copy on each device see at a step?
    """,
    options=[
        Option(
            "256: each device takes a batch of its own.",
            "Then one device trained alone.",
        ),
        Option(
            "32: `batch_size` counts the rows of all devices together.",
            "Each device has an eighth of the batch. For batches of 256 on each device, ask for "
            "`batch_size=2048`.",
        ),
        Option(
            "It differs: a device that is done takes the next rows.",
            "The rows were shared out unequally, as they are if the devices can't divide them.",
        ),
    ],
    outcome=what_each_device_saw,
    measured="report",
)


q1 = Number(
    "multi_gpu.q1",
    """
    In the FAQ's model, one layer `LSTM(64)` reads two sequences of `(140, 256)`, each on its own
    device; the two results are concatenated.

    How many parameters does the model have?
    """,
    answer=82176,
    unit="parameters",
    right="4 x 64 x (256 + 64 + 1): one set of weights, whatever the number of inputs.",
    wrong={
        164352: "164,352 are two LSTMs. It is one layer that is called twice.",
        81920: "81,920 leaves out the bias: there are 4 x 64 more.",
        20544: "20,544 is one gate. An LSTM has four of them.",
        11504640: "The length of the sequence doesn't count: each step uses the same weights.",
    },
    hints=[
        "Each of an LSTM's four gates has 64 units. Each unit sees 256 inputs, the 64 outputs of "
        "the step before, and a bias.",
        "Concatenating has no weights, and a layer that is called twice has its weights once.",
        'You can ask: `multi_gpu.two_branches(("cpu:0", "cpu:0")).count_params()`.',
    ],
    solution="4 x 64 x (256 + 64 + 1) = 82,176.",
)


q2 = Choice(
    "multi_gpu.q2",
    """
    Two branches give `(None, 10, 64)` each, ten steps of 64 numbers. What does
    `concatenate([a, b], axis=-1)` give?
    """,
    options=[
        Option("`(None, 20, 64)`", "That is `axis=1`: one sequence after the other."),
        Option(
            "`(None, 10, 128)`",
            "The last axis adds up, all others must match: at each step the numbers of both.",
            right=True,
        ),
        Option("`(None, 10, 64)`", "That is what `add` gives: nothing is joined there."),
        Option(
            "`(None, 2, 10, 64)`",
            "That is `stack`, which makes a new axis. To concatenate makes none.",
        ),
    ],
    hints=["`axis=-1` is the last axis.", "Which of the three numbers adds up?"],
    solution="b: `(None, 10, 128)`. Only the named axis adds up.",
)


q3 = Code(
    "multi_gpu.q3",
    """
    Write `shares(rows, devices)`: the list of how many rows of a batch each device is given, as
    TensorFlow shares them out. `shares(256, 8)` is eight times 32; `shares(157, 4)` is
    `[40, 40, 40, 37]`.
    """,
    check=check_shares,
    argument="shares",
    hints=[
        "157 / 4 is 39.25. What do the first three devices get?",
        "Rounded up: `-(-rows // devices)`. The last devices get what is left, maybe nothing.",
        "Device `i` begins at row `i * most`: it gets `min(most, rows - i * most)`, or 0 if that "
        "is below.",
    ],
    solution="""
    ```
    def shares(rows, devices):
        most = -(-rows // devices)
        return [max(0, min(most, rows - i * most)) for i in range(devices)]
    ```

    If the devices can divide the rows, all shares are equal: choose `batch_size` so.
    """,
)


q4 = Code(
    "multi_gpu.q4",
    """
    Write `tf_config(addresses, rank)`: the text that the environment variable `TF_CONFIG` must
    hold on the machine of number `rank`, where `addresses` lists all machines as `"host:port"`.
    """,
    check=check_tf_config,
    argument="tf_config",
    hints=[
        "The lesson prints one: two keys, `cluster` and `task`.",
        '`cluster` is `{"worker": addresses}`, the same everywhere. Only `task` differs.',
        "An environment variable is a text: `json.dumps(...)`.",
    ],
    solution="""
    ```
    import json


    def tf_config(addresses, rank):
        task = {"type": "worker", "index": rank}
        return json.dumps({"cluster": {"worker": addresses}, "task": task})
    ```
    """,
)
