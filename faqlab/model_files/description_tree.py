"""A description as a tree, for a page where one opens and closes its branches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .findings import printable

if TYPE_CHECKING:
    from .description import Description, Part, Variable

# So many are shown of the children of one; a page of thousands is slow, and nobody reads it.
_MOST = 200


def tree_of(told: Description) -> dict:
    """Make the tree of a description.

    Args:
        told: The `Description`.

    Returns:
        The node of the file; its children are its parts.
    """
    saved = f", saved {printable(told.saved, 30)}" if told.saved else ""
    inner = [_part(told, part) for part in told.parts]
    return _node(Path(told.path).name, "file", told.size, f"{told.format}{saved}", inner)


def _part(told: Description, part: Part) -> dict:
    detail, children = "", []
    if part.name == "architecture":
        detail = f"{told.kind} {told.name}".strip()
        children = _layers(told)
    elif part.name == "weights":
        detail = f"{told.parameters:,} parameters"
        children = _weights(told, part.size)
    elif part.name == "optimizer state":
        scale = _scale(told.state, part.size)
        children = _limited([_variable(one, scale) for one in told.state])
    elif part.name == "compile configuration":
        detail = str(told.compiled_as)
    elif part.name == "the rest":
        detail = "what the file needs to be one: names, places, room left free"
    return _node(part.name, "part", part.size, detail, children)


def _node(name: str, kind: str, size: int | None, detail: str, children: Sequence = ()) -> dict:
    shown = {"name": printable(name, 60), "kind": printable(kind, 40), "bytes": size}
    return shown | {"detail": printable(detail, 160), "children": list(children)}


def _layers(told: Description) -> list[dict]:
    """The layers, those that are nested within those that they are in."""
    top: list[dict] = []
    above: list[list[dict]] = [top]
    for layer in told.layers:
        node = _node(layer.name, layer.kind, None, layer.settings)
        depth = min(layer.depth, len(above) - 1)
        above[depth].append(node)
        above[depth + 1 :] = [node["children"]]
    return _limited_everywhere(top)


def _weights(told: Description, size: int) -> list[dict]:
    """The weights by their layers' addresses."""
    layers = {one.address: (one.kind, one.settings) for one in told.layers}
    top: list[dict] = []
    found: dict[str, dict] = {}
    scale = _scale(told.weights, size)
    for one in told.weights:
        children, address = top, ""
        for name in one.layer.split("/") if one.layer else ():
            address = f"{address}/{name}" if address else name
            if address not in found:
                kind, settings = layers.get(address, ("layer", ""))
                found[address] = _node(name, kind, 0, settings)
                children.append(found[address])
            children = found[address]["children"]
        children.append(_variable(one, scale))
    for address in sorted(found, key=lambda one: -one.count("/")):
        node = found[address]
        node["bytes"] = sum(child["bytes"] for child in node["children"])
    return _limited_everywhere(top)


def _variable(one: Variable, scale: float) -> dict:
    shape = "×".join(map(str, one.shape[:8])) or "one number"
    count = math.prod(one.shape)
    detail = f"{shape}, {one.dtype}" + (f": {count:,} numbers" if len(one.shape) > 1 else "")
    return _node(one.name, "variable", int(one.size * scale), detail)


def _scale(variables: Sequence[Variable], size: int) -> float:
    """What is packed takes less of the file than its numbers would."""
    whole = sum(one.size for one in variables)
    return size / whole if whole > size else 1


def _limited_everywhere(top: list[dict]) -> list[dict]:
    waiting, left = [top], _MOST * 20
    while waiting:
        children = waiting.pop()
        children[:] = _limited(children, min(_MOST, left))
        left = max(0, left - len(children))
        waiting.extend(child["children"] for child in children)
    return top


def _limited(nodes: list[dict], most: int = _MOST) -> list[dict]:
    if len(nodes) <= most:
        return nodes
    over = nodes[most:]
    known = [one["bytes"] for one in over if one["bytes"] is not None]
    size = sum(known) if known else None
    return [*nodes[:most], _node(f"{len(over):,} more", "more", size, "")]
