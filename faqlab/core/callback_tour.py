"""The callbacks of the Keras that is installed: what each is for, and when it acts."""

import inspect
from dataclasses import dataclass

from .backend import keras
from .hook_log import PARTS, WHOLE
from .page_table import page_table, text_table

# What each is for, in our words; of one that isn't here its own first line is shown.
_FOR = {
    "BackupAndRestore": "goes on after a crash: the next fit starts where this one broke off",
    "CSVLogger": "writes a line an epoch into a CSV file",
    "Callback": "does nothing: what your own is derived from",
    "CallbackList": "calls all others in turn; fit makes it",
    "EarlyStopping": "ends training when nothing gets better any more",
    "History": "keeps what fit returns; always there",
    "LambdaCallback": "calls functions of yours, without a class",
    "LearningRateScheduler": "sets the learning rate of each epoch by a function of yours",
    "ModelCheckpoint": "saves the model, or the weights, every epoch or the best only",
    "OrbaxCheckpoint": "saves with the Orbax library, also from several hosts",
    "ProgbarLogger": "the progress bar; there unless verbose=0",
    "ReduceLROnPlateau": "lowers the learning rate when nothing gets better any more",
    "RemoteMonitor": "sends each epoch's numbers to a web address",
    "SwapEMAWeights": "tests with the moving average of the weights",
    "TensorBoard": "writes files for the TensorBoard page",
    "TerminateOnNaN": "ends training when the loss is NaN or infinite",
}


@dataclass(frozen=True)
class BuiltIn:
    """One callback of Keras.

    Args:
        name: Its name in `keras.callbacks`.
        what: What it is for.
        hooks: The hooks that it acts in, without `on_`.
    """

    name: str
    what: str
    hooks: tuple[str, ...]


class Tour(tuple[BuiltIn, ...]):
    """The callbacks as a table: HTML in a notebook, lines in a terminal."""

    def rows(self) -> list[list[str]]:
        """Give the cells of the table."""
        return [[one.name, one.what, ", ".join(one.hooks) or "-"] for one in self]

    def __repr__(self) -> str:
        return text_table(_HEAD, self.rows())

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows(), caption=f"{len(self)} classes in keras.callbacks")


_HEAD = ("keras.callbacks", "what it is for", "acts in")


def callback_tour() -> Tour:
    """List the classes of `keras.callbacks`, and look which hooks each of them has.

    Returns:
        A `Tour`.

    Example:

    >>> stopping = next(one for one in callback_tour() if one.name == "EarlyStopping")
    >>> stopping.hooks
    ('train begin', 'train end', 'epoch end')
    """
    found = [
        BuiltIn(name, _FOR.get(name) or _first_line(kind), _hooks(kind))
        for name, kind in sorted(vars(keras.callbacks).items())
        if inspect.isclass(kind)
    ]
    return Tour(found)


def _hooks(kind: type) -> tuple[str, ...]:
    base = keras.callbacks.Callback
    if not issubclass(kind, base) or kind is base:
        return ()
    if kind is keras.callbacks.LambdaCallback:
        return ("those you give it",)
    # The older names of the hooks of a batch stand for those of training.
    older = {"on_train_batch_begin": "on_batch_begin", "on_train_batch_end": "on_batch_end"}
    own = [
        hook
        for hook in (*WHOLE, *PARTS)
        if any(_differs(kind, base, name) for name in (hook, older.get(hook, hook)))
    ]
    if len(own) == len(WHOLE) + len(PARTS):
        return ("all hooks",)
    return tuple(hook.removeprefix("on_").replace("_", " ") for hook in own)


def _differs(kind: type, base: type, hook: str) -> bool:
    return getattr(kind, hook) is not getattr(base, hook)


def _first_line(kind: type) -> str:
    return (inspect.getdoc(kind) or "").partition("\n")[0]
