"""Keras, imported without the lines that TensorFlow's C++ side writes to the screen."""

import sys

from .quiet import quiet_stderr

if "keras" in sys.modules:
    import keras
else:
    with quiet_stderr():
        import keras

        # The first operation looks for a GPU, and says so.
        keras.ops.zeros(1)

__all__ = ["keras", "quiet_stderr"]
