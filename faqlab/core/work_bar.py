"""How far a long work is: told to a function, or shown by a bar that short works never draw."""

import contextlib
import time
from collections.abc import Callable, Iterator

_AFTER = 2.0  # seconds

Tell = Callable[[int], None]


@contextlib.contextmanager
def work_told(
    progress: bool | Callable[[int, int], None], total: int, what: str = "layer outputs"
) -> Iterator[Tell]:
    """Tell how far the work in a `with` block is.

    Args:
        progress: A function, called as `progress(done, total)`; True for a bar, which appears
            after two seconds and is gone at the end; False for nothing.
        total: How much there is to do.
        what: What to write beside the bar.

    Yields:
        A function to be called with how much is done.

    Example:

    >>> told = []
    >>> with work_told(lambda done, total: told.append((done, total)), 2) as tell:
    ...     tell(1)
    >>> told
    [(1, 2)]
    """
    if callable(progress) or not progress:
        yield (lambda done: progress(done, total)) if progress else lambda done: None
        return
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    bar, began = Progress(*columns, transient=True), time.perf_counter()
    # In a file or a pipe a bar would leave an empty line behind.
    bar.disable = not (bar.console.is_terminal or bar.console.is_jupyter)
    task = bar.add_task(what, total=total)

    def tell(done: int) -> None:
        if not bar.live.is_started and time.perf_counter() - began > _AFTER:
            bar.start()
        bar.update(task, completed=done)

    try:
        yield tell
    finally:
        if bar.live.is_started:
            bar.stop()
