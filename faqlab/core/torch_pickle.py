"""What a pickle of PyTorch's says, read by a machine that can call nothing."""

import pickletools
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from .errors import three_beats

# The only names that may stand in the file. They stay names: nothing is ever imported or called.
ORDERED_DICT = "collections OrderedDict"
REBUILD = "torch._utils _rebuild_tensor_v2"
NAMES = (ORDERED_DICT, REBUILD, "torch FloatStorage", "torch LongStorage")

# The longest pickle by far, the state dict, has 10,696 instructions for 296 tensors.
MOST_INSTRUCTIONS = 1_000_000

_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_NUMBERS_AND_TEXTS = {"BININT", "BININT1", "BININT2", "LONG1", "BINUNICODE"}
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}


@dataclass(frozen=True)
class Name:
    """A name that stands for a Python object; here it is a text and no more.

    Args:
        text: The module and the name, `"torch FloatStorage"`.
    """

    text: str


@dataclass(frozen=True)
class Stored:
    """A storage, meant by what the file says of it.

    Args:
        about: The tuple that stands in the file.
    """

    about: object


@dataclass(frozen=True)
class Tensor:
    """A tensor, as the arguments that PyTorch would make it of.

    Args:
        arguments: The arguments: a `Stored`, the offset, the shape, the strides, and two more.
    """

    arguments: tuple


class Refused(ValueError):
    """A file holds what it must not hold, or isn't what it should be."""


def read_pickle(file: BytesIO) -> object:
    """Read one pickle of a PyTorch file.

    Python's own `pickle` calls whatever the file names. This reads the instructions one by one
    with `pickletools`, which only takes them apart, and knows 30 of them and four names: enough
    for dicts, lists, tuples, texts, whole numbers and tensors.

    Args:
        file: The bytes, at the first one of the pickle; afterwards at the first one behind it.

    Returns:
        What it says: plain Python, and `Tensor` for a tensor.

    Raises:
        Refused: If there is any other instruction or name, or the pickle is broken.

    Example:

    >>> import pickle
    >>> read_pickle(BytesIO(pickle.dumps({"a": (1, [2, None])}, 2)))
    {'a': (1, [2, None])}
    >>> read_pickle(BytesIO(pickle.dumps(print, 2)))
    Traceback (most recent call last):
    ...
    faqlab.core.torch_pickle.Refused: The file names something that doesn't belong into weights, \
and nothing of it was run. Expected: one of 'collections OrderedDict', \
'torch._utils _rebuild_tensor_v2', 'torch FloatStorage', 'torch LongStorage'. Received: \
'__builtin__ print'.
    """
    machine = _Machine()
    try:
        for number, (name, argument) in enumerate(_instructions(file)):
            if number >= MOST_INSTRUCTIONS:
                raise Refused(_too_long(number))
            if name == "STOP":
                return machine.pop()
            machine.step(name, argument)
    except Refused:
        raise
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise Refused(_broken(f"{type(error).__name__}: {error}")) from None
    raise Refused(_broken("no end"))


def _instructions(file: BytesIO) -> Iterator[tuple[str, object]]:
    found = pickletools.genops(file)
    while True:
        try:
            one = next(found, None)
        except (ValueError, OverflowError, UnicodeDecodeError) as error:
            raise Refused(_broken(str(error))) from None
        if one is None:
            return
        yield one[0].name, one[1]


class _Machine:
    def __init__(self):
        self.stack: list = []
        self.marks: list[int] = []
        self.memo: dict[int, object] = {}

    def step(self, name: str, argument: object) -> None:
        if name in _NUMBERS_AND_TEXTS:
            self.stack.append(argument)
        elif name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name])
        elif name in ("BINPUT", "LONG_BINPUT"):
            self.memo[argument] = self.stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            self.stack.append(self.memo[argument])
        elif name in _TUPLES:
            self.stack.append(tuple([self.pop() for _ in range(_TUPLES[name])][::-1]))
        elif name == "PROTO":
            if argument != 2:
                raise Refused(_broken(f"protocol {argument}"))
        else:
            rare = getattr(self, f"_{name.lower()}", None)
            if rare is None:
                raise Refused(
                    three_beats(
                        "The file holds an instruction that weights have no use for, and nothing "
                        "of it was run.",
                        "what PyTorch writes for tensors, dicts, lists, texts and numbers",
                        name,
                    )
                )
            rare(argument)

    def pop(self) -> object:
        # Nothing below a mark belongs to what comes above it.
        if self.marks and len(self.stack) <= self.marks[-1]:
            raise IndexError("nothing is left above the mark")
        return self.stack.pop()

    def _above(self) -> list:
        mark = self.marks.pop()
        found = self.stack[mark:]
        del self.stack[mark:]
        return found

    def _mark(self, _) -> None:
        self.marks.append(len(self.stack))

    def _tuple(self, _) -> None:
        self.stack.append(tuple(self._above()))

    def _empty_tuple(self, _) -> None:
        self.stack.append(())

    def _empty_list(self, _) -> None:
        self.stack.append([])

    def _empty_dict(self, _) -> None:
        self.stack.append({})

    def _append(self, _) -> None:
        value = self.pop()
        _kind(self.stack[-1], list).append(value)

    def _appends(self, _) -> None:
        found = self._above()
        _kind(self.stack[-1], list).extend(found)

    def _setitem(self, _) -> None:
        value, key = self.pop(), self.pop()
        _kind(self.stack[-1], dict)[_kind(key, str)] = value

    def _setitems(self, _) -> None:
        found = self._above()
        target = _kind(self.stack[-1], dict)
        for key, value in zip(found[::2], found[1::2], strict=True):
            target[_kind(key, str)] = value

    def _global(self, name) -> None:
        if name not in NAMES:
            expected = "one of " + ", ".join(map(repr, NAMES))
            wrong = (
                "The file names something that doesn't belong into weights, and nothing of it "
                "was run."
            )
            raise Refused(three_beats(wrong, expected, name))
        self.stack.append(Name(name))

    def _binpersid(self, _) -> None:
        self.stack.append(Stored(self.pop()))

    def _reduce(self, _) -> None:
        arguments, called = _kind(self.pop(), tuple), _kind(self.pop(), Name)
        if called.text == ORDERED_DICT and not arguments:
            self.stack.append({})
        elif called.text == REBUILD:
            self.stack.append(Tensor(arguments))
        else:
            raise Refused(_broken(f"{called.text} of {len(arguments)} arguments"))

    def _build(self, _) -> None:
        # PyTorch keeps the versions of its layers as an attribute of the dict. Weights need none.
        self.pop()
        _kind(self.stack[-1], dict)


def _kind(value: object, kind: type) -> object:
    if type(value) is not kind:
        raise TypeError(f"a {kind.__name__} is due, and there is a {type(value).__name__}")
    return value


def _broken(what: str) -> str:
    return three_beats("The file is damaged, or no PyTorch file.", "a pickle as it writes", what)


def _too_long(number: int) -> str:
    return three_beats("A pickle in the file is too long.", f"{number:,} instructions", "more")
