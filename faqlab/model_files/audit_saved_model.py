"""What the graph of a TensorFlow SavedModel would do: its operations against the list."""

import os
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from .audit_json import audit_json
from .findings import Findings
from .first_bytes import LONGEST, PICKLE, looks_like
from .saved_model_graph import Function, Graph, read_graphs, read_metadata

GRAPH, METADATA = "saved_model.pb", "keras_metadata.pb"
_BELONGS = frozenset({GRAPH, METADATA, "fingerprint.pb", "saved_model.pbtxt"})
_FOLDERS = ("variables", "assets", "assets.extra")
_MOST_FILES = 10_000
_LARGEST = 64 << 20  # of the graph: the weights lie beside it
_PROGRAMS = (".py", ".pyc", ".so", ".dll", ".dylib", ".exe", ".sh", ".bat", ".pyd")
# These write and read files, as saving and restoring must; nothing else may call them.
_SAVING = frozenset({"SaveV2", "RestoreV2", "MergeV2Checkpoints", "ShardedFilename"})


@cache
def known_operations() -> frozenset[str]:
    """Read the allow-list of operations.

    Returns:
        Their names, as TensorFlow's graphs have them.

    Example:

    >>> "MatMul" in known_operations(), "WriteFile" in known_operations()
    (True, False)
    """
    text = Path(__file__).with_name("known_operations.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())


def audit_saved_model(folder: Path, found: Findings, custom: Collection[str] = ()) -> None:
    """Look at the folder of a SavedModel.

    Args:
        folder: The folder.
        found: Where to add what is found.
        custom: Names of the reader's own classes and functions. Default: none.
    """
    found.add("graph", GRAPH, "A SavedModel is a program of TensorFlow's operations.")
    for count, path in enumerate(_files(folder)):
        if count >= _MOST_FILES:
            found.add("size", folder.name, f"It has more than {_MOST_FILES:,} files.")
            return
        _check_file(path, path.relative_to(folder).as_posix(), found)
    for name, look in ((GRAPH, _check_graphs), (METADATA, _check_metadata)):
        path = folder / name
        if not path.is_file() or path.is_symlink():
            continue
        if path.stat().st_size > _LARGEST:
            found.add("size", name, f"It has {path.stat().st_size:,} bytes.")
            continue
        look(path.read_bytes(), found, custom)


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder, followlinks=False):
        for name in sorted(names) + [one for one in folders if Path(here, one).is_symlink()]:
            yield Path(here, name)
        folders.sort()


def _check_file(path: Path, name: str, found: Findings) -> None:
    if path.is_symlink():
        found.add("link", name, f"It is a link to {os.readlink(path)}.")
        return
    if not path.is_file():
        found.add("not a file", name, "It is a pipe, a device or a socket.")
        return
    with open(path, "rb") as file:
        kind = looks_like(file.read(LONGEST))
    if kind == PICKLE:
        found.add("pickle", name, f"It is {kind}.")
    elif kind.startswith(("a program", "a script")) or name.lower().endswith(_PROGRAMS):
        found.add("program", name, f"It is {kind or 'a program'}, by its name or its first bytes.")
    elif name not in _BELONGS and name.split("/")[0] not in _FOLDERS:
        found.add("extra member", name, f"It is {kind or 'something'} that no SavedModel needs.")


def _check_graphs(data: bytes, found: Findings, custom: Collection[str]) -> None:
    try:
        graphs = read_graphs(data)
    except ValueError as error:
        found.add("damaged", GRAPH, str(error))
        return
    if not graphs:
        found.add("damaged", GRAPH, "There is no graph in it.")
    for graph in graphs:
        _check_graph(graph, found)


def _check_graph(graph: Graph, found: Findings) -> None:
    ours = {one.name for one in graph.functions}
    saving = {one.name for one in graph.functions if _SAVING & {node.op for node in one.nodes}}
    for function in [Function("", graph.nodes), *graph.functions]:
        where = f"{GRAPH}: {function.name}" if function.name else GRAPH
        for node in function.nodes:
            if node.op in _SAVING:
                if not function.name and not _is_savers(node.name, graph):
                    reason = f"{node.op} reads or writes a file outside of saving."
                    found.add("operation", f"{where}/{node.name}", reason)
            elif node.op not in known_operations() | ours:
                reason = f"The operation {node.op} is none of those that only compute."
                found.add("operation", f"{where}/{node.name}", reason)
            called = {node.op, *node.calls} & saving
            if called and not (function.name == "" and _is_savers(node.name, graph)):
                reason = f"It calls {min(called)}, which reads or writes files."
                found.add("operation", f"{where}/{node.name}", reason)
    for name in sorted(saving & set(graph.callable)):
        reason = "It can be called from outside, and reads or writes files."
        found.add("operation", f"{GRAPH}: {name}", reason)


def _is_savers(name: str, graph: Graph) -> bool:
    """Say whether a node is there to save and restore; TensorFlow 1 has them all in `save/`."""
    return name in graph.savers or name.startswith("save/")


def _check_metadata(data: bytes, found: Findings, custom: Collection[str]) -> None:
    try:
        texts = read_metadata(data)
    except ValueError as error:
        found.add("damaged", METADATA, str(error))
        return
    for path, text in texts:
        audit_json(text, f"{METADATA}: {path}", found, custom)
