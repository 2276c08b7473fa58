"""Is the data shuffled during training?

Yes: `fit` shuffles arrays anew for each epoch, unless you say `shuffle=False`. But once a seed is
set, Keras on TensorFlow gives every epoch the same order; `FreshOrder` gives each its own, and the
same ones again for the same seed. `tf.data` sets and generators shuffle themselves or nobody does.
Validation data are never shuffled. `record_order` shows the order that the model truly saw, and
`shuffle_buffers` how well the buffer of `tf.data` mixes.
"""

from .claims.shuffling import CLAIMS
from .core.fresh_order import FreshOrder
from .core.order_recorder import record_order
from .core.sample_dataset import sample_dataset
from .core.sample_order import SampleOrder
from .core.shuffle_buffer import BufferMixing, buffer_order, mixing, shuffle_buffers
from .exercises.shuffling import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "BufferMixing",
    "FreshOrder",
    "SampleOrder",
    "buffer_order",
    "mixing",
    "predict",
    "q1",
    "q2",
    "q3",
    "record_order",
    "sample_dataset",
    "shuffle_buffers",
]
