"""What a fit is measured with: LiveCurves, its parts, and what others use instead."""

import importlib.util
import tempfile
import threading
import time

from faqlab import LiveCurves, Recorder, RunChart
from faqlab.core.backend import keras


class Nothing(keras.callbacks.Callback):
    """Do nothing per batch; being there makes Keras hand over each batch in the main thread."""

    def on_train_batch_end(self, batch, logs=None):
        pass


class ReadCount(keras.callbacks.Callback):
    """Read how many samples the epoch has seen, as the Recorder does, and no more."""

    def on_train_begin(self, logs=None):
        self.count = None

    def on_train_batch_end(self, batch, logs=None):
        if self.count is None:
            self.count = next(m for m in self.model.metrics if m.name == "loss").count
        float(self.count.value)


class TimedCurves(LiveCurves):
    """LiveCurves that adds up, in `own`, the main thread's CPU seconds that the median hides.

    Those are what isn't done in every step: the messages to the page and the ends of the epochs.
    What is done once a fit isn't among them.
    """

    def on_train_begin(self, logs=None):
        self.own = self.messages = 0
        super().on_train_begin(logs)
        self._tell, self.chart._tell = self.chart._tell, self._timed_tell
        self._times_messages = True

    def on_epoch_end(self, epoch, logs=None):
        self._times_messages = False  # the whole of this is timed
        begin = time.thread_time()
        super().on_epoch_end(epoch, logs)
        self.own += time.thread_time() - begin
        self._times_messages = True

    def on_train_end(self, logs=None):
        self.chart._tell = self._tell
        super().on_train_end(logs)

    def _timed_tell(self, *arguments, **named):
        begin = time.thread_time()
        self._tell(*arguments, **named)
        # A page that opens asks in another thread.
        if threading.current_thread() is threading.main_thread():
            self.messages += 1
            if self._times_messages:
                self.own += time.thread_time() - begin


class CountlessRecorder(Recorder):
    """Record without the numbers of samples."""

    def _samples(self, batches):
        return None


class PlotlyCurves(keras.callbacks.Callback):
    """A plotly FigureWidget of the batches' loss, ten times a second, as one would write it."""

    def on_train_begin(self, logs=None):
        import plotly.graph_objects as graph
        from IPython.display import display

        self.figure = graph.FigureWidget(graph.Scatter(y=[]))
        display(self.figure)
        self.losses, self.due = [], 0.0

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(logs["loss"])
        if time.perf_counter() >= self.due:
            self.figure.data[0].y = self.losses
            self.due = time.perf_counter() + 0.1


def recorder_with_chart() -> Recorder:
    """Make a Recorder whose run has a chart that is alive but shown nowhere."""
    recorder = Recorder()
    recorder.chart = RunChart(recorder.run)
    return recorder


def livelossplot():
    from livelossplot import PlotLossesKeras

    return PlotLossesKeras()


def tensorboard(update_freq: object):
    folder = tempfile.mkdtemp(prefix="bench-tensorboard-")
    return keras.callbacks.TensorBoard(folder, update_freq=update_freq)


# What is measured: how to make the callback, and the package it needs.
WAYS = {
    "null control": (None, None),
    "LiveCurves": (TimedCurves, None),
    "livelossplot PlotLossesKeras": (livelossplot, "livelossplot"),
    "TensorBoard, by epoch": (lambda: tensorboard("epoch"), "tensorboard"),
    "TensorBoard, by batch": (lambda: tensorboard("batch"), "tensorboard"),
    "Keras's progress bar": (keras.callbacks.ProgbarLogger, None),
    "plotly FigureWidget, 10 Hz": (PlotlyCurves, "plotly"),
    "part: a callback that does nothing": (Nothing, None),
    "part: reading the sample count": (ReadCount, None),
    "part: Recorder without the count": (CountlessRecorder, None),
    "part: Recorder": (Recorder, None),
    "part: Recorder, chart not shown": (recorder_with_chart, None),
}


def installed(package: str | None) -> bool:
    """Tell whether a peer is there."""
    return package is None or importlib.util.find_spec(package) is not None
