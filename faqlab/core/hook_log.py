"""A callback that only writes down when it is called, and with what."""

from dataclasses import dataclass

from .backend import keras


@dataclass(frozen=True)
class Call:
    """One call of one hook.

    Args:
        hook: Its name, such as `"on_epoch_end"`.
        index: The epoch or the batch, from 0; None for a hook that has none.
        logs: The names of what Keras reported.
    """

    hook: str
    index: int | None
    logs: tuple[str, ...]


class HookLog(keras.callbacks.Callback):
    """Write down every call of the fourteen hooks: `fit`, `evaluate` and `predict` alike.

    Attributes:
        calls: The calls, in order; they are kept from one `fit` to the next.

    Example:

    >>> import numpy as np
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> log = HookLog()
    >>> predictions = model.predict(np.zeros((4, 2)), verbose=0, callbacks=[log])
    >>> log
    on_predict_begin
        on_predict_batch_begin 0
        on_predict_batch_end 0: outputs
    on_predict_end
    """

    def __init__(self):
        super().__init__()
        self.calls: list[Call] = []

    def __repr__(self) -> str:
        lines, depth = [], 0
        for call in self.calls:
            ends = call.hook.endswith("_end")
            depth -= ends
            number = "" if call.index is None else f" {call.index}"
            told = f": {', '.join(call.logs)}" if call.logs else ""
            lines.append(f"{'    ' * depth}{call.hook}{number}{told}")
            depth += not ends
        return "\n".join(lines) or "No hook has been called yet."

    def _note(self, hook: str, index: int | None, logs: dict | None) -> None:
        self.calls.append(Call(hook, index, tuple(logs or ())))


def _without_index(hook: str):
    def note(self, logs=None):
        self._note(hook, None, logs)

    return note


def _with_index(hook: str):
    def note(self, index, logs=None):
        self._note(hook, index, logs)

    return note


# Fourteen methods that differ in their names only.
WHOLE = tuple(
    f"on_{what}_{end}" for what in ("train", "test", "predict") for end in ("begin", "end")
)
PARTS = tuple(
    f"on_{what}_{end}"
    for what in ("epoch", "train_batch", "test_batch", "predict_batch")
    for end in ("begin", "end")
)
for _hook in WHOLE:
    setattr(HookLog, _hook, _without_index(_hook))
for _hook in PARTS:
    setattr(HookLog, _hook, _with_index(_hook))
