"""The graph of a SavedModel as lists of names, by the few fields of the format that hold them."""

from dataclasses import dataclass
from functools import cache

_PACKAGE = "faqlab.saved_model"
# Message: {field: (number, type, repeated)}. The fields that aren't named are skipped. A map is a
# list of pairs, its key field 1 and its value field 2.
_FIELDS = {
    "SavedModel": {"graphs": (2, "MetaGraph", True)},
    "MetaGraph": {
        "graph": (2, "Graph", False),
        "saver": (3, "Saver", False),
        "objects": (7, "Objects", False),
    },
    "Saver": {"save": (2, "bytes", False), "restore": (3, "bytes", False)},
    "Graph": {"nodes": (1, "Node", True), "library": (2, "Library", False)},
    "Library": {"functions": (1, "Function", True)},
    "Function": {"signature": (1, "Signature", False), "nodes": (3, "Node", True)},
    "Signature": {"name": (1, "bytes", False)},
    "Node": {
        "name": (1, "bytes", False),
        "op": (2, "bytes", False),
        "attributes": (5, "Attribute", True),
    },
    "Attribute": {"value": (2, "Value", False)},
    "Value": {"list": (1, "List", False), "function": (10, "Call", False)},
    "List": {"functions": (9, "Call", True)},
    "Call": {"name": (1, "bytes", False)},
    "Objects": {"functions": (2, "Named", True)},
    "Named": {"name": (1, "bytes", False)},
    "Metadata": {"nodes": (1, "Object", True)},
    "Object": {"path": (3, "bytes", False), "metadata": (5, "bytes", False)},
}


@dataclass(frozen=True)
class Node:
    """One operation of a graph.

    Args:
        name: Its name.
        op: What it does, `"MatMul"`, or the name of a function of the graph.
        calls: The functions that it calls.
    """

    name: str
    op: str
    calls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Function:
    """A function of a graph.

    Args:
        name: Its name.
        nodes: Its operations.
    """

    name: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Graph:
    """A graph.

    Args:
        nodes: Its own operations.
        functions: Its functions.
        savers: The names of the nodes that save and restore.
        callable: The names of the functions that can be called from outside.
    """

    nodes: tuple[Node, ...]
    functions: tuple[Function, ...]
    savers: frozenset[str]
    callable: tuple[str, ...]


@cache
def _message(name: str):
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    file = descriptor_pb2.FileDescriptorProto(
        name=f"{_PACKAGE}.proto", package=_PACKAGE, syntax="proto3"
    )
    kinds = descriptor_pb2.FieldDescriptorProto
    for message, fields in _FIELDS.items():
        described = file.message_type.add(name=message)
        for field, (number, kind, repeated) in fields.items():
            label = kinds.LABEL_REPEATED if repeated else kinds.LABEL_OPTIONAL
            added = described.field.add(name=field, number=number, label=label)
            # Names are bytes here: a text that isn't UTF-8 must not hide what comes after it.
            added.type = kinds.TYPE_BYTES if kind == "bytes" else kinds.TYPE_MESSAGE
            if kind != "bytes":
                added.type_name = f".{_PACKAGE}.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))


def _parse(name: str, data: bytes):
    try:
        from google.protobuf.message import DecodeError
    except ImportError:
        raise ValueError("To look into it takes the library protobuf; install it.") from None
    try:
        return _message(name).FromString(data)
    except (DecodeError, RecursionError) as error:
        raise ValueError(f"It isn't what TensorFlow writes ({error}).") from None


def read_graphs(data: bytes) -> list[Graph]:
    """Read the graphs of a `saved_model.pb`.

    Args:
        data: Its bytes.

    Returns:
        The graphs.

    Raises:
        ValueError: If it isn't one.

    Example:

    >>> read_graphs(b"")
    []
    """
    return [_graph(one) for one in _parse("SavedModel", data).graphs]


def read_metadata(data: bytes) -> list[tuple[str, bytes]]:
    """Read what Keras 2 kept in `keras_metadata.pb`.

    Args:
        data: Its bytes.

    Returns:
        For each object its path and its JSON.

    Raises:
        ValueError: If it isn't one.
    """
    nodes = _parse("Metadata", data).nodes
    return [(_text(one.path), one.metadata) for one in nodes if one.metadata]


def _graph(one) -> Graph:
    functions = (
        Function(_text(function.signature.name), _nodes(function.nodes))
        for function in one.graph.library.functions
    )
    savers = {_text(name).split(":")[0] for name in (one.saver.save, one.saver.restore)} - {""}
    named = tuple(_text(function.name) for function in one.objects.functions)
    return Graph(_nodes(one.graph.nodes), tuple(functions), frozenset(savers), named)


def _nodes(nodes) -> tuple[Node, ...]:
    return tuple(Node(_text(one.name), _text(one.op), tuple(_calls(one))) for one in nodes)


def _calls(node) -> list[str]:
    values = [one.value for one in node.attributes]
    calls = [call for value in values for call in (value.function, *value.list.functions)]
    return [_text(call.name) for call in calls if call.name]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
