"""How can I use datasets that don't fit in memory?

Hand `fit` something that reads batch by batch: a `keras.utils.PyDataset`, a `tf.data.Dataset`, or a
generator with `steps_per_epoch`; or go through the batches yourself with `train_on_batch`. Arrays
take three times their size in `fit`. `memory_lab` measures all of them within a limit, `read_costs`
tells what shuffling costs, and `advise` helps to choose.
"""

from .claims.large_data import CLAIMS
from .core.byte_words import byte_words
from .core.data_advice import advise, free_memory
from .core.h5_dataset import H5Dataset
from .core.h5_write import write
from .core.large_digits import enlarged, write_digits
from .core.memory_lab import memory_lab, small_network
from .core.memory_lab_table import MemoryLab
from .core.read_costs import ReadCosts, read_costs
from .core.reading_ways import WAYS, read_batches
from .core.resident_peak import ResidentPeak, data_limit
from .core.stream_batches import quiet_first_generator
from .exercises.large_data import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "WAYS",
    "H5Dataset",
    "MemoryLab",
    "ReadCosts",
    "ResidentPeak",
    "advise",
    "byte_words",
    "data_limit",
    "enlarged",
    "free_memory",
    "memory_lab",
    "predict",
    "q1",
    "q2",
    "q3",
    "quiet_first_generator",
    "read_batches",
    "read_costs",
    "small_network",
    "write",
    "write_digits",
]
