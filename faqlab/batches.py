"""What do sample, batch and epoch mean?

A sample is one element of the data. A batch is a set of samples that the model sees together; in
training a batch makes one update of the weights. An epoch is one pass through all samples:
`ceil(samples / batch_size)` batches, the last one smaller if they don't divide (`steps` counts
them). `Stepper` makes one update at a time and shows which sample is in which batch, and what the
weights did.
"""

from collections.abc import Callable, Sequence

from .claims.batches import CLAIMS
from .core.accumulation import Accumulation, accumulating, accumulation
from .core.batch_costs import BatchCosts, batch_costs, prediction_times
from .core.batch_update import Update
from .core.epoch_steps import Steps, steps
from .core.gradient_noise import GradientNoise, gradient_noise
from .core.ribbon import Note, Ribbon
from .core.ribbon_picture import draw_ribbon
from .core.step_memory import StepMemory, step_memory
from .core.stepper import Stepper as PlainStepper
from .core.told_picture import png
from .exercises.batches import predict, q1, q2, q3, q4
from .widgets.sample_ribbon import SampleRibbon
from .widgets.still_display import display_with_still

__all__ = [
    "CLAIMS",
    "Accumulation",
    "BatchCosts",
    "GradientNoise",
    "Note",
    "Ribbon",
    "RibbonView",
    "StepMemory",
    "Stepper",
    "Steps",
    "Update",
    "accumulating",
    "accumulation",
    "batch_costs",
    "gradient_noise",
    "predict",
    "prediction_times",
    "q1",
    "q2",
    "q3",
    "q4",
    "step_memory",
    "steps",
]


class RibbonView(SampleRibbon):
    """Look at the order of samples in the notebook: a strip for each epoch, batch by batch.

    The arrow keys and the buttons go one batch on or back. A still picture of what is shown is
    stored with the notebook.

    Args:
        ribbon: The orders, the batch size, maybe labels; or just the orders, rows of sample
            numbers, with `batch_size`.
        notes: For each batch what is known of it. Default: nothing.
        step: Called with a number of batches when the page asks for more than there are.
        batch_size: How many samples are in a batch, if `ribbon` is rows of numbers. Default: 32.

    Raises:
        ValueError: If the orders aren't rows of sample numbers, or too long.

    Example:

    >>> RibbonView([[0, 1, 2, 3, 4]], batch_size=2)
    Sample ribbon: 1 epoch of 5 samples in batches of 2: 3 batches, the last of 1.
      epoch 1: 0 to 4, one after the other
      All 3 batches are shown.
    """

    def __init__(
        self,
        ribbon: Ribbon | Sequence[Sequence[int]],
        notes: Sequence[Note] = (),
        step: Callable[[int], object] | None = None,
        batch_size: int = 32,
    ):
        ribbon = ribbon if isinstance(ribbon, Ribbon) else Ribbon(ribbon, batch_size)
        super().__init__(ribbon, notes, step)
        self._notes = list(notes)

    def show(self, ribbon: Ribbon, notes: Sequence[Note] = ()) -> None:
        """Show more; the arguments and errors are those of every sample ribbon."""
        super().show(ribbon, notes)
        self._notes = list(notes)

    def draw(self):
        """Draw what is shown now as a still picture.

        Returns:
            A matplotlib figure that a notebook shows.
        """
        return draw_ribbon(self._ribbon, self._notes, self.seen)

    def _ipython_display_(self) -> None:
        display_with_still(self, png(self.draw()), "The sample ribbon.")


class Stepper(PlainStepper):
    """Train a model one update at a time, and see which sample is in which batch.

    In a notebook it is shown as a sample ribbon: the buttons and the arrow keys make one update
    after the other, or look back. `step()` and `epoch()` do the same from code; what they do is
    seen in the ribbon. Each step is the model's own `train_on_batch`: `k` steps leave the weights
    that the first `k` batches of `fit(x, y, batch_size, shuffle=False)` leave.

    Args:
        model: The compiled model. It is trained.
        x: Its inputs, an array of shape `(samples, ...)`; a list or a dict for several inputs. They
            are read into memory.
        y: The targets, of shape `(samples, ...)`; a list or a dict for several outputs.
        batch_size: How many samples make a batch. The last batch of an epoch has fewer if they
            don't divide. Default: 32, as in Keras.
        **more: `shuffle=True` for another order in each epoch, drawn with `seed` (default 0);
            `sample_weight`, a weight for each sample; `labels`, what to colour the samples by.

    Raises:
        TypeError: If the model isn't a Keras model, or the batch size isn't a whole number.
        ValueError: If the model isn't compiled, if the batch size is less than 1, or if inputs,
            targets, weights and labels aren't of the same length.

    Example:

    >>> import keras
    >>> import numpy as np
    >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    >>> model.compile(keras.optimizers.SGD(0.1), "mse")
    >>> stepper = Stepper(model, np.ones((10, 3)), np.ones((10, 1)), batch_size=4)
    >>> stepper
    A stepper: 10 samples in batches of 4:
      an epoch: 3 steps, 2 batches of 4 and a last batch of 2
      no update yet
    >>> stepper.epoch().samples.tolist(), stepper.updates
    ([8, 9], 3)
    """

    _view: RibbonView | None = None

    @property
    def view(self) -> RibbonView:
        """The sample ribbon of this stepper; made when it is first asked for."""
        if self._view is None:
            self._view = RibbonView(self.ribbon(), self.notes(), self.step)
            self.subscribe(lambda: self._view.show(self.ribbon(), self.notes()))
        return self._view

    def draw(self):
        """Draw what was done so far as a still picture.

        Returns:
            A matplotlib figure that a notebook shows.
        """
        return draw_ribbon(self.ribbon(), self.notes(), len(self.log))

    def _ipython_display_(self) -> None:
        self.view._ipython_display_()
