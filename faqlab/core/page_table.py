"""A small table for the notebook, readable in the light and the dark theme, and as plain text."""

import html
from collections.abc import Collection, Sequence

# JupyterLab sets cells to the right and makes rows stripes, in outputs but not in widgets; a table
# that is live at first and still afterwards must look the same in both.
_CSS = """
.faqlab-table{border-collapse:collapse;color:var(--jp-ui-font-color1,inherit);font-size:13px}
.faqlab-table caption{caption-side:bottom;text-align:left;padding-top:.5em}
.faqlab-table tr>*{text-align:left!important;background:none!important;line-height:1.5!important;
padding:.1em 1em .1em 0!important;white-space:nowrap}
.faqlab-table td:last-child:not(:has(.bar)){white-space:normal!important}
.faqlab-table.wrapped tr>*{white-space:normal;vertical-align:top}
.faqlab-table thead th{border-bottom:1px solid currentColor}
.faqlab-table tr.marked>*{font-weight:600;color:#c44e00}
.faqlab-table .bar{display:inline-block;width:10em;height:.8em;border:1px solid currentColor;
vertical-align:middle;margin-right:.6em}
.faqlab-table .bar>i{display:block;height:100%;background:#0072b2}
.faqlab-table tr.marked .bar>i{background:#c44e00}
"""


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table as lines of text, its columns aligned.

    Args:
        head: The names of the columns.
        rows: The cells.

    Returns:
        The lines.

    Example:

    >>> print(text_table(["layer", "moved"], [["head", "yes"]]))
    layer  moved
    head   yes
    """
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def page_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    marked: Collection[int] = (),
    caption: str = "",
    bars: Sequence[float | None] = (),
    wrap: bool = False,
) -> str:
    """Write a table as HTML.

    Args:
        head: The names of the columns.
        rows: The cells, plain text.
        marked: The rows that need attention, by index. Default: none.
        caption: What to say below. Default: nothing.
        bars: For each row how full to draw a bar in its last cell, 0 to 1; None for no bar.
            Default: no bars.
        wrap: Whether cells hold sentences, which are broken where the page ends. Default: none is.

    Returns:
        The HTML; all text is escaped.

    Example:

    >>> "<td>&lt;lambda&gt;</td>" in page_table(["layer", "kind"], [["a", "<lambda>"]])
    True
    """
    heads = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in head)
    body = "".join(
        _row(row, i in marked, bars[i] if i < len(bars) else None) for i, row in enumerate(rows)
    )
    more = " wrapped" if wrap else ""
    return (
        f'<style>{_CSS}</style><table class="faqlab-table{more}">'
        f"<caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(cells: Sequence[str], marked: bool, bar: float | None) -> str:
    shown = [html.escape(cell) for cell in cells]
    if bar is not None:
        width = 100 * min(1, max(0, bar))
        shown[-1] = f'<span class="bar"><i style="width:{width:.0f}%"></i></span>{shown[-1]}'
    first = f'<th scope="row">{shown[0]}</th>'
    rest = "".join(f"<td>{cell}</td>" for cell in shown[1:])
    return f'<tr class="{"marked" if marked else ""}">{first}{rest}</tr>'
