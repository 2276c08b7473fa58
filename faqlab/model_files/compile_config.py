"""How a model is compiled, as its file says: names and settings, in short words."""

from dataclasses import dataclass

from .config_layers import kind_of

_MOST = 50
# What every optimizer of Keras 3 has, switched off: not worth a word.
_QUIET = ("name", "epsilon", "ema_momentum", "weight_decay", "decay", "loss_scale_factor")


@dataclass(frozen=True)
class Compiled:
    """How a model is compiled.

    Args:
        optimizer: The class of its optimizer, `"Adam"`; empty if there is none.
        settings: The settings of the optimizer: pairs of a name and a number or a word.
        loss: The loss, in words.
        metrics: The names of the metrics.
    """

    optimizer: str = ""
    settings: tuple[tuple[str, object], ...] = ()
    loss: str = ""
    metrics: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.optimizer or self.loss)

    def __str__(self) -> str:
        shown = [f"{name} {_word(value)}" for name, value in self.settings if name not in _QUIET]
        shown = [one for one in shown if not one.endswith((" False", " 0"))]
        words = [self.optimizer + (f" ({', '.join(shown)})" if shown else "")]
        words += [f"loss {self.loss}"] if self.loss else []
        words += [f"metrics {', '.join(self.metrics)}"] if self.metrics else []
        return "; ".join(word for word in words if word)


def compiled_as(config: object) -> Compiled:
    """Read how a model is compiled.

    Args:
        config: The compile configuration, of Keras 1, 2 or 3.

    Returns:
        A `Compiled`; an empty one if the configuration says nothing.

    Example:

    >>> adam = {"class_name": "Adam", "config": {"name": "adam", "learning_rate": 0.001}}
    >>> str(compiled_as({"optimizer": adam, "loss": "mse", "metrics": ["mae"]}))
    'Adam (learning_rate 0.001); loss mse; metrics mae'
    """
    if not isinstance(config, dict):
        return Compiled()
    optimizer = config.get("optimizer_config") or config.get("optimizer")
    inner = optimizer.get("config") if isinstance(optimizer, dict) else None
    settings = inner if isinstance(inner, dict) else {}
    return Compiled(
        kind_of(optimizer),
        tuple((str(name), _plain(value)) for name, value in settings.items() if value is not None),
        ", ".join(_names(config.get("loss"))),
        tuple(_names(config.get("metrics"))),
    )


def _plain(value: object) -> object:
    return value if isinstance(value, (int, float, str)) else kind_of(value) or "(more)"


def _word(value: object) -> str:
    # A bool is an int: False isn't 0 here.
    return f"{value:.4g}" if type(value) in (int, float) else str(value)


def _names(what: object, depth: int = 0) -> list[str]:
    """The names of losses or metrics: one, a list of lists of them, or a dict by outputs."""
    if isinstance(what, list) and depth < 4:
        return [name for one in what for name in _names(one, depth + 1)][:_MOST]
    if isinstance(what, dict) and "class_name" not in what and depth < 4:
        inner = [(key, _names(one, depth + 1)) for key, one in what.items()]
        return [f"{key}: {name}" for key, names in inner for name in names][:_MOST]
    name = kind_of(what)
    if name == "CompileMetrics" or not name:
        return []
    # One metric for all: Keras 3 keeps the object by its class, its name within.
    return [name]
