"""The Keras FAQ you can run: real training utilities, and widgets that show them live."""

__version__ = "0.1.0"
