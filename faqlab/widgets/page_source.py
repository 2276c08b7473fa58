"""A widget's page in several files: anywidget takes one script and one style sheet."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def page_source(*names: str) -> str:
    """Join files of this folder into one text.

    Args:
        names: Their names, in order: each may use what those before it define.

    Returns:
        The text.

    Example:

    >>> "class Plot" in page_source("page.js", "curves.js")
    True
    """
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names)
