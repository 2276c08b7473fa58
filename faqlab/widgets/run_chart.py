"""The chart of a training run: curves that grow in the page while the kernel trains."""

import threading
import time
from collections.abc import Callable, Sequence

import anywidget

from faqlab.core.errors import one_of, three_beats
from faqlab.core.run import Run
from faqlab.core.run_feed import RunFeed

from .busy_kernel import hear_while_busy
from .page_source import page_source

# The page gets one module: the parts one after another, each using those before it.
_SCRIPTS = (
    "page.js",
    "curves.js",
    "run_store.js",
    "still_hider.js",
    "drawn_page.js",
    "run_chart.js",
)

# Seconds from one message to the next while training goes on: seven pictures a second.
_PERIOD = 1 / 7


class RunChart(anywidget.AnyWidget):
    """Draw a run, and earlier ones beside it, in JupyterLab; live, where the run still grows.

    Args:
        run: The `Run` to draw.
        compare: Earlier runs to draw over it. Default: none.
        metrics: Which metrics to draw, by the names of their training curves. Default: all.
        stop: Called with a sentence when the reader presses Stop. Default: there is no such
            button.

    Raises:
        TypeError: If `run` or an entry of `compare` isn't a `Run`.
        ValueError: If the run has rows already and none of a metric named here.

    Example:

    >>> run = Run("digits")
    >>> run.begin()
    >>> run.add_epoch(0, {"loss": 0.5})
    >>> run.end("completed")
    >>> RunChart(run)
    Chart of run 'digits': 1 epoch, completed. loss 0.50 -> 0.50. Lowest loss: 0.50 after epoch 1.
    """

    _esm = page_source(*_SCRIPTS)
    _css = page_source("page.css", "run_chart.css")

    def __init__(
        self,
        run: Run,
        *,
        compare: Sequence[Run] = (),
        metrics: Sequence[str] | None = None,
        stop: Callable[[str], None] | None = None,
    ):
        self.run = as_run(run)
        compared = as_runs(compare)
        self._metrics = [metrics] if isinstance(metrics, str) else metrics and list(metrics)
        self._stop = stop
        self._still = ""
        self._fits = 0
        self._due = 0.0
        # A page may ask for everything from another thread while training sends.
        self._lock = threading.RLock()
        self._feeds = [RunFeed(self.run, "run", "run")]
        self._feeds += [RunFeed(one, f"compare{i}", "compare") for i, one in enumerate(compared)]
        self.check_metrics()
        super().__init__()
        self.on_msg(self._hear)
        hear_while_busy(self)
        self._leave = self.run.subscribe(self._changed)

    def check_metrics(self) -> None:
        """Raise if a metric that was asked for is none of the run's.

        Raises:
            ValueError: With the nearest names. Before the run has rows, nothing is known and
                nothing is raised.
        """
        if self.run.metrics:
            for name in self._metrics or ():
                self.run.check_metric(name)

    def mark_still(self, picture: str) -> None:
        """Name the still picture that follows the chart, so that the live view hides it.

        Args:
            picture: The picture's base64 text as the notebook stores it.
        """
        self._still = picture.strip()[-64:]
        self._tell()

    @staticmethod
    def _leave() -> None:
        """Follow nothing yet: a chart that is refused is closed too."""

    def close(self):
        """End the chart: it leaves the page and no longer follows its run."""
        self._leave()
        super().close()

    def __repr__(self) -> str:
        if self.run.state in ("new", "training"):
            # What a stored notebook shows in the widget's place.
            return f"Live chart of run {self.run.name!r}; the still picture follows when it ends."
        return f"Chart of run {self.run.name!r}: {self.run.summary()}"

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        # anywidget cuts the text short; it is what a screen reader, a terminal and nbval get.
        data["text/plain"] = repr(self)
        return bundle

    def _changed(self, run: Run, event: str) -> None:
        if event in ("batch", "epoch"):
            now = time.perf_counter()
            if now < self._due:
                return
        elif event == "begin":
            self._fits += 1
        self._tell()
        self._due = time.perf_counter() + _PERIOD

    def _tell(self, everything: bool = False) -> None:
        with self._lock:
            for feed in self._feeds:
                if everything:
                    feed.start_over()
                if everything or feed.run is self.run:
                    message, buffers = feed.news()
                    message["fit"] = self._fits
                    message["still"] = self._still
                    message["shown"] = self._metrics
                    message["stoppable"] = self._stop is not None
                    self.send(message, [part.tobytes() for part in buffers])

    def _hear(self, _, message: dict, buffers: list) -> None:
        kind = message.get("kind")
        if kind == "hello":
            self._tell(everything=True)
        elif kind == "stop" and message.get("fit") == self._fits and self._stop:
            # In a thread of its own while training runs: the stop only sets a flag.
            self._stop("The Stop button was pressed.")


def as_run(thing: object) -> Run:
    """Take a run, or something that has one as its `run`.

    Args:
        thing: A `Run`, a `LiveCurves`, a `Recorder`.

    Returns:
        The `Run`.

    Raises:
        TypeError: If there is none.

    Example:

    >>> as_run([0.5, 0.4])
    Traceback (most recent call last):
    ...
    TypeError: This is not a run. Expected: a faqlab.Run, or a callback that recorded one. \
Received: [0.5, 0.4]. A saved one is read by faqlab.Run.load(path).
    """
    if _is_run(thing):
        return thing if isinstance(thing, Run) else thing.run
    raise TypeError(
        three_beats(
            "This is not a run.",
            "a faqlab.Run, or a callback that recorded one",
            thing,
            "A saved one is read by faqlab.Run.load(path).",
        )
    )


def as_runs(things: object) -> list[Run]:
    """Take several runs, or just one.

    Args:
        things: A sequence of what `as_run` takes, or one of them.

    Returns:
        The runs.

    Raises:
        TypeError: If one of them is none.
    """
    several = isinstance(things, (list, tuple))
    return [as_run(one) for one in (things if several else [things])]


def _is_run(thing: object) -> bool:
    return isinstance(thing, Run) or isinstance(getattr(thing, "run", None), Run)


def refuse_unknown(what: str, unknown: dict, known: Sequence[str]) -> None:
    """Raise if there are arguments that nobody knows.

    Args:
        what: Who was called.
        unknown: The arguments left over.
        known: The names of those that exist.

    Raises:
        TypeError: With the nearest name.
    """
    for name in unknown:
        wrong = f"{what} has no argument {name!r}."
        raise TypeError(three_beats(wrong, one_of(name, known), name))
