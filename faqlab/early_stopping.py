"""How can I stop training when the validation loss stops decreasing?

`keras.callbacks.EarlyStopping(monitor="val_loss", patience=2)` ends training after the second epoch
in a row without a new best; the model keeps the *last* weights, unless you ask for
`restore_best_weights=True`. `replay` and `ReplayView` say of a run that is recorded where any
settings would have ended it. `CheckedStopping` refuses settings that could never work.
"""

from .claims.early_stopping import CLAIMS
from .core.callback_tour import BuiltIn, Tour, callback_tour
from .core.checked_stopping import CheckedStopping
from .core.hook_log import Call, HookLog
from .core.scripted_training import Scripted, drive, scripted_model
from .core.stopping_picture import draw_replay
from .core.stopping_rule import Replay, Rule, replay
from .core.told_picture import png
from .exercises.early_stopping import predict, q1, q2, q3, q4
from .widgets.still_display import display_with_still
from .widgets.stopping_replay import StoppingReplay

__all__ = [
    "CLAIMS",
    "BuiltIn",
    "Call",
    "CheckedStopping",
    "HookLog",
    "Replay",
    "ReplayView",
    "Rule",
    "Scripted",
    "Tour",
    "callback_tour",
    "draw_replay",
    "drive",
    "predict",
    "q1",
    "q2",
    "q3",
    "q4",
    "replay",
    "scripted_model",
]


class ReplayView(StoppingReplay):
    """Slide through the settings of early stopping over a recorded run; nothing is trained again.

    Each slider is answered at once: where training would have ended, which weights you would have,
    and why. A still picture of the first settings is stored with the notebook.

    Args:
        recorded: A `Run`, a callback that recorded one, a `History`, or a dictionary of lists.
        monitor: The curve to begin with. Default: `"val_loss"`, or the first one there is.
        **settings: Those of `EarlyStopping` to begin with: `patience`, `min_delta`, `mode`,
            `baseline`, `start_from_epoch`, `restore_best_weights`.

    Attributes:
        replay: The `Replay` of the settings that are shown.

    Raises:
        TypeError: If `recorded` holds no training, or a setting isn't what it must be.
        ValueError: If there is no such curve, if a setting is out of range, or if the name doesn't
            say which way is better and `mode` doesn't either.

    Example:

    >>> ReplayView({"val_loss": [5, 4, 3, 3.5, 3.4, 2]}, patience=2)
    Early stopping over 6 recorded epochs, monitor='val_loss', patience=2:
    Training stops after epoch 5: after the best val_loss, in epoch 3, 2 epochs in a row brought \
nothing better.
    You keep the weights of epoch 5, the last one trained; those of epoch 3 are gone.
    1 of 6 epochs is saved. The best recorded val_loss would have come later, in epoch 6.
    val_loss: kept: 3.4, lowest recorded: 2.0.
    """

    def _ipython_display_(self) -> None:
        picture = png(draw_replay(self.replay))
        display_with_still(self, picture, f"{self.replay}")
