"""What every test gets: quiet logs of TensorFlow's C++ side, one seed."""

import os

# TensorFlow reads it once, at import, also in the kernels that nbval starts.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
