"""What any layer of any Keras model puts out, as a mapping of names to arrays."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from .activation_file import ActivationFile
from .activation_map import Activations, Pieces, open_outputs
from .backend import keras
from .errors import three_beats
from .forward import Forward, Layers, as_array
from .layer_tree import LayerNode, tree_of
from .model_inputs import ModelInputs
from .work_bar import Tell, work_told


def outputs(
    model: keras.Model,
    x: object,
    layers: Layers = None,
    training: bool = False,
    *,
    batch_size: int | None = None,
    file: str | os.PathLike | None = None,
    memory: float = 1e9,
    progress: bool | Callable[[int, int], None] = False,
) -> "Activations":
    """Give what the layers of a model put out, all of them in one forward pass a batch.

    It works on any Keras model: Sequential with and without an `Input` (one that isn't built is
    built for `x`), functional with several inputs and outputs, nested, subclassed.

    - Layers are named by their addresses: `"conv1"`, `"encoder/conv2"` for a layer of a nested
      model or of a layer that is made of layers, `"conv1:2"` for the second call of a shared layer
      (or a second layer of that name). `layer_tree` lists them.
    - What a layer puts out has the shape `(samples, ...)` and its address as its name. Of several
      outputs each has its own: `"encoder[0]"`, `"encoder[mean]"`.
    - A recurrent layer also gives `"lstm.sequence"`, the output after each step, of shape
      `(samples, steps, units)`, and `"lstm.state0"`, `"lstm.state1"`, ..., its last states (of an
      LSTM: output and memory), of shape `(samples, units)`, also where it returns neither. A
      stateful one goes on from the state it has, batch after batch, as in `predict`.
    - An output without an axis of samples (of an `Embedding` of positions, say) is given as it is.

    **Looking doesn't change the model.** With `training=True` Keras updates the moving statistics
    of BatchNormalization and the seeds of Dropout in every call; here they are put back, and so
    are the states of stateful layers, also after an error or an interruption. All seeds being
    where they were, a second call with `training=True` drops the same units.

    What can't be had: layers called within a loop over time (an RNN's cell, what is within
    `TimeDistributed`), and layers whose `call` method the model uses directly.

    Args:
        model: The model.
        x: Its input, of shape `(samples, ...)`; for several inputs a list in the model's order or
            a dict by name. An HDF5 data set or a memory map is read batch by batch.
        layers: The address of a layer or a list of them; a layer itself stands for all its calls.
            Default: all layers.
        training: Whether layers behave as in training. Default: False, as in `predict`.
        batch_size: How many samples at a time. Default: 32, or what a stateful model insists on.
        file: An HDF5 file to write to instead of keeping the arrays in memory. It appears when all
            is written. Default: none.
        memory: How many bytes may be kept in memory, 1e9 by default. What would be more goes to a
            temporary file, which is deleted when the mapping is closed or forgotten.
        progress: True for a bar in the terminal or notebook once the work takes more than two
            seconds, or a function that is called as `progress(samples_done, samples)` after every
            batch. Default: False.

    Returns:
        An `Activations`, a read-only mapping: `outputs(model, x)["conv1"]` is an array.

    Raises:
        TypeError: If `x` holds something else than arrays.
        ValueError: If there is no such layer (the nearest addresses are given), if the shape of
            `x` isn't what the model expects, if the model can't be run on `x`, or if the number of
            samples isn't a multiple of a stateful model's batch size.
        OSError: If the disk has no room.

    Example:

    >>> model = keras.Sequential(
    ...     [keras.Input((8, 8, 1)), keras.layers.Conv2D(4, 3, name="conv"), keras.layers.Flatten()]
    ... )
    >>> outputs(model, np.zeros((10, 8, 8, 1)), "conv")["conv"].shape
    (10, 6, 6, 4)
    """
    inputs = ModelInputs(model, x)
    size = _batch_size(inputs, batch_size)
    forward = Forward(model, inputs, layers, training)
    with forward.looking(), work_told(progress, inputs.samples) as told:
        batches = _batches(forward, size, told)
        first = next(batches)
        full = _full_size(first, forward.per_sample, inputs.samples / min(size, inputs.samples))
        tree = tree_of(model, forward.calls)
        if file is None and full <= memory:
            return _in_memory(forward, first, batches, tree)
        with contextlib.ExitStack() as stack:
            folder = None
            if file is None:
                folder = tempfile.mkdtemp(prefix="faqlab-")
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
            path = Path(folder, "outputs.h5") if folder else Path(file)
            note = {"samples": inputs.samples, "tree": [asdict(node) for node in tree]}
            with ActivationFile(path, forward.entries, full, note) as written:
                written.add(first, forward.per_sample)
                del first
                for batch in batches:
                    written.add(batch, forward.per_sample)
            found = open_outputs(path, delete=folder)
            stack.pop_all()
            return found


def _in_memory(
    forward: Forward, first: list, batches: Iterator[list], tree: tuple[LayerNode, ...]
) -> Activations:
    columns = zip(*[first, *batches], strict=True)
    pieces = [
        Pieces(list(column) if grows else [column[0]])
        for column, grows in zip(columns, forward.per_sample, strict=True)
    ]
    arrays = {address: pieces[index] for address, index in forward.entries}
    return Activations(arrays, tree, forward.inputs.samples)


def _batch_size(inputs: ModelInputs, asked: int | None) -> int:
    fixed = inputs.fixed_batch
    if asked is not None and (not isinstance(asked, int) or asked < 1):
        raise ValueError(three_beats("The batch size is wrong.", "a whole number from 1", asked))
    if fixed is None:
        return asked or 32
    if asked not in (None, fixed):
        wrong = "The model is stateful: its states were made for one batch size."
        raise ValueError(three_beats(wrong, f"batch_size={fixed}", asked))
    if inputs.samples % fixed:
        wrong = "The model is stateful: it takes whole batches only."
        expected = f"a multiple of {fixed} samples"
        raise ValueError(three_beats(wrong, expected, inputs.samples))
    return fixed


def _batches(forward: Forward, size: int, told: Tell) -> Iterator[list]:
    samples, entries = forward.inputs.samples, None
    for start in range(0, samples, size):
        stop = min(start + size, samples)
        arrays = [as_array(one) for one in forward.run(forward.inputs.batch(start, stop))]
        if entries not in (None, forward.entries):
            wrong = f"The model {forward.model.name!r} calls other layers for other batches."
            raise ValueError(three_beats(wrong, "the same layers for all", "x"))
        entries = forward.entries
        told(stop)
        yield arrays


def _full_size(first: list[np.ndarray], grows: list[bool], times: float) -> int:
    return int(sum(one.nbytes * (times if g else 1) for one, g in zip(first, grows, strict=True)))
