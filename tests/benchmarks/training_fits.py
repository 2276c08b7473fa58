"""In the kernel: fits with a callback, each beside a bare one, and the time they take."""

import gc
import random
import statistics
import time

import numpy as np

from faqlab.core.backend import keras

from .digits_fit import BATCH, STEPS, data, network_of_wanted_step
from .peers import WAYS, TimedCurves, installed

# Long enough for what happens while the page opens the chart to weigh little.
EPOCHS = 8
LONG = ", one long epoch"  # after a way's name: as many steps, but one epoch


class Clock(keras.callbacks.Callback):
    """Note the time from the first epoch's begin to the last one's end. The last of the callbacks.

    It has nothing per batch, so Keras treats a fit with it like a bare one.
    """

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 0:
            self.begin = now()

    def on_epoch_end(self, epoch, logs=None):
        self.end = now()


def now() -> tuple[float, float, float]:
    """Read three clocks, in seconds: this thread's CPU, the process's CPU, the wall."""
    return time.thread_time(), time.process_time(), time.perf_counter()


class Fits:
    """Fits of one network, measured in pairs."""

    def __init__(self):
        self.model, self.width, self.step = network_of_wanted_step()
        self.x, self.y, self.validation = data()
        self.absent = {
            name: package for name, (_, package) in WAYS.items() if not installed(package)
        }
        self.pairs = {name: [] for name in WAYS if name not in self.absent}
        self.pairs |= {name + LONG: [] for name in ("null control", "LiveCurves")}
        self.long = [np.concatenate([part] * EPOCHS) for part in (self.x, self.y)]
        self._note_steps()
        for name in self.pairs:  # what is imported or compiled at the first use isn't measured
            self.fit(name)

    def round(self) -> None:
        """Measure each way once, in a random order, before or after a bare fit."""
        for name in random.sample(list(self.pairs), len(self.pairs)):
            order = random.sample([True, False], 2)
            took = {with_it: self.fit(name, with_it) for with_it in order}
            self.pairs[name].append({"with": took[True], "bare": took[False]})

    def fit(self, name: str, with_it: bool = True) -> dict:
        """Fit once, with a callback or in the same way without it.

        Returns:
            Seconds by three clocks for the epochs (`loop`) and for what `fit` took besides
            (`rest`); of the main thread's CPU, from one step to the next, the median (`step`) and,
            for LiveCurves, what isn't in every step (`own`).
        """
        make = WAYS[name.removesuffix(LONG)][0] if with_it else None
        clock, one = Clock(), make() if make else None
        x, y, epochs = (*self.long, 1) if name.endswith(LONG) else (self.x, self.y, EPOCHS)
        gc.collect()
        self.stamps.clear()
        begin = now()
        self.model.fit(
            *(x, y, BATCH, epochs),
            validation_data=self.validation,
            verbose=int(isinstance(one, keras.callbacks.ProgbarLogger)),
            callbacks=[one, clock] if one else [clock],
        )
        whole, loop = _between(begin, now()), _between(clock.begin, clock.end)
        steps = [b - a for a, b in zip(self.stamps, self.stamps[1:], strict=False)]
        took = {"loop": loop, "rest": [a - b for a, b in zip(whole, loop, strict=True)]}
        took["step"] = statistics.median(steps)
        if isinstance(one, TimedCurves):
            took |= {"own": one.own, "messages": one.messages}
        return took

    def told(self) -> dict:
        return {
            "pairs": self.pairs,
            "absent": self.absent,
            "width": self.width,
            "step": self.step,
            "steps": EPOCHS * STEPS,
            "epochs": EPOCHS,
            "long": LONG,
            "still": self._still(),
        }

    def _note_steps(self) -> None:
        """Note the main thread's CPU time before every training step, without a callback."""
        self.stamps, step = [], self.model.train_function

        def noted(iterator):
            self.stamps.append(time.thread_time())
            return step(iterator)

        self.model.train_function = noted

    def _still(self) -> float:
        """Time the still picture that follows a cell, in seconds of the main thread's CPU."""
        from faqlab.core.run_picture import draw
        from faqlab.core.told_picture import png

        curves = TimedCurves()
        self.model.fit(self.x, self.y, BATCH, EPOCHS, verbose=0, callbacks=[curves])
        begin = time.thread_time()
        png(draw(curves.run))
        return time.thread_time() - begin


def _between(begin: tuple, end: tuple) -> list[float]:
    return [after - before for before, after in zip(begin, end, strict=True)]
