"""The exercises of `reproducibility`: one seed, where it is set, a function of your own, luck."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_prediction import Prediction

from .reproducibility_checks import check_make_repeatable, how_alike_the_runs_are

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "reproducibility.predict",
    """
    A training of a network on digits begins with `np.random.seed(42)`, and seeds nothing else. It
    runs twice, each time in a new Python.

    How will the two runs compare?
    """,
    options=[
        Option(
            "They are equal to the last bit.",
            "That needs a seed for each generator that is used.",
        ),
        Option(
            "They are equal but for rounding.",
            "That is what other numbers of threads or another machine do to a seeded training.",
        ),
        Option(
            "They are different from the first step on.",
            "Keras 3 draws the initial weights from Python's `random`, and `fit` shuffles with "
            "the backend's generator. NumPy's is asked by neither.",
        ),
    ],
    outcome=how_alike_the_runs_are,
    measured="numpy_only",
)


q1 = Choice(
    "reproducibility.q1",
    """
    Your program numbers the words of a text with `{word: i for i, word in enumerate(set(words))}`
    and begins with `keras.utils.set_random_seed(1)`. Still each run gives other results. What
    helps?
    """,
    options=[
        Option(
            'Put `os.environ["PYTHONHASHSEED"] = "0"` before all imports.',
            "Too late: Python reads the variable when it starts, before your first line.",
        ),
        Option(
            "Write `enumerate(sorted(set(words)))`.",
            "Then the order is told, and no hash matters. To start Python with "
            "`PYTHONHASHSEED=0` would help too.",
            right=True,
        ),
        Option(
            "Call `set_random_seed` again right before that line.",
            "The order of a set comes from the hashes of its texts, not from a generator.",
        ),
        Option(
            "Call `enable_op_determinism()`.",
            "That is about TensorFlow's operations. A set is Python's.",
        ),
    ],
    hints=[
        "Which source did `reproducibility.blame(vocabulary)` name in the lesson?",
        "Where is `PYTHONHASHSEED` read, and when?",
    ],
    solution="b: `sorted` makes an order that depends on nothing else.",
)


q2 = Code(
    "reproducibility.q2",
    """
    Write `make_repeatable(seed)`: whenever it was called with the same seed, what is drawn after
    it is the same: by Python's `random`, by NumPy, the initial weights of a layer, dropout, and
    the order of the data in `fit`. (The check takes some seconds: it runs in a Python of its own.)
    """,
    check=check_make_repeatable,
    argument="make_repeatable",
    hints=[
        "Python's `random`, NumPy and the backend each have a seed of their own.",
        "Keras has one function for all three. The lesson's short answer names it.",
    ],
    solution="""
    ```
    def make_repeatable(seed):
        keras.utils.set_random_seed(seed)
    ```

    By hand: `random.seed(seed)`, `np.random.seed(seed)` and `tf.random.set_seed(seed)`.
    """,
)


q3 = Choice(
    "reproducibility.q3",
    """
    With ten seeds your network scores 0.962 to 0.978. You change it, run it once with seed 1, and
    it scores 0.975; before the change seed 1 gave 0.964. What do you know?
    """,
    options=[
        Option(
            "It is better: with the same seed the two runs can be compared.",
            "A seed fixes the dice, but the changed network throws them otherwise. What is "
            "compared is one throw with another.",
        ),
        Option(
            "Nothing yet: 0.975 lies within what luck does. Run the changed one with all ten.",
            "Two spreads beside one another tell; two numbers don't.",
            right=True,
        ),
        Option(
            "It is worse, since 0.978 was reached before.",
            "The best of ten throws against one: that isn't fair.",
        ),
        Option(
            "It is better if both runs are bit-equal when repeated.",
            "That says that each number can be had again. It says nothing about other seeds.",
        ),
    ],
    hints=["Look at the picture of `luck`: how far are the dots of one row apart?"],
    solution="b. `reproducibility.luck` draws both, and says how often luck alone does as much.",
)
