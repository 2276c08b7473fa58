"""Hear a click in the page while the kernel is busy with `fit`."""

import ipywidgets


def hear_while_busy(widget: ipywidgets.Widget) -> None:
    """Let messages from the page reach a widget's `on_msg` while a cell runs.

    JupyterLab sends a widget's messages on a subshell, a second thread of the kernel, so that a
    long cell doesn't hold them up. ipykernel 7.4 sends them back to the thread that last wrote to
    the page, which is the busy one. Where it does so, its choice is put aside for this widget.
    Elsewhere nothing changes: kernels before 7 have no subshells, and the click is heard when the
    cell has ended.

    Args:
        widget: The widget; its comm is open.
    """
    comm = widget.comm
    if comm is not None and hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, default: default
