"""Which layers a model calls in a forward pass, in which order, and what comes out of each."""

import contextlib
import functools
import threading
from collections import Counter
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from .backend import keras
from .graph_nodes import CallNumbers

# What these call again and again in a loop over time isn't theirs alone: it is left out.
_LOOPS = (keras.layers.RNN, keras.layers.TimeDistributed)

_catcher: ContextVar["Catcher | None"] = ContextVar("faqlab_catcher", default=None)
_one_at_a_time = threading.RLock()


@dataclass
class Call:
    """One call of one layer.

    Args:
        address: The names of the layers it was called in and its own, `"encoder/conv2"`. What
            would be there twice (a shared layer, a name used twice) is `"conv2:2"`, `"conv2:3"`; in
            a functional model the calls are counted as they were written.
        layer: The layer, or the operation (`a + b` on symbolic tensors is one).
        depth: How many layers it was called in; 0 for the model's own.
        number: The how manieth call of this layer in the pass it is, from 1.
        outputs: What came out, by what is added to the address: `""` for the output, `"[0]"`,
            `"[mean]"` for one of several, `".sequence"`, `".state0"` for what an RNN went through.
    """

    address: str
    layer: object
    depth: int
    number: int = 1
    outputs: dict[str, object] = field(default_factory=dict)


class Catcher:
    """Catches what the layers of one model put out while it is called, within a `with` block.

    For the time of the block the one method that every Keras layer's call goes through is
    replaced. Other threads notice nothing of it: their calls go on to the original, and a second
    block waits for the end of the first. When the block ends, also by an error, all is as it was.

    Args:
        model: The model. Calls from outside of its own call aren't recorded.

    Attributes:
        calls: The `Call`s, a layer before those that it calls.

    Example:

    >>> model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(3, name="head")])
    >>> with Catcher(model) as caught:
    ...     _ = model(keras.ops.ones((2, 4, 5)))
    >>> [(call.address, tuple(call.outputs[""].shape)) for call in caught.calls][-1]
    ('head', (2, 3))
    """

    def __init__(self, model: keras.Model):
        self.model = model
        self.calls: list[Call] = []
        self._stack: list[tuple[Call, CallNumbers]] = []
        self._addresses: set[str] = set()
        self._numbers: Counter[int] = Counter()

    def __enter__(self) -> "Catcher":
        self._block = contextlib.ExitStack()
        self._block.enter_context(_one_at_a_time)
        self._block.enter_context(_every_call_observed())
        self._home = _where()
        token = _catcher.set(self)
        self._block.callback(_catcher.reset, token)
        return self

    def __exit__(self, *error: object) -> None:
        self._block.close()

    def see(self, original, layer, args: tuple, kwargs: dict) -> object:
        """Call a layer and record what it puts out."""
        call = self._call_of(layer) if not _symbolic((args, kwargs)) else None
        if call is None:
            return original(layer, *args, **kwargs)
        self._stack.append((call, CallNumbers(layer)))
        try:
            with _states_kept(layer) as states:
                output = original(layer, *args, **kwargs)
        finally:
            self._stack.pop()
        # A tensor made in the body of a loop can't be taken out of it.
        if call.depth >= 0 and _where() is self._home:
            call.outputs = _entries(layer, output) | states
        return output

    def _call_of(self, layer) -> Call | None:
        """Make the record of a call; None: it isn't to be recorded."""
        if not self._stack:
            return Call("", layer, -1) if layer is self.model else None
        above, numbers = self._stack[-1]
        number = numbers.next(layer)
        # Layers call operations too, such as `pad`: those are listed in a graph only.
        part = number is not None or isinstance(layer, keras.layers.Layer)
        if isinstance(above.layer, _LOOPS) or not part:
            return None
        address = f"{above.address}/{layer.name}" if above.address else layer.name
        again = number or 1
        unique = address if again == 1 else f"{address}:{again}"
        while unique in self._addresses:
            again += 1
            unique = f"{address}:{again}"
        self._addresses.add(unique)
        self._numbers[id(layer)] += 1
        call = Call(unique, layer, above.depth + 1, self._numbers[id(layer)])
        self.calls.append(call)
        return call


@contextlib.contextmanager
def _every_call_observed() -> Iterator[None]:
    original = keras.Operation.__call__

    @functools.wraps(original)
    def observed(self, *args, **kwargs):
        catcher = _catcher.get()
        if catcher is None:
            return original(self, *args, **kwargs)
        return catcher.see(original, self, args, kwargs)

    keras.Operation.__call__ = observed
    try:
        yield
    finally:
        keras.Operation.__call__ = original


@contextlib.contextmanager
def _states_kept(layer) -> Iterator[dict[str, object]]:
    """Keep the whole sequence and the last states of an RNN, also where it returns neither.

    Keras computes them in any case, in `inner_loop`, and throws them away: no second pass.
    """
    states: dict[str, object] = {}
    original = getattr(layer, "inner_loop", None)
    if not isinstance(layer, keras.layers.RNN) or original is None:
        yield states
        return

    def inner_loop(*args, **kwargs):
        with _attribute(layer, "return_sequences", True):
            last, sequence, ended = original(*args, **kwargs)
        states[".sequence"] = keras.ops.cast(sequence, layer.compute_dtype)
        for index, state in enumerate(keras.tree.flatten(ended)):
            states[f".state{index}"] = keras.ops.cast(state, layer.compute_dtype)
        return last, sequence, ended

    with _attribute(layer, "inner_loop", inner_loop):
        yield states


@contextlib.contextmanager
def _attribute(layer, name: str, value: object) -> Iterator[None]:
    """Set an attribute without Keras's tracking; afterwards it is as it was, or gone."""
    own, missing = vars(layer), object()
    before = own.get(name, missing)
    own[name] = value
    try:
        yield
    finally:
        if before is missing:
            del own[name]
        else:
            own[name] = before


def _entries(layer, output: object) -> dict[str, object]:
    if isinstance(layer, keras.layers.RNN) and isinstance(output, list | tuple):
        output = output[0]  # the states follow; they have their own names
    if isinstance(output, list | tuple) and len(output) == 1:
        output = output[0]
    return dict(_leaves(output, ""))


def _leaves(output: object, name: str) -> Iterator[tuple[str, object]]:
    if isinstance(output, dict):
        for key, part in output.items():
            yield from _leaves(part, f"{name}[{key}]")
    elif isinstance(output, list | tuple):
        for index, part in enumerate(output):
            yield from _leaves(part, f"{name}[{index}]")
    elif keras.ops.is_tensor(output) and hasattr(output, "shape"):
        sparse = type(output).__name__ == "SparseTensor"
        yield name, keras.ops.convert_to_tensor(output, sparse=False) if sparse else output


def _symbolic(values: object) -> bool:
    # Building a model calls its layers on tensors without values: those aren't its forward pass.
    return any(isinstance(value, keras.KerasTensor) for value in keras.tree.flatten(values))


def _where() -> object:
    """Say in which graph operations are made now: a loop's body is one of its own."""
    if keras.backend.backend() != "tensorflow":
        return None
    import tensorflow as tf

    return None if tf.executing_eagerly() else tf.compat.v1.get_default_graph()
