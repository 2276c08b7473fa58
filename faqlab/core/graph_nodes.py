"""The graph of a functional model: which calls it makes, in the order in which it makes them."""

from collections import Counter, defaultdict

from .backend import keras


def graph_nodes(model: keras.layers.Layer) -> list[tuple[int, object]] | None:
    """List the calls that a model's graph makes.

    Keras runs a graph from the calls that are farthest from the end to the nearest, which is not
    always the order in which they were written. The calls of a shared layer are numbered as they
    were written: the second is the second that a reader of the code sees.

    Args:
        model: A layer of any kind.

    Returns:
        For each call, in the order in which they run, `(number, node)`: which call of that layer
        in this graph it is, from 1, and Keras's `Node`, whose `operation` is the layer. None if
        there is no graph: the layer is no model, a subclassed one, or a Sequential that isn't
        built.

    Example:

    >>> a = keras.Input((2,), name="a")
    >>> double = keras.layers.Dense(2, name="double")
    >>> model = keras.Model(a, double(double(a)))
    >>> [(number, node.operation.name) for number, node in graph_nodes(model)]
    [(1, 'a'), (1, 'double'), (2, 'double')]
    """
    graph = getattr(model, "_functional", model)  # a Sequential holds its graph within
    by_depth = getattr(graph, "_nodes_by_depth", None)
    if by_depth is None:
        return None
    nodes = [node for depth in sorted(by_depth, reverse=True) for node in by_depth[depth]]
    written = defaultdict(list)
    for node in nodes:
        written[id(node.operation)].append(node)
    numbers = {}
    for same in written.values():
        order = {id(one): at for at, one in enumerate(same[0].operation._inbound_nodes)}
        same.sort(key=lambda one, order=order: order[id(one)])
        numbers |= {id(one): number for number, one in enumerate(same, start=1)}
    return [(numbers[id(node)], node) for node in nodes]


class CallNumbers:
    """Tells the calls of one pass through a model's graph apart, as they come.

    Args:
        model: A layer of any kind.

    Example:

    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.ReLU(name="relu")])
    >>> numbers = CallNumbers(model)
    >>> numbers.next(model.layers[0]), numbers.next(model.layers[0]), numbers.next(model)
    (1, None, None)
    """

    def __init__(self, model: keras.layers.Layer):
        self._waiting = defaultdict(list)
        for number, node in graph_nodes(model) or ():
            self._waiting[id(node.operation)].append(number)
        self._seen: Counter[int] = Counter()

    def next(self, operation: object) -> int | None:
        """Give the number of the operation's next call in the graph, or None: it isn't one."""
        waiting, at = self._waiting.get(id(operation), ()), self._seen[id(operation)]
        self._seen[id(operation)] += 1
        return waiting[at] if at < len(waiting) else None
