"""The Keras FAQ you can run: real training utilities, and widgets that show them live."""

from importlib import import_module

__version__ = "0.1.0"

# Where each public name lives. They are loaded when first asked for, so that `import faqlab` is
# free: Keras alone takes seconds.
_NAMES = {
    "LiveCurves": "faqlab.history",
    "Recorder": "faqlab.core.recorder",
    "Run": "faqlab.core.run",
    "RunChart": "faqlab.widgets.run_chart",
    "check_data": "faqlab.data_checks.check",
    "digits": "faqlab.core.datasets",
    "environment": "faqlab.core.environment",
    "history": None,
    "split_cpu": "faqlab.core.device_setup",
}

__all__ = [
    "LiveCurves",
    "Recorder",
    "Run",
    "RunChart",
    "check_data",
    "digits",
    "environment",
    "history",
    "split_cpu",
]


def __getattr__(name: str) -> object:
    if name not in _NAMES:
        raise AttributeError(f"module 'faqlab' has no attribute {name!r}")
    home = _NAMES[name]
    return import_module(f"faqlab.{name}") if home is None else getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*_NAMES, "__all__", "__version__"})
