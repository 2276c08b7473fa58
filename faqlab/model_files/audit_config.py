"""What a configuration would have Keras make: each class and function against the list."""

import base64
import binascii
import re
from collections.abc import Collection

from .config_sizes import check_sizes
from .config_walk import Spot, spots
from .findings import LOOK, NOTE, REFUSE, Findings
from .known_classes import PROGRAMS, is_class, is_function, is_pure_operation, is_word

# What Keras writes for values that JSON hasn't.
_VALUES = {"__keras_tensor__", "__tensor__", "__numpy__", "__bytes__", "__ellipsis__", "__slice__"}
# Keys under which a layer would take a text as the place of a file.
_FILE_KEYS = """
vocabulary vocabulary_file idf_weights filepath file filename fname path origin url uri cache_dir
proto data_path weights_path
"""
_FILES = frozenset(_FILE_KEYS.split())
_PLACE = re.compile(r"[a-z][a-z0-9+.-]*://|/[\w.~-]|[A-Za-z]:[\\/]|\\\\|~[/\\]|\.\.?[/\\]", re.I)
_CODE_STARTS = ("4w", "Yw")  # base64 of how marshal begins a code object
_PICKLE_STARTS = ("gAN", "gAR", "gAS")  # base64 of how pickle begins, protocols 2 to 5


def audit_config(
    config: object,
    where: str,
    found: Findings,
    custom: Collection[str] = (),
    stored: int | None = None,
) -> None:
    """Look at a configuration, everywhere in it.

    Args:
        config: What JSON made of it.
        where: What to call the place.
        found: Where to add what is found.
        custom: Names of the reader's own classes and functions. Default: none.
        stored: How many bytes of weights come with it. Default: not known.

    Example:

    >>> found = Findings()
    >>> layer = {"module": "keras.layers", "class_name": "Lambda", "config": {
    ...     "name": "evil", "function": {"class_name": "__lambda__", "config": {"code": "4wEA"}}}}
    >>> audit_config({"layers": [layer]}, "config.json", found)
    >>> [(one.code, one.where) for one in found]
    [('lambda', 'config.json/layers/evil/function')]
    """
    for spot in spots(config, where):
        if isinstance(spot.value, dict) and "class_name" in spot.value:
            _object(spot, found, custom)
        elif isinstance(spot.value, str) and not _is_part_of_code(spot):
            _text(spot, found, custom)
        elif isinstance(spot.value, list) and not _is_part_of_code(spot):
            _list(spot, found)
    check_sizes(config, where, found, stored)


def _is_part_of_code(spot: Spot) -> bool:
    """Say whether it stands in a function that was found already."""
    while spot is not None:
        if isinstance(spot.value, dict) and spot.value.get("class_name") == "__lambda__":
            return True
        spot = spot.above
    return False


def _object(spot: Spot, found: Findings, custom: Collection[str]) -> None:
    name, inner = spot.value["class_name"], spot.value.get("config")
    if not isinstance(name, str):
        found.add("json", spot.path, "The name of a class isn't a text.")
    elif name == "__lambda__":
        found.add("lambda", spot.path, "It holds the bytecode of a Python function.")
    elif name in _VALUES:
        _value(name, inner, spot, found)
    elif name == "function":
        _function(spot, inner, found, custom)
    else:
        _class(spot, name, found, custom)
        _old_function(spot, name, inner, found, custom)


def _value(name: str, inner: object, spot: Spot, found: Findings) -> None:
    dtype = inner.get("dtype") if isinstance(inner, dict) else None
    if name in ("__numpy__", "__tensor__") and str(dtype).startswith(("object", "|O", "O")):
        found.add("pickle", spot.path, "It holds an array of Python objects.")


def _class(spot: Spot, name: str, found: Findings, custom: Collection[str]) -> None:
    module, registered = spot.value.get("module"), spot.value.get("registered_name")
    if not (_is_name(module) and _is_name(registered)):
        found.add("json", spot.path, "The name of a module isn't a text.")
    elif name in PROGRAMS:
        found.add("program", spot.path, f"The class is {name}: {PROGRAMS[name]}.")
    elif {name, registered} & set(custom) or _base(name) in custom:
        return
    elif not is_class(name, module) or (module is None and registered is not None):
        full = f"{module}.{name}" if module else str(registered or name)
        ours = module is None or not _is_foreign(module)
        reason = f"The class {full} is none of Keras's own."
        found.add("unknown class", spot.path, reason, LOOK if ours else REFUSE)
    elif registered not in (None, name):
        reason = f"It is called {name}, but Keras would take what is registered as {registered}."
        found.add("registered name", spot.path, reason)


def _is_name(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_foreign(module: str) -> bool:
    """Say whether a module is a library's; a reader's own class has none of them."""
    return bool(re.match(r"(keras|tensorflow|tf|tf_keras)(\.|$)", module)) or not re.fullmatch(
        r"[\w.]+", module
    )


def _base(name: str) -> str:
    return name.rpartition(">")[2]


def _function(spot: Spot, inner: object, found: Findings, custom: Collection[str]) -> None:
    module, registered = spot.value.get("module"), spot.value.get("registered_name")
    # Keras 3.0 to 3.4 write the name in `config`, some writers a dict with the name in it.
    name = inner.get("name") if isinstance(inner, dict) else inner
    if not (isinstance(name, str) and _is_name(module) and _is_name(registered)):
        found.add("json", spot.path, "The name of a function isn't a text.")
    elif {name, _base(name), registered} & set(custom):
        return
    elif not is_function(name, module):
        _foreign_function(spot, module, name, found)
    elif registered not in (None, name, "function"):
        reason = f"It is called {name}, but Keras would take what is registered as {registered}."
        found.add("registered name", spot.path, reason)


def _foreign_function(spot: Spot, module: object, name: str, found: Findings) -> None:
    if module in (None, "builtins") and re.fullmatch(r"\w+(>\w+)?", name) and not _is_python(name):
        reason = f"The function {name} is none of Keras's own: your code would have to give it."
        found.add("unknown function", spot.path, reason)
    else:
        full = f"{module}.{name}" if module else name
        reason = f"It would call {full}, which is no activation, loss, metric or operation."
        found.add("callable", spot.path, reason)


def _is_python(name: str) -> bool:
    return name.startswith("__") or name in {"eval", "exec", "compile", "open", "input", "getattr"}


def _old_function(
    spot: Spot, name: str, inner: object, found: Findings, custom: Collection[str]
) -> None:
    """Look at how Keras 1 and 2 write the function of a Lambda, and a function of TensorFlow."""
    if not isinstance(inner, dict):
        return
    for key, value in inner.items():
        if key.endswith("_type") and value == "lambda":
            where = f"{spot.path}/{key.removesuffix('_type')}"
            found.add("lambda", where, "It holds the bytecode of a Python function.")
    function = inner.get("function")
    if name in ("TFOpLambda", "ClassMethod", "InstanceMethod") and not is_pure_operation(
        str(function)
    ):
        found.add("callable", spot.path, f"It would call tensorflow.{function}.")
    elif name == "Lambda" and isinstance(function, list):
        found.add("lambda", f"{spot.path}/function", "It holds the bytecode of a Python function.")
    elif name == "Lambda" and isinstance(function, str) and function not in custom:
        module = inner.get("module")
        if not is_function(function, None) or _is_imported(module):
            reason = f"It would call {function}, looked up in {module or 'your code'}."
            found.add("callable", f"{spot.path}/function", reason)


def _is_imported(module: object) -> bool:
    return isinstance(module, str) and not re.match(r"(keras|__main__|builtins)", module)


def _text(spot: Spot, found: Findings, custom: Collection[str]) -> None:
    text = spot.value
    if _is_code(text):
        found.add("lambda", spot.path, "It holds the bytecode of a Python function, in base64.")
    elif text.startswith(_PICKLE_STARTS) and _bytes_of(text):
        found.add("pickle", spot.path, "It holds a pickle, in base64.")
    elif text and (spot.key in _FILES or spot.key.endswith("vocabulary")):
        found.add("path", spot.path, f"A layer would open a file: {text}.")
    elif _PLACE.match(text) or "/../" in text:
        found.add("path", spot.path, f"It is the place of a file or an address: {text}.", LOOK)
    elif spot.names and text not in custom and not is_word(text):
        _unknown_word(spot, text, found)


def _unknown_word(spot: Spot, text: str, found: Findings) -> None:
    if is_pure_operation(text):
        return
    if re.fullmatch(r"[\w ]*(>\w+)?", text):
        reason = f"The name {text} is none of Keras's own: your code would have to give it."
        found.add("unknown function", spot.path, reason, NOTE)
    else:
        found.add("callable", spot.path, f"It would call {text}, which is not Keras's own.")


def _list(spot: Spot, found: Findings) -> None:
    # Keras 1 and 2 write a lambda as its code, its defaults and its closure. The walk doesn't enter
    # a list of plain texts, so it is looked at here.
    texts = [one for one in spot.value[:3] if isinstance(one, str)]
    if any(map(_is_code, texts)):
        found.add("lambda", spot.path, "It holds the bytecode of a Python function, in base64.")
    elif any(one.startswith(_PICKLE_STARTS) and _bytes_of(one) for one in texts):
        found.add("pickle", spot.path, "It holds a pickle, in base64.")
    elif spot.key in _FILES and spot.key != "vocabulary" and texts:
        found.add("path", spot.path, f"A layer would open a file: {texts[0]}.")


def _is_code(text: str) -> bool:
    return text.startswith(_CODE_STARTS) and bool(_bytes_of(text))


def _bytes_of(text: str) -> bytes:
    """Decode base64 of 40 characters and more, in lines or not; nothing if it isn't that."""
    if len(text) < 40:
        return b""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
