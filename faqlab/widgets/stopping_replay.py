"""Early stopping over a recorded run, in the page: each slider is answered at once."""

import anywidget
import numpy as np
import traitlets

from faqlab.core.metric_directions import direction
from faqlab.core.monitored_curve import Monitored, curves, picked
from faqlab.core.stopping_rule import Replay, Rule, replay_rule

from .page_source import page_source
from .run_chart import refuse_unknown

# The page gets one module: the parts one after another, each using those before it.
_SCRIPTS = (
    "page.js",
    "curves.js",
    "still_hider.js",
    "drawn_page.js",
    "stopping_rule.js",
    "stopping_replay.js",
)
_SETTINGS = [*Rule.__dataclass_fields__]


class StoppingReplay(anywidget.AnyWidget):
    """Slide through the settings of early stopping over a recorded run. It knows no Keras.

    The page computes: a slider is answered also while the kernel is busy. Python holds the same
    settings and the same rule.

    Args:
        recorded: A `Run`, a callback that recorded one, a `History`, or a dictionary of lists.
        monitor: The curve to begin with. Default: `"val_loss"`, or the first one there is.
        **settings: Those of `Rule`, to begin with.

    Attributes:
        replay: The `Replay` of the settings that are shown.

    Raises:
        TypeError: If `recorded` holds no training, or a setting isn't what it must be.
        ValueError: If there is no such curve, if a setting is out of range, or if the name doesn't
            say which way is better and `mode` doesn't either.
    """

    _esm = page_source(*_SCRIPTS)
    _css = page_source("page.css", "stopping_replay.css")

    curves = traitlets.List().tag(sync=True)
    numbers = traitlets.Bytes(b"").tag(sync=True)
    there = traitlets.Bytes(b"").tag(sync=True)
    epochs = traitlets.Int().tag(sync=True)
    first = traitlets.Int().tag(sync=True)
    monitor = traitlets.Unicode("val_loss").tag(sync=True)
    min_delta = traitlets.Float(0).tag(sync=True)
    patience = traitlets.Int(0).tag(sync=True)
    mode = traitlets.Unicode("auto").tag(sync=True)
    baseline = traitlets.Float(None, allow_none=True).tag(sync=True)
    start_from_epoch = traitlets.Int(0).tag(sync=True)
    restore_best_weights = traitlets.Bool(False).tag(sync=True)
    still = traitlets.Unicode("").tag(sync=True)

    def __init__(self, recorded: object, monitor: str | None = None, **settings):
        unknown = {name: one for name, one in settings.items() if name not in _SETTINGS}
        refuse_unknown(type(self).__name__, unknown, _SETTINGS)
        self._curves = curves(recorded)
        names = list(self._curves)
        rule = Rule(names[0] if monitor is None else monitor, **settings)
        replay_rule(picked(self._curves, rule.monitor), rule)
        one = self._curves[names[0]]
        super().__init__(
            curves=[_about(curve) for curve in self._curves.values()],
            # Doubles, as Keras has them: the page must come to the same answer to the last digit.
            numbers=b"".join(c.values.astype("<f8").tobytes() for c in self._curves.values()),
            there=b"".join(c.there.astype("u1").tobytes() for c in self._curves.values()),
            epochs=len(one),
            first=one.first,
            monitor=rule.monitor,
            mode=rule.mode,
            # Numbers of numpy are no numbers to a trait.
            min_delta=float(rule.min_delta),
            patience=int(rule.patience),
            baseline=None if rule.baseline is None else float(rule.baseline),
            start_from_epoch=int(rule.start_from_epoch),
            restore_best_weights=bool(rule.restore_best_weights),
        )

    @property
    def replay(self) -> Replay:
        """The replay of the settings that are shown."""
        return replay_rule(self._curves[self.monitor], self._rule())

    def _rule(self) -> Rule:
        return Rule(**{name: getattr(self, name) for name in _SETTINGS})

    @traitlets.validate("monitor", "min_delta", "patience", "mode", "baseline", "start_from_epoch")
    def _as_the_rule_has_it(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        try:
            if name == "monitor":
                picked(self._curves, value)
            Rule(**{name: value})
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None
        return value

    def __repr__(self) -> str:
        given = {name: getattr(self, name) for name in _SETTINGS}
        changed = [
            f"{name}={value!r}"
            for name, value in given.items()
            if name == "monitor" or value != Rule.__dataclass_fields__[name].default
        ]
        head = f"Early stopping over {self.epochs} recorded epochs, {', '.join(changed)}:"
        try:
            return f"{head}\n{self.replay}"
        except ValueError as error:
            return f"{head}\n{error}"

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        # anywidget cuts the text short; it is what a screen reader, a terminal and nbval get.
        data["text/plain"] = repr(self)
        return bundle


def _about(curve: Monitored) -> dict:
    """What the sliders need to know: the way that is better, and a span of round steps."""
    usable = curve.values[curve.there & np.isfinite(curve.values)]
    low, high = (float(usable.min()), float(usable.max())) if len(usable) else (0.0, 1.0)
    return {"name": curve.name, "direction": direction(curve.name), "low": low, "high": high}
