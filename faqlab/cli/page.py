"""A lesson as one HTML page that shows its text and pictures without a network."""

import copy
import os
import re
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from faqlab.core.files import atomic_write

WIDGET = "application/vnd.jupyter.widget-view+json"
# A picture before HTML: what a live widget leaves behind on a page is its picture.
PRIORITY = (
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/html",
    "text/markdown",
    "text/latex",
    "text/plain",
)


def write_page(
    notebook: NotebookNode, path: str | os.PathLike, beside: str | os.PathLike = ""
) -> None:
    """Write a notebook as an HTML page; nothing in it is fetched when it is opened.

    Widgets are shown by their picture, or by their text where they have none: live ones would
    need JavaScript from the network. Formulas are shown as they were written, for that reason.

    Args:
        notebook: The notebook, executed or not; it isn't changed.
        path: The page to write, such as `"faqlab-run/09_history.html"`.
        beside: The notebook's folder, where the pictures are that its text names. Default: none.

    Raises:
        OSError: If the page can't be written.

    Example:

    >>> import tempfile, nbformat.v4
    >>> cell = nbformat.v4.new_markdown_cell("# Hello")
    >>> page = Path(tempfile.mkdtemp(), "hello.html")
    >>> write_page(nbformat.v4.new_notebook(cells=[cell]), page)
    >>> "Hello" in page.read_text(encoding="utf-8")
    True
    """
    path = Path(path)
    exporter = HTMLExporter(
        extra_template_paths=[str(Path(__file__).parent)],
        template_file="page.html.j2",
        embed_images=True,
    )
    exporter.config.NbConvertBase.display_data_priority = list(PRIORITY)
    resources = {"metadata": {"name": path.stem, "path": str(beside)}}
    html, _ = exporter.from_notebook_node(_as_page(notebook), resources)
    with atomic_write(path) as file:
        file.write(html.encode())


def _as_page(notebook: NotebookNode) -> NotebookNode:
    """A copy without widgets, whose links to other lessons lead to their pages."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\]\((\d\d_\w+)\.ipynb\)", r"](\1.html)", cell.source)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
    return notebook
