"""How can I remove a layer from a Sequential model?

`model.pop()` removes the last layer. If the model has been used before, `predict`, `evaluate` and
`fit` go on running the old layers until `compile`; `pop` here compiles again. `cut` makes a model
that ends or begins at any layer, of Sequential, functional and nested models, `without` leaves
layers out, `new_head` puts another head on, and `compare` says before and after what is kept,
gone, new, and stale.
"""

from .claims.removing_layers import CLAIMS
from .core.datasets import digits
from .core.head_swap import new_head
from .core.layer_inventory import Inventory, LayerRow, inventory
from .core.layers_left_out import without
from .core.model_change import Change, ChangedLayer, compare
from .core.model_cut import cut
from .core.sequential_ends import Ends, add, pop
from .exercises.removing_layers import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "Change",
    "ChangedLayer",
    "Ends",
    "Inventory",
    "LayerRow",
    "add",
    "compare",
    "cut",
    "digits",
    "inventory",
    "new_head",
    "pop",
    "predict",
    "q1",
    "q2",
    "q3",
    "without",
]
