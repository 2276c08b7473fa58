"""How can I freeze layers?

Set `layer.trainable = False`, then compile: `fit` no longer changes its weights. Keras 3 reads the
flags when it makes the train step, in the first `fit` after `compile`. `freeze` sets them and says
whether `compile` is needed, `status` tells the flags from what is in effect, and `watch` looks what
training really moves.
"""

from .claims.freezing import CLAIMS
from .core.freeze import Freeze, freeze, unfreeze
from .core.freeze_status import LayerStatus, Status, status
from .core.weight_watch import Movement, Watch, watch
from .exercises.freezing import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "Freeze",
    "LayerStatus",
    "Movement",
    "Status",
    "Watch",
    "freeze",
    "predict",
    "q1",
    "q2",
    "q3",
    "status",
    "unfreeze",
    "watch",
]
