"""The exercises of `gpu`: a GPU that isn't there, a hidden one, mixed precision, choosing one."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .gpu_checks import check_pick, where_it_ran

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "gpu.predict",
    """
    No machine has a hundred GPUs. What does this do?

    ```
    with keras.device("gpu:99"):
        product = a @ b
    ```
    """,
    options=[
        Option(
            "TensorFlow raises an error: there is no such device.",
            "It does so after `tf.config.set_soft_device_placement(False)`.",
        ),
        Option(
            "It runs on another device, and nothing is said.",
            "That is soft placement, which is on from the start: code written for a GPU runs "
            "anywhere, and you may not notice that it isn't on the GPU.",
        ),
        Option(
            "It runs on another device, with a warning.",
            "It would be kind, but it says nothing. `gpu.where` does.",
        ),
    ],
    outcome=where_it_ran,
    measured="placement",
)


q1 = Choice(
    "gpu.q1",
    """
    `nvidia-smi` lists a GPU. TensorFlow was built for CUDA, and its libraries are there. Yet
    `tf.config.list_physical_devices("GPU")` is empty, and a colleague's script has
    `export CUDA_VISIBLE_DEVICES=""` in it. What do you do?
    """,
    options=[
        Option(
            "Install NVIDIA's driver anew.",
            "`nvidia-smi` lists the GPU: the driver is there, and answers.",
        ),
        Option(
            "`pip install 'tensorflow[and-cuda]'`.",
            "That brings the libraries of CUDA, and they are there.",
        ),
        Option(
            "Take the variable out, and start Python anew.",
            "Empty, or -1, it hides every GPU; it is read once, when the process starts with CUDA.",
            right=True,
        ),
        Option(
            'Write `with keras.device("gpu:0"):` around the training.',
            "A scope can't bring back a device that TensorFlow doesn't see: soft placement would "
            "run it on the CPU, in silence.",
        ),
    ],
    hints=[
        "Go from below: the card, the driver, the package, the settings. Which of them are well?",
        "`gpu.devices()` looks at all four in this order.",
    ],
    solution="c: the variable hides the GPU. `nvidia-smi` doesn't heed it, TensorFlow does.",
)


q2 = Number(
    "gpu.q2",
    """
    A network has a million parameters. With the policy `mixed_float16` a number of two bytes is
    used to compute. How many megabytes (a million bytes each) do the **weights** take, optimizer
    not counted?
    """,
    answer=4,
    unit="MB",
    right="The weights stay float32, four bytes each: small steps of the optimizer would be lost "
    "in two. What is computed, the activations, takes half.",
    wrong={
        2: "2 would be float16 weights. Look at the claim on mixed precision: which type have "
        "they?",
        8: "8 bytes a number is float64, which Keras uses nowhere by itself.",
        6: "A float16 copy comes and goes with each step; the weights that are kept are one set.",
    },
    hints=[
        "`keras.layers.Dense(4, dtype='mixed_float16')`: look at `layer.variable_dtype`.",
        "float32 takes four bytes.",
    ],
    solution="4 MB: a million times four bytes.",
)


q3 = Code(
    "gpu.q3",
    """
    Write `pick(names)`: from the names of the devices, such as `["CPU:0", "GPU:0", "GPU:1"]`, it
    returns the **last GPU**, since everybody else takes the first; where there is none, `"CPU:0"`.
    """,
    check=check_pick,
    argument="pick",
    hints=[
        '`name.startswith("GPU")` tells a GPU.',
        "The order of the names isn't promised: compare the numbers, and 10 is more than 9.",
    ],
    solution="""
    ```
    def pick(names):
        gpus = [name for name in names if name.startswith("GPU")]
        return max(gpus, key=lambda name: int(name[4:]), default="CPU:0")
    ```
    """,
)
