"""How is the validation split computed?

`fit(x, y, validation_split=0.2)` cuts off the last 20 % of the rows, before any shuffling, and
judges every epoch by the same ones. Sorted rows make that a trap: `xray` shows what goes where and
warns, and `split` draws rows as they should be: shuffled, stratified, grouped, or by time.
"""

import base64

from .claims.validation_split import CLAIMS
from .core.datasets import digits, stocks
from .core.split_copies import copies
from .core.split_findings import SplitFinding
from .core.split_how import Split, split
from .core.split_report import SplitXray, show_with
from .core.split_xray import cut_at, xray
from .core.told_picture import png
from .exercises.validation_split import predict, q1, q2, q3, q4

__all__ = [
    "CLAIMS",
    "Split",
    "SplitFinding",
    "SplitXray",
    "copies",
    "cut_at",
    "digits",
    "predict",
    "q1",
    "q2",
    "q3",
    "q4",
    "split",
    "stocks",
    "xray",
]


def _show(found: SplitXray) -> None:
    """Show the picture with its text for who can't see it, and the report as a page below."""
    from IPython.display import display

    picture = base64.b64encode(png(found.draw())).decode()
    told = {"image/png": {"alt": found.alt}}
    display({"image/png": picture, "text/plain": found.alt}, metadata=told, raw=True)
    display({"text/html": found._repr_html_(), "text/plain": repr(found)}, raw=True)


show_with(_show)
