"""The exercises of `configuration`: a comma too many, three backends, an epsilon, reading it."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.exercise_prediction import Prediction

from .configuration_checks import check_floatx_of, what_the_comma_does

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "configuration.predict",
    """
    A friend wants float64 and writes this into `~/.keras/keras.json`. There is a comma too many:

    ```
    {"floatx": "float64",}
    ```

    What does `import keras` do?
    """,
    options=[
        Option(
            "It fails, and names the line with the comma.",
            "That would be kind. It does fail for a wrong value, such as float8.",
        ),
        Option(
            "It takes float64: a comma too many does no harm.",
            "In Python it doesn't. In JSON it does.",
        ),
        Option(
            "It takes float32, and says nothing.",
            "A file that isn't JSON is ignored, all of it. `configuration.check` tells.",
        ),
    ],
    outcome=what_the_comma_does,
    measured="trial",
)


q1 = Choice(
    "configuration.q1",
    """
    The configuration file says `"backend": "jax"`. JupyterLab was started after
    `export KERAS_BACKEND=torch`. The notebook's first cell is

    ```
    import keras
    import os
    os.environ["KERAS_BACKEND"] = "tensorflow"
    ```

    All three are installed. On which does Keras run?
    """,
    options=[
        Option("JAX.", "The file comes last: a KERAS_BACKEND that is set goes before it."),
        Option(
            "PyTorch.",
            "KERAS_BACKEND goes before the file, and it is read once, when Keras is imported.",
            right=True,
        ),
        Option(
            "TensorFlow.",
            "The line comes too late: Keras has been imported, and has its backend.",
        ),
        Option("None: Keras refuses to choose.", "It chooses, and says nothing of it."),
    ],
    hints=[
        "There are two places to look in, and an order.",
        "When does Keras look?",
    ],
    solution="b: PyTorch. To change the backend, set KERAS_BACKEND above `import keras`, in a "
    "fresh kernel.",
)


q2 = Number(
    "configuration.q2",
    """
    The file says `"epsilon": 0.01`. A network with one sigmoid at its end answers 0, quite sure,
    and the label is 1. What is the loss, `binary_crossentropy`?
    """,
    answer=4.605,
    tolerance=0.05,
    right="Keras moves the 0 up to epsilon, and -ln 0.01 is 4.605.",
    wrong={
        16.118: "That is the loss with the default epsilon, 1e-07.",
        6.908: "That is -ln 0.001.",
        2: "That is the logarithm to the base 10; losses take the natural one.",
        0.01005: "That is -ln(1 - 0.01): what a sure and right answer costs.",
        0.01: "That is epsilon itself. The loss is a logarithm.",
    },
    hints=[
        "The loss is the negative logarithm of the probability that the label was given.",
        "No probability is 0: it is moved up to epsilon. `-np.log(...)`.",
    ],
    solution="4.605: -ln 0.01. A large epsilon makes mistakes cheap, which is seldom meant.",
)


q3 = Code(
    "configuration.q3",
    """
    Write `floatx_of(text)`: from the text of a configuration file it returns the `floatx` that
    Keras takes, and raises `ValueError` where Keras refuses. Keras knows "float16", "float32" and
    "float64".
    """,
    check=check_floatx_of,
    argument="floatx_of",
    hints=[
        "`json.loads` raises a ValueError where a text isn't JSON. What does Keras do with that?",
        '`fields.get("floatx", "float32")` gives the default where the field isn\'t there.',
        "And what of a value that Keras doesn't know?",
    ],
    solution="""
    ```
    def floatx_of(text):
        try:
            fields = json.loads(text)
        except ValueError:
            fields = {}
        floatx = fields.get("floatx", "float32")
        if floatx not in ("float16", "float32", "float64"):
            raise ValueError(f"no such floatx: {floatx}")
        return floatx
    ```

    `configuration.read` and `configuration.check` do it for all fields.
    """,
)
