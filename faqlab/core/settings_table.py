"""Settings that are tried in another process, and what they did, side by side."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .errors import three_beats
from .page_table import page_table, text_table
from .settings_trial import Trial, Tried, run_trials

_FILE = "home/.keras/keras.json"
_EFFECTS = "faqlab.core.settings_probes:effects"
_HEAD = ("in the file", "backend", "numbers", "epsilon", "Conv2D gives", "loss", "file")


@dataclass(frozen=True)
class SettingsTrials:
    """Settings and what they did; its text and its page are a table.

    Args:
        texts: What was in each file.
        tried: What came of each.
    """

    texts: tuple[str, ...]
    tried: tuple[Tried, ...]

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table, a row for each file; where the import failed, its error."""
        return [_row(*pair) for pair in zip(self.texts, self.tried, strict=True)]

    def __repr__(self) -> str:
        return "\n".join([text_table(_HEAD, self.rows()), *self._errors(), _READING])

    def _repr_html_(self) -> str:
        marked = [i for i, one in enumerate(self.tried) if one.error]
        caption = " ".join([*self._errors(), _READING])
        return page_table(_HEAD, self.rows(), marked, caption)

    def _errors(self) -> list[str]:
        return list(dict.fromkeys(f"{one.error.rstrip('.')}." for one in self.tried if one.error))


_READING = (
    "Conv2D(4, 3) on pictures of 8 x 8 points in 3 colours; the loss of a sure and wrong answer; "
    "a file of 64 x 64 weights and 64 more."
)


def _row(text: str, tried: Tried) -> tuple[str, ...]:
    shown = " ".join(text.replace("\ufeff", "(BOM) ").split())
    shown = shown if len(shown) <= 44 else shown[:43] + "…"
    if tried.error:
        return (shown, "import keras fails", *[""] * 5)
    found = tried.probes[_EFFECTS]
    shape = " x ".join(map(str, found["images"]))
    size = f"{found['bytes']:,} bytes"
    values = tried.values
    epsilon = f"{values['epsilon']:g}"
    loss = f"{found['loss']:.2f}"
    return (shown, values["backend"], found["numbers"], epsilon, shape, loss, size)


def try_settings(
    *settings: Mapping[str, object] | str,
    environ: Mapping[str, str] | None = None,
    run: Callable = run_trials,
) -> SettingsTrials:
    """Import Keras with configuration files, in another process, and look what each does.

    The process has a home folder of its own, which is deleted: neither the reader's configuration
    nor this kernel is touched. It stays for later trials, so only the first takes seconds.

    Args:
        *settings: What is in each file: fields and values, or a text as it stands.
        environ: Variables to set, such as `{"KERAS_BACKEND": "jax"}`. Default: none.
        run: What runs the trials. Default: one process for all.

    Returns:
        A `SettingsTrials`.

    Raises:
        TypeError: If a setting is neither a dict nor a text.

    Example:

    >>> try_settings({"floatx": "float64"}).tried[0].values["floatx"]
    'float64'
    """
    texts = []
    for one in settings or ({},):
        if not isinstance(one, str | Mapping):
            expected = 'fields and values such as {"floatx": "float64"}, or the text of a file'
            raise TypeError(three_beats("This is no configuration.", expected, one))
        texts.append(one if isinstance(one, str) else json.dumps(dict(one)))
    trials = [Trial({_FILE: _latin(text)}, dict(environ or {}), [_EFFECTS]) for text in texts]
    return SettingsTrials(tuple(texts), tuple(run(trials)))


def _latin(text: str) -> str:
    """The text whose letters are the bytes of this one in UTF-8."""
    return text.encode("utf-8").decode("latin-1")
