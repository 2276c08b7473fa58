"""A model's forward pass that gives what its layers put out, and leaves the model as it was."""

import contextlib
import re
from collections.abc import Iterable, Iterator

import numpy as np

from .activation_file import storable
from .backend import keras
from .catching import Call, Catcher
from .errors import one_of, three_beats
from .model_inputs import ModelInputs, input_name

_NOISE = re.compile(r"\x1b\[[0-9;]*m|\{\{.*?\}\} ?")  # colours, and names of nodes
_PREFACE = "Exception encountered when calling"

Layers = str | keras.layers.Layer | Iterable[str | keras.layers.Layer] | None


class Forward:
    """A model's forward pass, traced once for batches of any size.

    A model that TensorFlow can't trace (one that looks at values in its `call`), or that was
    compiled with `run_eagerly=True`, is run step by step instead: slower, with the same results.

    Args:
        model: The model; one that isn't built is built by the first pass.
        inputs: What it will be given.
        layers: The outputs wanted, as `outputs` takes them. Default: all.
        training: Whether layers behave as in training. Default: False.

    Attributes:
        calls: The `Call`s of the pass; their outputs say shapes and types. Empty before the first
            batch where the model isn't traced.
        entries: For each output its address and the index of its array among those that `run`
            gives: a layer that changes nothing shares the array of the one before.
        per_sample: For each array whether its first axis grows with the samples: batches of it are
            joined. Others, of positions say, are taken from the first batch.

    Raises:
        ValueError: If a layer doesn't exist.
    """

    def __init__(
        self,
        model: keras.Model,
        inputs: ModelInputs,
        layers: Layers = None,
        training: bool = False,
    ):
        self.model, self.inputs, self.training = model, inputs, training
        self.layers = layers if layers is None else _listed(layers)
        self.calls: list[Call] = []
        self.entries: list[tuple[str, int]] = []
        self.per_sample: list[bool] = []
        self._untraced = Exception("it is to be run eagerly: give x")
        self._traced = None if getattr(model, "run_eagerly", False) else self._trace()

    def run(self, arrays: list[np.ndarray]) -> list[object]:
        """Run one batch.

        Args:
            arrays: The batch, as `ModelInputs.batch` gives it.

        Returns:
            Tensors: what `entries` refers to.

        Raises:
            ValueError: If the model can't be run on this input.
        """
        tensors = [keras.ops.convert_to_tensor(one) for one in arrays]
        if self._traced is not None:
            try:
                return self._traced(*tensors)
            except Exception as error:
                # A value that a layer can't take; what memory can't hold, say, is no such thing.
                if type(error).__name__ == "InvalidArgumentError":
                    raise ValueError(self._refusal(error)) from error
                raise
        with losses_kept(self.model):
            try:
                return self._call(tensors, len(arrays[0]))
            except _ModelError as error:
                raise ValueError(self._refusal(error.__cause__)) from error.__cause__

    @classmethod
    def only_calls(cls, model: keras.Model, x: object = None) -> list[Call]:
        """List a model's calls without computing anything, or, if it can't be traced, one sample.

        Args:
            model: The model.
            x: An input for it. Default: what it says of its inputs is enough.

        Returns:
            The `Call`s.

        Raises:
            ValueError: If the model doesn't know its inputs and there is no `x`, or if it can't
                be traced and there is no `x`.
        """
        inputs = ModelInputs.without_data(model) if x is None else ModelInputs(model, x)
        forward = cls(model, inputs)
        if forward._traced is None:
            if x is None:
                raise ValueError(forward._refusal(forward._untraced))
            with forward.looking():
                forward.run(inputs.batch(0, inputs.fixed_batch or 1))
        return forward.calls

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Put back, when the block ends, every state that passes change.

        These are the moving statistics of normalisation, the seeds of what is random, the states
        of stateful RNNs, and whatever else the model doesn't train.
        """
        if self._traced is None and not self.model.built:
            self._build_eagerly()
        if self._traced is not None:
            changeable = [one for one in self._traced.graph.variables if not one.trainable]
            kept = [(one, one.read_value()) for one in changeable]
        else:
            kept = [(one, keras.ops.copy(one.value)) for one in _changeable(self.model)]
        try:
            yield
        finally:
            for variable, value in kept:
                variable.assign(value)

    def _trace(self):
        if keras.backend.backend() != "tensorflow":
            return None
        import tensorflow as tf

        size = self.inputs.fixed_batch
        specs = [
            tf.TensorSpec((size, *shape), tf.as_dtype(dtype)) for shape, dtype in self.inputs.specs
        ]
        function = tf.function(
            lambda *tensors: self._call(tensors, size), input_signature=specs, autograph=False
        )
        with losses_kept(self.model):
            try:
                return function.get_concrete_function()
            except _ModelError as error:
                self._untraced = error.__cause__
                return None

    def _call(self, tensors: Iterable[object], size: int | None) -> list[object]:
        tensors = list(tensors)
        try:
            with Catcher(self.model) as caught:
                self.model(self.inputs.pack(tensors), training=self.training)
        except Exception as error:
            raise _ModelError from error
        calls = [*self._of_inputs(tensors), *caught.calls]
        wanted = _select(calls, self.layers)
        distinct = list({id(one): one for one in wanted.values()}.values())
        index = {id(one): number for number, one in enumerate(distinct)}
        self.entries = [(address, index[id(one)]) for address, one in wanted.items()]
        self.per_sample = [_per_sample(one, size) for one in distinct]
        for call in calls:
            call.outputs = {name: _spec(one, size) for name, one in call.outputs.items()}
        self.calls = calls
        return distinct

    def _of_inputs(self, tensors: list) -> list[Call]:
        # An InputLayer is listed among the layers of a functional model, but is never called.
        layers = {one.name: one for one in self.model.layers}
        found = []
        for one, tensor in zip(self.inputs.expected, tensors, strict=False):
            layer = layers.get(input_name(one))
            if isinstance(layer, keras.layers.InputLayer):
                given = {"": keras.ops.cast(tensor, one.dtype)}
                found.append(Call(layer.name, layer, 0, outputs=given))
        return found

    def _build_eagerly(self) -> None:
        size = self.inputs.fixed_batch or 1
        tensors = [keras.ops.convert_to_tensor(one) for one in self.inputs.batch(0, size)]
        try:
            self._call(tensors, size)
        except _ModelError as error:
            raise ValueError(self._refusal(error.__cause__)) from error.__cause__
        for layer in self.model._flatten_layers():
            if getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):
                layer.reset_state()

    def _refusal(self, error: Exception) -> str:
        lines = _NOISE.sub("", str(error)).splitlines()
        told = [one.strip() for one in lines if one.strip() and not one.startswith(_PREFACE)]
        reason = told[0][:200] if told else type(error).__name__
        return three_beats(
            f"The model {self.model.name!r} can't be run on this input ({reason.rstrip('.')}).",
            "an input that model(x) takes",
            self.inputs,
        )


class _ModelError(Exception):
    """The model itself failed, not what is around it."""


def _listed(layers: Layers) -> list:
    return [layers] if isinstance(layers, str | keras.layers.Layer) else list(layers)


def _select(calls: list[Call], layers: list | None) -> dict[str, object]:
    every = {
        f"{call.address}{name}": tensor for call in calls for name, tensor in call.outputs.items()
    }
    if layers is None:
        return every
    chosen = {}
    for wanted in layers:
        found = _of_layer(calls, wanted) or ({wanted: every[wanted]} if wanted in every else {})
        if not found:
            raise ValueError(_no_output(wanted, calls, every))
        chosen |= found
    return chosen


def _of_layer(calls: list[Call], wanted: object) -> dict[str, object]:
    found = [call for call in calls if call.layer is wanted or call.address == wanted]
    return {
        f"{call.address}{name}": tensor
        for call in found
        for name, tensor in call.outputs.items()
        if not name.startswith(".")
    }


def _no_output(wanted: object, calls: list[Call], every: dict) -> str:
    if any(call.address == wanted or call.layer is wanted for call in calls):
        wrong = f"The output of {wanted!r} can't be had: it is called within a loop."
        return three_beats(wrong, "a layer outside of loops", wanted)
    if isinstance(wanted, keras.layers.Layer):
        wrong = f"The model doesn't call the layer {wanted.name!r}."
        return three_beats(wrong, one_of(wanted.name, every), wanted.name)
    return three_beats(f"The model has no layer {wanted!r}.", one_of(str(wanted), every), wanted)


def _per_sample(tensor: object, size: int | None) -> bool:
    first = next(iter(_shape(tensor)), 0)
    if size is None:  # in a trace: what depends on the number of samples isn't known
        return first is None
    return first is None or (first > 0 and first % size == 0)


def _spec(tensor: object, size: int | None) -> keras.KerasTensor:
    shape = _shape(tensor)
    if size is not None and shape[:1] == (size,):
        shape = (None, *shape[1:])
    return keras.KerasTensor(shape, keras.backend.standardize_dtype(tensor.dtype))


def _shape(tensor: object) -> tuple[int | None, ...]:
    try:
        return tuple(tensor.shape)
    except ValueError:  # in a trace: not even the number of axes is known
        return (None,)


def _changeable(model: keras.Model) -> list:
    found = {id(one): one for one in model.non_trainable_variables}
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.RNN):  # Keras doesn't count their states as variables
            for state in keras.tree.flatten(layer.states):
                found |= {id(state): state} if hasattr(state, "assign") else {}
    return list(found.values())


@contextlib.contextmanager
def losses_kept(model: keras.Model) -> Iterator[None]:
    """Keep what a call adds to `model.losses` out of it: tensors of a trace that has no values."""
    layers = [one for one in model._flatten_layers() if hasattr(one, "_losses")]
    kept = [(one, list(one._losses), set(one._loss_ids)) for one in layers]
    try:
        yield
    finally:
        for layer, losses, ids in kept:
            layer._losses[:] = losses
            layer._loss_ids.clear()
            layer._loss_ids.update(ids)


def as_array(tensor: object) -> np.ndarray:
    """Turn a tensor into an array, without a copy where that can be; bfloat16 into float32."""
    # A view: Keras's own way copies, which takes as long as a small network's forward pass.
    try:
        return storable(np.asarray(memoryview(tensor)))
    except (TypeError, ValueError, BufferError):
        return storable(keras.ops.convert_to_numpy(tensor))
