"""What is in a file, as a tree to open and close, each branch with its share of the file."""

import hashlib
from collections.abc import Iterator, Mapping

import anywidget
import traitlets

from faqlab.core.byte_words import byte_words, percent

from .notebook_shell import notebook_shell
from .page_source import page_source

_SCRIPTS = ("page.js", "still_hider.js", "file_tree.js")
# Of layers that are few the weights are open at once.
_FEW = 12


class FileTree(anywidget.AnyWidget):
    """Show what is in a file: a bar of its parts, and a tree of what is in them.

    It knows no file: it is given names and sizes.

    Args:
        tree: The node of the file: `name`, `kind`, `bytes` (None where there is no telling),
            `detail` and `children`, which are nodes too. The children of the root are its parts.
            A node may have `open`: whether it is open at first, if it has few children.
        about: What it is, in a few lines, to stand above. Default: nothing.

    Example:

    >>> weights = {"name": "weights", "kind": "part", "bytes": 75, "detail": "", "children": []}
    >>> FileTree({"name": "m", "kind": "file", "bytes": 100, "detail": "", "children": [weights]})
    m: 100 bytes
      weights: 75 bytes (75 %)
    """

    _esm = page_source(*_SCRIPTS)
    _css = page_source("page.css", "file_tree.css")

    rows = traitlets.List().tag(sync=True)
    about = traitlets.Unicode("").tag(sync=True)
    still = traitlets.Unicode("").tag(sync=True)

    def __init__(self, tree: Mapping, about: str = ""):
        super().__init__(rows=list(_rows(tree)), about=about)
        self._text = about or _in_words(tree)

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        # anywidget cuts the text short; it is what a screen reader, a terminal and nbval get.
        data["text/plain"] = repr(self)
        return bundle


def show_file_tree(tree: Mapping, about: str, text: str, table: str) -> None:
    """Show a tree in the notebook, and leave a table for readers without a kernel.

    Of the two JupyterLab shows the tree alone while it lives. In a terminal there is the text.

    Args:
        tree: See `FileTree`.
        about: What it is, in a few sentences; they stand in the tree's place where it can't be.
        text: All of it in words.
        table: All of it in HTML, what it takes from the file escaped.
    """
    from IPython.display import display

    if notebook_shell() is None:
        display({"text/plain": text}, raw=True)
        return
    live = FileTree(tree, about)
    # By what it says and not by chance: what is stored must be the same each time.
    live.still = hashlib.sha256(table.encode()).hexdigest()[:16]
    bundle = live._repr_mimebundle_()
    display(bundle[0] if isinstance(bundle, tuple) else bundle, raw=True)
    still = f'<div data-faqlab-still="{live.still}">{table}</div>'
    display({"text/html": still, "text/plain": text}, raw=True)


def _rows(tree: Mapping) -> Iterator[dict]:
    """One row for each node, what is above first, with all that the page writes."""
    whole = tree["bytes"] or 0
    waiting = [(tree, -1, 1, 1, 1, None)]
    count = 0
    while waiting:
        node, above, level, place, of, around = waiting.pop()
        size = node["bytes"]
        of_whole, of_around = _share(size, whole), _share(size, around and around["bytes"])
        few = len(node["children"]) <= _FEW
        is_open = level == 1 or (level == 2 and node["name"] == "weights" and few)
        is_open = is_open or (node.get("open", False) and few)
        yield {
            "name": node["name"],
            "kind": node["kind"],
            "detail": node["detail"],
            "size": "" if size is None else byte_words(size),
            "share": "" if size is None else percent(of_whole),
            "of_whole": of_whole,
            "of_around": of_around,
            "words": _share_words(size, of_whole, of_around, around, level),
            "above": above,
            "level": level,
            "place": place,
            "of": of,
            "children": len(node["children"]),
            "open": is_open,
        }
        children = list(enumerate(node["children"], 1))
        for at, child in reversed(children):
            waiting.append((child, count, level + 1, at, len(children), node))
        count += 1


def _share(size: int | None, whole: int | None) -> float:
    return min(1.0, size / whole) if size and whole else 0.0


def _share_words(size, of_whole: float, of_around: float, around, level: int) -> str:
    if size is None or level == 1:
        return ""
    words = f"{percent(of_whole)} of the file"
    return words if level == 2 else f"{words}, {percent(of_around)} of {around['name']}"


def _in_words(tree: Mapping) -> str:
    lines = [f"{tree['name']}: {byte_words(tree['bytes'] or 0)}"]
    for part in tree["children"]:
        share = percent(_share(part["bytes"], tree["bytes"]))
        lines.append(f"  {part['name']}: {byte_words(part['bytes'] or 0)} ({share})")
    return "\n".join(lines)
