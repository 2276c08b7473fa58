"""How can I run Keras on a GPU?

There is nothing to write: a GPU that the backend sees is used. `devices` says what each backend
sees here and why it sees no GPU, each reason with its remedy; `where` says which operation ran on
which device; `grow_memory` and `limit_memory` say how much of a GPU's memory is taken. Importing
this module loads neither Keras nor TensorFlow, so that there is a time to set the devices up.
"""

from .claims.gpu import CLAIMS
from .core.backend_training import SameTraining, import_error, same_training
from .core.device_setup import grow_memory, limit_memory
from .core.device_timing import (
    compare_batch_sizes,
    compare_devices,
    compare_precisions,
    compare_xla,
)
from .core.devices import Devices, devices
from .core.gpu_backends import Seen
from .core.gpu_machine import Machine
from .core.gpu_reasons import Reason, reasons
from .core.placement import Placement, where
from .core.step_timing import Timing
from .exercises.gpu import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "Devices",
    "Machine",
    "Placement",
    "Reason",
    "SameTraining",
    "Seen",
    "Timing",
    "compare_batch_sizes",
    "compare_devices",
    "compare_precisions",
    "compare_xla",
    "devices",
    "grow_memory",
    "import_error",
    "limit_memory",
    "predict",
    "q1",
    "q2",
    "q3",
    "reasons",
    "same_training",
    "where",
]
