"""The end of Keras's data pipeline, watched: which samples each batch that is taken holds."""

from collections.abc import Sequence

import numpy as np

# Keras takes an adapter of its own kind as data; the class isn't public.
from keras.src.trainers.data_adapters.data_adapter import DataAdapter

from .backend import keras
from .errors import three_beats
from .sample_numbers import fingerprints, numbers_of


class OrderWatch(DataAdapter):
    """Data as Keras reads them, handed on unchanged, with a note of each batch that is taken.

    The note is taken by the last stage of the pipeline, behind which nothing is fetched ahead: a
    batch comes through when the model asks for it, and in that order.

    Args:
        inner: Keras's own adapter of the data.
        rows: Of arrays the numbers of their rows: each batch's inputs are then
            `{"x": inputs, "number": numbers}`, and the model gets `inputs`. Default: samples are
            recognised by the bytes of their inputs.
        samples: The inputs in their own order, of shape `(samples, ...)`, where there are no
            rows. Default: none; samples are numbered as they first appear.

    Attributes:
        passes: For each epoch the batches seen, as rows or as fingerprints.
    """

    def __init__(self, inner: DataAdapter, rows: range | None = None, samples: object = None):
        self._inner, self._rows, self._samples = inner, rows, samples
        # Within TensorFlow's graph, so that no batch waits for Python.
        self._queue = _queue()
        self._dtypes: list[np.dtype] = []
        self.passes: list[list[np.ndarray]] = []

    def get_tf_dataset(self):
        """Give the dataset, watched at its end: Keras calls this."""
        import tensorflow as tf

        dataset = self._inner.get_tf_dataset()
        whole = isinstance(dataset.element_spec, tuple)
        if self._rows is None and isinstance(self._inner, _of_datasets()):
            # What TensorFlow would do behind the last stage, it does before ours.
            dataset = dataset.prefetch(tf.data.AUTOTUNE)

        @tf.autograph.experimental.do_not_convert
        def watched(*batch):
            if self._rows is None:
                x = keras.utils.unpack_x_y_sample_weight(batch if whole else batch[0])[0]
                leaves = _dense(tf.nest.flatten(x))
                self._dtypes = [leaf.dtype.as_numpy_dtype for leaf in leaves]
                self._note(fingerprints(leaves))
                return batch if whole else batch[0]
            marked, *rest = batch
            self._note(marked["number"])
            return keras.utils.pack_x_y_sample_weight(marked["x"], *rest)

        options = tf.data.Options()
        options.experimental_optimization.inject_prefetch = False
        return _mapped(dataset, watched).with_options(options)

    def _note(self, numbers) -> None:
        import tensorflow as tf

        # Batches differ in size, and come out of the queue filled up to the largest.
        self._queue.enqueue(tf.concat([tf.shape(numbers, tf.int64)[:1], numbers], axis=0))

    def end_pass(self) -> None:
        """Close an epoch: what was taken since the last one was in it."""
        if count := int(self._queue.size()):
            rows = self._queue.dequeue_many(count).numpy()
            self.passes.append([row[1 : 1 + row[0]] for row in rows])

    def numbered(self) -> tuple[tuple, range]:
        """Give what was seen.

        Returns:
            For each epoch its batches, each an array of sample numbers; and the numbers that
            samples can have.
        """
        if self._rows is not None:
            return tuple(map(tuple, self.passes)), self._rows
        known = None if self._samples is None else self._known()
        passes = numbers_of(self.passes, known)
        count = 1 + max((int(one.max()) for batches in passes for one in batches), default=-1)
        return tuple(passes), range(count if known is None else len(known))

    def _known(self) -> np.ndarray:
        leaves = keras.tree.flatten(self._samples)
        if len(leaves) != len(self._dtypes):
            wrong = "The samples have another number of inputs than the data."
            raise ValueError(three_beats(wrong, f"{len(self._dtypes)} arrays", len(leaves)))
        # Keras casts inputs on their way, so theirs is the type to compare.
        pairs = zip(leaves, self._dtypes, strict=True)
        return fingerprints([np.asarray(leaf).astype(dtype) for leaf, dtype in pairs]).numpy()

    @property
    def num_batches(self):
        """How many batches an epoch has, as the data have it."""
        return self._inner.num_batches

    @property
    def batch_size(self):
        """How many samples a batch has, as the data have it."""
        return self._inner.batch_size

    @property
    def has_partial_batch(self):
        """Whether the last batch is smaller, as the data have it."""
        return self._inner.has_partial_batch

    @property
    def partial_batch_size(self):
        """How many samples the last batch has, as the data have it."""
        return self._inner.partial_batch_size

    def on_epoch_begin(self):
        """Tell the data; Keras calls this."""
        self._inner.on_epoch_begin()

    def on_epoch_end(self):
        """Tell the data; Keras calls this."""
        self._inner.on_epoch_end()


def _mapped(dataset, function):
    """`dataset.map(function)`, but in the thread that asks for the batch.

    To hand each batch to TensorFlow's pool of threads and wait for it costs ten times as much as
    the note itself; there is no public argument for it (TensorFlow 2.21).
    """
    from tensorflow.python.data.ops.map_op import _MapDataset

    return _MapDataset(dataset, function, use_inter_op_parallelism=False)


def _queue():
    import tensorflow as tf

    return tf.queue.PaddingFIFOQueue(capacity=-1, dtypes=[tf.int64], shapes=[(None,)])


def _of_datasets() -> type:
    from keras.src.trainers.data_adapters.tf_dataset_adapter import TFDatasetAdapter

    return TFDatasetAdapter


def _dense(leaves: Sequence) -> list:
    import tensorflow as tf

    for leaf in leaves:
        if not isinstance(leaf, tf.Tensor):
            wrong = "A sample that isn't a dense tensor can't be recognised."
            remedy = "Give sparse or ragged samples to `fit` as arrays: their rows have numbers."
            raise TypeError(three_beats(wrong, "dense tensors", type(leaf).__name__, remedy))
    return list(leaves)
