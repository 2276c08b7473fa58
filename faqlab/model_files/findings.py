"""What an audit finds: a word to name it by, how bad it is, where, why, and what to do."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

REFUSE, LOOK, NOTE = "refuse", "look", "note"
SEVERITIES = (REFUSE, LOOK, NOTE)  # worst first

_NOT_OURS = "Don't load it, unless you know who made it and why this is in it."
_BROKEN = "Get the file again from where it came; compare its size or checksum."
_GIVE = "If it is yours, name it in custom_objects."

# The words, each with how bad it is and what to do. They are an interface: `despite` names them.
CODES: dict[str, tuple[str, str]] = {
    "lambda": (REFUSE, "Don't load it: the code runs when the model is called. " + _NOT_OURS),
    "callable": (REFUSE, _NOT_OURS),
    "program": (REFUSE, _NOT_OURS),
    "operation": (REFUSE, _NOT_OURS),
    "pickle": (REFUSE, "Never unpickle it: a pickle is a program. " + _NOT_OURS),
    "registered name": (REFUSE, _NOT_OURS),
    "path": (REFUSE, "Take the words themselves into the file, not the place of another file."),
    "traversal": (REFUSE, _NOT_OURS),
    "link": (REFUSE, "Ask for the file itself in place of the link."),
    "external link": (REFUSE, "Ask for a file that holds its weights itself."),
    "soft link": (REFUSE, "Ask for a file that holds its weights itself."),
    "external storage": (REFUSE, "Ask for a file that holds its weights itself."),
    "virtual": (REFUSE, "Ask for a file that holds its weights itself."),
    "filter plug-in": (REFUSE, "Write the file again with gzip, or unpacked."),
    "bomb": (REFUSE, "Don't load it: it would fill the memory."),
    "size": (REFUSE, "Don't load it without knowing that the sizes are meant."),
    "duplicate member": (REFUSE, "Two readers may see two models: pack it again, once each."),
    "duplicate key": (REFUSE, "Two readers may see two models: write it again, once each."),
    "encrypted": (REFUSE, "Unpack it with the password, and audit what comes out."),
    "two formats": (REFUSE, "Two readers may see two models: ask for a plain file."),
    "wrong magic": (REFUSE, "Check that this is the file that you mean."),
    "not a file": (REFUSE, "Give the path of a file, or of the folder of a SavedModel."),
    "empty": (REFUSE, _BROKEN),
    "cut off": (REFUSE, _BROKEN),
    "checksum": (REFUSE, _BROKEN),
    "damaged": (REFUSE, _BROKEN),
    "json": (REFUSE, _BROKEN),
    "missing member": (REFUSE, _BROKEN),
    "changed": (REFUSE, "Wait until nobody writes to it, and audit it again."),
    "limits": (REFUSE, "Don't load it here; if it is honest and huge, try a machine with more."),
    "unknown class": (LOOK, _GIVE),
    "unknown function": (LOOK, _GIVE),
    "not finite": (LOOK, "Its predictions will be NaN: use an earlier checkpoint."),
    "dtype": (LOOK, "Keras keeps numbers only: find out what wrote it."),
    "second name": (LOOK, "Keras writes each array once: find out what wrote it."),
    "extra member": (LOOK, "Keras doesn't read it: find out what it is for."),
    "layers": (LOOK, "Loading takes minutes: Keras needs more than a second for 100 layers."),
    "graph": (NOTE, "It does what its maker chose, when it is called."),
    "not read": (NOTE, "What is beyond was not looked at."),
    "version": (NOTE, "If loading fails, use the version that wrote it."),
}

_MOST_OF_A_KIND = 20
_MOST_WHERE, _MOST_REASON = 80, 300


def printable(text: object, most: int = _MOST_WHERE) -> str:
    """Make a text from a file fit to be shown: no control characters, no end of the page.

    Args:
        text: Anything.
        most: How many characters at most. Default: 80.

    Returns:
        One line; what can't be seen is written as Python would, the middle of a long one left out.

    Example:

    >>> print(printable("a" + chr(27) + "[31mb" + chr(0x202E) + "c"))
    a\\x1b[31mb\\u202ec
    >>> printable("x" * 1000, 9)
    'xxxx…xxxx'
    """
    text = str(text)
    if len(text) > 2 * most:  # before the work
        text = text[:most] + text[-most:]
    shown = "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)
    half = (most - 1) // 2
    return shown if len(shown) <= most else f"{shown[: most - 1 - half]}…{shown[-half:]}"


@dataclass(frozen=True)
class Finding:
    """One thing that an audit found.

    Args:
        code: A short word that never changes, `"lambda"`; `CODES` holds them all.
        severity: `"refuse"`, `"look"` or `"note"`.
        where: The place in the file.
        reason: What is there, and why that matters.
        advice: What to do.
    """

    code: str
    severity: str
    where: str
    reason: str
    advice: str

    def __post_init__(self):
        # Texts of the file are in it, and it is shown on a terminal and in a page.
        object.__setattr__(self, "where", printable(self.where))
        object.__setattr__(self, "reason", printable(self.reason, _MOST_REASON))

    @property
    def rank(self) -> tuple:
        """The order: worst first, then by code and place."""
        return SEVERITIES.index(self.severity), list(CODES).index(self.code), self.where


class Findings:
    """Gather findings, and keep the number of them within bounds.

    Example:

    >>> found = Findings()
    >>> found.add("empty", "model.keras", "It holds no byte.")
    >>> [(one.code, one.severity) for one in found]
    [('empty', 'refuse')]
    """

    def __init__(self):
        self._kept: dict[tuple, Finding] = {}
        self._counts: Counter[str] = Counter()

    def add(self, code: str, where: str, reason: str, severity: str = "") -> None:
        """Add one.

        Args:
            code: Which kind; a key of `CODES`.
            where: The place in the file.
            reason: What is there, a sentence.
            severity: How bad it is. Default: as `CODES` says.
        """
        usual, advice = CODES[code]
        one = Finding(code, severity or usual, where, reason, advice)
        self._counts[code] += 1
        # Of a million of a kind the first few are kept, and always the first of each severity.
        kept = sum(code == other.code for other in self._kept.values())
        if kept < _MOST_OF_A_KIND or not self._has(code, one.severity):
            self._kept.setdefault((code, one.where, one.reason), one)

    def _has(self, code: str, severity: str) -> bool:
        return any((one.code, one.severity) == (code, severity) for one in self._kept.values())

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self._kept.values(), key=lambda one: one.rank))

    def __contains__(self, code: object) -> bool:
        return code in self._counts
