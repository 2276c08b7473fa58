"""Whether this Python is a notebook's."""

import sys


def notebook_shell():
    """Give the shell of a Jupyter kernel.

    Returns:
        The shell, or None in a script or a terminal.

    Example:

    >>> notebook_shell() is None
    True
    """
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    shell = get_ipython()
    return shell if getattr(shell, "kernel", None) is not None else None
