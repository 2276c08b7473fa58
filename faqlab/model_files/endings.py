"""What a file's name says that it is to hold."""

import os
from pathlib import Path

from ..core.errors import three_beats

KERAS, WEIGHTS, WHOLE_H5, JSON = ".keras", ".weights.h5", ".h5", ".json"
# The longer ending first: ".weights.h5" ends in ".h5" too.
ENDINGS = (KERAS, WEIGHTS, WHOLE_H5, JSON)


def ending(path: str | os.PathLike) -> str:
    """Tell by a file's name what it is to hold.

    Args:
        path: The name.

    Returns:
        `".keras"`, `".weights.h5"`, `".h5"` or `".json"`.

    Raises:
        ValueError: If it ends otherwise.

    Example:

    >>> ending("run/model.weights.h5"), ending("model.h5")
    ('.weights.h5', '.h5')
    """
    name = Path(path).name
    found = next((one for one in ENDINGS if name.endswith(one) and name != one), None)
    if found is None:
        raise ValueError(
            three_beats(
                "The name doesn't say what the file is to hold.",
                "a name that ends in '.keras' (all of a model), '.weights.h5' (its weights), "
                "'.h5' (all, as Keras 2 wrote it) or '.json' (its architecture)",
                name,
            )
        )
    return found
