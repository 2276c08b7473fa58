"""A lesson executed from its first cell to its last, in a kernel and a folder of its own."""

import asyncio
import logging
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

import nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

_LOG = logging.getLogger("faqlab.run")
_LOG.addHandler(logging.NullHandler())  # nbclient also logs what it raises; once is enough
_LOG.propagate = False


@dataclass(frozen=True)
class Failure:
    """Where and why a lesson stopped.

    Args:
        cell: The number of the code cell, as JupyterLab shows it; 0 before the first.
        line: The first line of that cell; empty before the first.
        error: The error's name and text, on one line.
    """

    cell: int
    line: str
    error: str


@dataclass(frozen=True)
class Outcome:
    """What came of one lesson.

    Args:
        notebook: The executed notebook, up to where it came.
        seconds: How long it took.
        failure: Where it stopped; `None` if it came to its end.
    """

    notebook: nbformat.NotebookNode
    seconds: float
    failure: Failure | None


def execute(
    notebook: nbformat.NotebookNode,
    timeout: int = 120,
    on_cell: Callable[[int, int], None] = lambda number, total: None,
) -> Outcome:
    """Execute a notebook in a new kernel, within a temporary folder, with this Python.

    The kernel is gone when this returns or raises. One that failed is killed; on Linux and macOS
    so is what its cells left running.

    Args:
        notebook: The notebook; its outputs are replaced.
        timeout: The seconds that one cell may take. Default 120.
        on_cell: Called before every code cell with its number, from 1, and how many there are.

    Returns:
        The outcome. A cell that raises, hangs or kills its kernel is a failure, no exception.

    Raises:
        KeyboardInterrupt: After Ctrl-C.

    Example:

    >>> cell = nbformat.v4.new_code_cell("1 / 0")
    >>> execute(nbformat.v4.new_notebook(cells=[cell])).failure
    Failure(cell=1, line='1 / 0', error='ZeroDivisionError: division by zero')
    """
    return run_loop(executed(notebook, timeout, on_cell))


def run_loop(work: Coroutine):
    """Run a coroutine to its end; Ctrl-C cancels it.

    Args:
        work: The coroutine.

    Returns:
        What it returns.

    Raises:
        KeyboardInterrupt: After Ctrl-C, when it has ended.

    Example:

    >>> run_loop(asyncio.sleep(0, "done"))
    'done'
    """
    # On Windows the usual event loop can't wait for a kernel's sockets; this one can, everywhere.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(work)


async def executed(
    notebook: nbformat.NotebookNode, timeout: int, on_cell: Callable[[int, int], None]
) -> Outcome:
    """Execute a notebook as `execute` does, beside others.

    Args:
        notebook: The notebook; its outputs are replaced.
        timeout: The seconds that one cell may take.
        on_cell: Called before every code cell with its number, from 1, and how many there are.

    Returns:
        The outcome.

    Example:

    >>> run_loop(executed(nbformat.v4.new_notebook(), 10, print)).failure is None
    True
    """
    start = time.monotonic()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata.pop("widgets", None)
    with tempfile.TemporaryDirectory(prefix="faqlab-", ignore_cleanup_errors=True) as folder:
        failure = await _execute(notebook, timeout, on_cell, folder)
    return Outcome(notebook, time.monotonic() - start, failure)


async def _execute(notebook, timeout, on_cell, folder) -> Failure | None:
    kernel = AsyncKernelManager(kernel_name="python3")
    # An `Output` widget, which a progress bar is, needs the state that nbclient keeps of widgets;
    # it isn't written into the notebook.
    client = NotebookClient(notebook, km=kernel, timeout=timeout, log=_LOG)
    client.extra_arguments = ["--log-level=ERROR"]  # no advice to the owners of servers
    well = False
    try:
        try:
            await client.async_start_new_kernel(cwd=folder)
            await client.async_start_new_kernel_client()
        except (RuntimeError, OSError) as error:
            return Failure(0, "", _short(f"The kernel did not start: {error}"))
        failure = await _execute_cells(client, timeout, on_cell)
        well = failure is None
        return failure
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
        if kernel.has_kernel:
            # A kernel that is well may say goodbye; any other one is killed, with its children.
            await kernel.shutdown_kernel(now=not well)


async def _execute_cells(client, timeout, on_cell) -> Failure | None:
    cells = [
        (index, cell)
        for index, cell in enumerate(client.nb.cells)
        if cell.cell_type == "code" and cell.source.strip()
    ]
    for number, (index, cell) in enumerate(cells, 1):
        on_cell(number, len(cells))
        try:
            await client.async_execute_cell(cell, index, execution_count=number)
        except CellExecutionError as error:
            return _failure(number, cell, error.ename, error.evalue)
        except CellTimeoutError:
            text = f"the cell took longer than {timeout} seconds and was stopped"
            return _failure(number, cell, "Timeout", text, show=True)
        except DeadKernelError:
            if asyncio.current_task().cancelling():  # nbclient takes Ctrl-C for a death
                raise asyncio.CancelledError from None
            return _failure(number, cell, "DeadKernel", "the kernel died in this cell", show=True)
    return None


def _failure(number: int, cell, name: str, text: str, show: bool = False) -> Failure:
    line = next(line for line in cell.source.splitlines() if line.strip())
    if show:  # no kernel was left to write it into the notebook
        cell.execution_count = number
        cell.outputs.append(
            nbformat.v4.new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
        )
    return Failure(number, _short(line.strip()), _short(f"{name}: {text}"))


def _short(text: str, most: int = 200) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
