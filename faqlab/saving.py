"""How can I save a Keras model?

`model.save("my_model.keras")` writes all of it into one file, and `keras.saving.load_model` gives
it back, ready to train on.
"""

from .claims.saving import CLAIMS
from .exercises.saving import predict, q1, q2, q3, q4

__all__ = ["CLAIMS", "predict", "q1", "q2", "q3", "q4"]
