"""What is wrong with a configuration file: what Keras refuses, what it ignores, what is odd."""

import json
import math
from dataclasses import dataclass
from importlib.util import find_spec

from .backends import BACKENDS
from .errors import nearest, one_of, three_beats

FLOATS = ("float16", "float32", "float64")
FORMATS = ("channels_last", "channels_first")
_NAMES = ("backend", "floatx", "epsilon", "image_data_format", "nnx_enabled")
_BACKENDS = (*BACKENDS, "numpy", "openvino")
# Fields and values of Keras 1 and 2.
_RETIRED = {"image_dim_ordering": "image_data_format"}
_GONE = ("theano", "cntk", "mxnet", "plaidml")
# Below this a float32 doesn't change 1: 1 - epsilon is 1 again, and its logarithm 0.
_TOO_SMALL = 2**-25


@dataclass(frozen=True)
class Trouble:
    """Something wrong with a configuration file.

    Args:
        kind: `"refused"`: `import keras` fails. `"ignored"`: Keras says nothing, and takes its
            default. `"odd"`: Keras takes it, and it is hardly meant.
        field: The field; `""` where it is the whole file.
        message: What is wrong, was expected and received; a text.
    """

    kind: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


def check_text(data: bytes) -> tuple[dict, tuple[Trouble, ...]]:
    """Look what Keras makes of a configuration file.

    Args:
        data: What is in the file.

    Returns:
        The fields that the file names, and what is wrong with it.

    Example:

    >>> given, troubles = check_text(b'{"floatx": "half"}')
    >>> print(troubles[0])
    refused: `floatx` must be a type that Keras knows, and `import keras` fails. Expected: one of \
'float16', 'float32', 'float64'. Received: 'half'.
    """
    pairs: list[str] = []

    def keep(items):
        pairs.extend(name for name, _ in items)
        return dict(items)

    try:
        text = data.decode("utf-8")
        given = json.loads(text, object_pairs_hook=keep)
    except ValueError as error:
        return {}, (_unreadable(data, error),)
    except RecursionError:
        return {}, (_whole("refused", "It is nested too deep.", "a flat object", "[[[…"),)
    if not isinstance(given, dict):
        wrong = "The file must hold an object, and `import keras` fails."
        return {}, (_whole("refused", wrong, 'fields in braces: {"floatx": "float32"}', given),)
    found = [_unknown(name) for name in given if name not in _NAMES]
    found += [one for name in _NAMES if name in given for one in [value_trouble(name, given[name])]]
    for name in _NAMES:
        if pairs.count(name) > 1:
            wrong = f"`{name}` is there {pairs.count(name)} times; Keras takes the last."
            found.append(Trouble("odd", name, three_beats(wrong, "it once", given[name])))
    return given, tuple(one for one in found if one)


def value_trouble(name: str, value: object) -> Trouble | None:
    """Say what is wrong with the value of a field.

    Args:
        name: The field.
        value: Its value, as JSON gives it.

    Returns:
        The `Trouble`, or None.

    Example:

    >>> print(value_trouble("epsilon", 1))
    refused: `epsilon` must be a number with a point, and `import keras` fails. Expected: such as \
1e-07, or 1.0. Received: 1.
    """
    return _VALUES[name](value)


def _floatx(value: object) -> Trouble | None:
    return _choice("floatx", value, FLOATS, "a type that Keras knows")


def _image_data_format(value: object) -> Trouble | None:
    return _choice("image_data_format", value, FORMATS, "one of two")


def _choice(name: str, value: object, known: tuple[str, ...], what: str) -> Trouble | None:
    if isinstance(value, str) and value in known:
        return None
    wrong = f"`{name}` must be {what}, and `import keras` fails."
    return Trouble("refused", name, three_beats(wrong, one_of(str(value), known), value))


def _epsilon(value: object) -> Trouble | None:
    if not isinstance(value, float):
        wrong = "`epsilon` must be a number with a point, and `import keras` fails."
        return Trouble("refused", "epsilon", three_beats(wrong, "such as 1e-07, or 1.0", value))
    if not math.isfinite(value) or value <= 0:
        wrong = "`epsilon` is no small positive number, and Keras takes it all the same."
        return Trouble("odd", "epsilon", three_beats(wrong, "such as 1e-07", value))
    if value > 0.1 or value < _TOO_SMALL:
        what = "large: it bends every loss" if value > 0.1 else "too small for a float32 to notice"
        wrong = f"`epsilon` is {what}."
        return Trouble("odd", "epsilon", three_beats(wrong, "such as 1e-07", value))
    return None


def _backend(value: object) -> Trouble | None:
    if isinstance(value, str) and value in _BACKENDS:
        return None
    if isinstance(value, str) and value in _GONE:
        wrong = f"The backend {value!r} was of Keras 1 or 2, and `import keras` fails."
    else:
        wrong = "There is no such backend, and `import keras` fails."
    expected = one_of(value if isinstance(value, str) else "", _BACKENDS)
    remedy = "KERAS_BACKEND goes before it."
    return Trouble("refused", "backend", three_beats(wrong, expected, value, remedy))


def _nnx(value: object) -> Trouble | None:
    if value and find_spec("flax") is None:
        wrong = "`nnx_enabled` needs the package flax, which isn't installed: `import keras` fails."
        return Trouble("refused", "nnx_enabled", three_beats(wrong, "false", value))
    if isinstance(value, bool):
        return None
    wrong = "`nnx_enabled` is a switch; Keras takes any other value for on or off."
    return Trouble("odd", "nnx_enabled", three_beats(wrong, "true or false", value))


_VALUES = {
    "backend": _backend,
    "floatx": _floatx,
    "epsilon": _epsilon,
    "image_data_format": _image_data_format,
    "nnx_enabled": _nnx,
}


def _unknown(name: str) -> Trouble:
    meant = _RETIRED.get(name) or next(iter(nearest(name, _NAMES)), "")
    wrong = f"Keras has no field {name!r}, and ignores it."
    if name in _RETIRED:
        wrong = f"{name!r} was of Keras 1; today Keras ignores it."
    expected = repr(meant) if meant else one_of(name, _NAMES)
    return Trouble("ignored", name, three_beats(wrong, expected, name))


def _unreadable(data: bytes, error: ValueError) -> Trouble:
    if data.startswith(b"\xef\xbb\xbf"):
        wrong = "The file begins with a byte order mark, and Keras ignores all of it."
        remedy = "Save it as UTF-8 without BOM, or write it with `write`."
        return _whole("ignored", wrong, "the file to begin with {", data[:20], remedy)
    at = f"line {error.lineno}, column {error.colno}" if hasattr(error, "lineno") else "UTF-8"
    wrong = f"The file isn't JSON ({at}), and Keras ignores all of it."
    where = getattr(error, "pos", 0)
    around = data.decode("utf-8", "replace")[max(0, where - 20) : where + 20] or ""
    remedy = "Look for a comma too many or too few, and for single quotes."
    return _whole("ignored", wrong, '{"floatx": "float32"} or the like', around, remedy)


def _whole(kind: str, wrong: str, expected: str, received: object, remedy: str = "") -> Trouble:
    return Trouble(kind, "", three_beats(wrong, expected, received, remedy))
