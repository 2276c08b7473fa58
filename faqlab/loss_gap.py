"""Why is the training loss much higher than the testing loss?

The training loss is a mean over the epoch, while the weights still change and dropout, batch norm
and augmentation are in training mode; the validation loss is taken afterwards, without them. L1
and L2 count in both. `explain` splits the difference for any compiled model into parts that add
up, and leaves the model as it was; `overfitting` reads off the curves where validation stops
gaining.
"""

from .claims.loss_gap import CLAIMS
from .core.loss_gap_epoch import explain
from .core.loss_gap_parts import LossGap
from .core.loss_gap_passes import LossParts
from .core.overfitting import Overfitting, overfitting
from .exercises.loss_gap import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "LossGap",
    "LossParts",
    "Overfitting",
    "explain",
    "overfitting",
    "predict",
    "q1",
    "q2",
    "q3",
]
