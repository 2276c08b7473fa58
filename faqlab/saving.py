"""How can I save a Keras model?

`model.save("my_model.keras")` writes all of it into one file, and `keras.saving.load_model` gives
it back, ready to train on. `save` never costs the last good file, `load` looks at a file before
anything in it can act, and a `Checkpoint` lets a training go on after a kill as if there was none.
"""

import os
from dataclasses import fields

from .claims.saving import CLAIMS
from .exercises.saving import predict, q1, q2, q3, q4
from .model_files.audit import Audit, UnsafeFile, audit
from .model_files.checkpoint import Checkpoint
from .model_files.describe import describe as describe_file
from .model_files.description import Description
from .model_files.load import Damaged, load
from .model_files.old_example import OldExample, old_example
from .model_files.resume import Resumed, resume
from .model_files.save import NotSaved, Saved, save
from .model_files.transfer import Transfer, transfer_weights
from .model_files.upgrade import Upgraded, upgrade
from .widgets.file_tree import show_file_tree

__all__ = [
    "CLAIMS",
    "Audit",
    "Checkpoint",
    "Damaged",
    "FileDescription",
    "NotSaved",
    "OldExample",
    "Resumed",
    "Saved",
    "Transfer",
    "UnsafeFile",
    "Upgraded",
    "audit",
    "describe",
    "load",
    "old_example",
    "predict",
    "q1",
    "q2",
    "q3",
    "q4",
    "resume",
    "save",
    "transfer_weights",
    "upgrade",
]


class FileDescription(Description):
    """What a file of a model holds, as a tree to browse in the notebook. See `describe`."""

    def _ipython_display_(self) -> None:
        show_file_tree(self.tree(), self.about(), str(self), self._repr_html_())


def describe(path: str | os.PathLike) -> FileDescription:
    """Say what a file of a model holds; nothing in it is executed, and no model is made.

    Args:
        path: A `.keras`, `.h5` or `.weights.h5` file of any Keras, a JSON file with an
            architecture, or the folder of a SavedModel.

    Returns:
        A `FileDescription`: in the notebook a tree, in a terminal a text; its `layers`, `weights`
        and `parts` are for programs.

    Raises:
        ValueError: If it is no file of a model, or a damaged one; the message says what it is.
        FileNotFoundError: If there is no such file.

    Example:

    >>> import tempfile
    >>> from faqlab.core.backend import keras
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="head")])
    >>> path = os.path.join(tempfile.mkdtemp(), "model.keras")
    >>> saved = save(model, path)
    >>> [(one.layer, one.shape) for one in describe(path).weights]
    [('head', (4, 3)), ('head', (3,))]
    """
    told = describe_file(path)
    return FileDescription(**{one.name: getattr(told, one.name) for one in fields(told)})
