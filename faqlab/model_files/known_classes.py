"""The allow-list: the classes and functions that files of Keras 1, 2 and 3 hold."""

import re
from functools import cache
from pathlib import Path

# What can't be told from code, whoever wrote it, and the reason that a reader is given.
PROGRAMS = {
    "TFSMLayer": "it runs a TensorFlow SavedModel that lies elsewhere on the disk: a program",
    "TorchModuleWrapper": "it unpickles a PyTorch module: a program",
    "JaxLayer": "it holds a function of JAX: a program",
    "FlaxLayer": "it holds a module of Flax: a program",
    "TensorFlowOpLayer": "it holds an operation of TensorFlow, whichever it likes",
    "AddLoss": "it holds a function",
    "AddMetric": "it holds a function",
}

# A TFOpLambda of Keras 2 names a function of TensorFlow; these compute and do nothing else, and so
# do those that the list has for `tensorflow`.
_PURE = re.compile(r"(math|nn|linalg|signal|bitwise|__operators__)\.[a-z]\w*")


@cache
def known() -> dict[tuple[str, str], frozenset[str]]:
    """Read the list.

    Returns:
        For each kind, `"class"`, `"function"` or `"operation"`, and module the names; module
        `"old"` is for names that Keras 1 and 2 wrote without one.

    Example:

    >>> "Dense" in known()["class", "keras.layers"]
    True
    """
    found: dict[tuple[str, str], set[str]] = {}
    names: set[str] = set()
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines():
        if line.startswith((" ", "\t")):
            names.update(line.split())
        elif line and not line.startswith("#"):
            kind, module = line.split()
            names = found.setdefault((kind, module), set())
    return {key: frozenset(value) for key, value in found.items()}


def is_class(name: str, module: str | None) -> bool:
    """Say whether a class is on the list.

    Args:
        name: Its name.
        module: Its module; None as in files of Keras 1 and 2, which don't name it.

    Returns:
        Whether it is.

    Example:

    >>> is_class("Dense", "keras.layers"), is_class("Dense", "os"), is_class("Dense", None)
    (True, False, True)
    """
    if module is None:
        return name in _all("class")
    return name in known().get(("class", module), ())


def is_function(name: str, module: str | None) -> bool:
    """Say whether a function is on the list: of activations, losses, metrics and `keras.ops`.

    Args:
        name: Its name.
        module: Its module; None or `"builtins"` where the file says the name alone.

    Returns:
        Whether it is.

    Example:

    >>> is_function("relu", "builtins"), is_function("get_file", "keras.utils")
    (True, False)
    """
    if module in (None, "builtins"):
        return name in _all("function")
    return name in known().get(("function", module), ())


def is_word(name: str) -> bool:
    """Say whether a text names something on the list, as in `activation="relu"`.

    Args:
        name: The text.

    Returns:
        Whether it does.

    Example:

    >>> is_word("glorot_uniform"), is_word("MeanSquaredError"), is_word("os.system")
    (True, True, False)
    """
    return is_class(name, None) or is_function(name, None)


def is_pure_operation(name: str) -> bool:
    """Say whether a function of TensorFlow, as Keras 2 names it in a file, only computes.

    Args:
        name: Its name, `"math.add"`.

    Returns:
        Whether it does.

    Example:

    >>> is_pure_operation("math.add"), is_pure_operation("io.write_file")
    (True, False)
    """
    return bool(_PURE.fullmatch(name)) or name in known()["operation", "tensorflow"]


@cache
def _all(kind: str) -> frozenset[str]:
    return frozenset().union(*(names for (one, _), names in known().items() if one == kind))
