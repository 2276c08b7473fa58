"""How `configuration`'s exercises are checked: a trial of a file, and texts of files."""

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe
from faqlab.core.settings_table import SettingsTrials

# Texts of files, and the floatx that Keras takes with each; None where it refuses.
CASES = (
    ('{"floatx": "float64"}', "float64"),
    ('{"floatx": "float16", "epsilon": 1e-05}', "float16"),
    ("{}", "float32"),
    ('{"epsilon": 1e-05}', "float32"),
    ('{"FloatX": "float64"}', "float32"),
    ('{"floatx": "float64",}', "float32"),
    ("{'floatx': 'float64'}", "float32"),
    ("", "float32"),
    ('{"floatx": "float8"}', None),
    ('{"floatx": "bfloat16"}', None),
)


def what_the_comma_does(trials: object) -> tuple[str, str]:
    """Look what Keras made of a file with a comma too many.

    Args:
        trials: What `configuration.try_settings` returned for it.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it isn't a trial of such a file.
    """
    if not isinstance(trials, SettingsTrials) or ",}" not in trials.texts[-1]:
        raise NotAttempted(
            "This takes the trial of the friend's file: `trial = "
            'configuration.try_settings(\'{"floatx": "float64",}\')`.'
        )
    tried = trials.tried[-1]
    if tried.error:
        return "a", f"It failed: {tried.error}"
    floatx = tried.values["floatx"]
    return ("b" if floatx == "float64" else "c"), f"Keras took {floatx}, and no error came."


def check_floatx_of(floatx_of: object) -> str:
    """Call a learner's `floatx_of` with the texts of files.

    Args:
        floatx_of: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function does nothing.
        Incorrect: With the text that it reads otherwise than Keras.
    """
    if not callable(floatx_of):
        raise Incorrect(
            f"This is {describe(floatx_of)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    if attempt(floatx_of, CASES[0][0]) is None:
        raise NotAttempted("`floatx_of` returns nothing yet. Fill it in, and run it again.")
    for text, right in CASES:
        if right is None:
            _refuses(floatx_of, text)
            continue
        given = attempt(floatx_of, text, name="floatx_of")
        if given != right:
            raise Incorrect(f"From {text!r} Keras takes {right!r}; yours takes {describe(given)}.")
    return "That is what Keras makes of them, the broken ones too."


def _refuses(floatx_of, text: str) -> None:
    try:
        given = floatx_of(text)
    except ValueError:
        return
    except Exception as error:
        told = f"it raises {type(error).__name__}"
    else:
        told = f"it returns {describe(given)}"
    raise Incorrect(f"Keras refuses {text!r} with a ValueError; of your function, {told}.")
