"""The experiments of several topics, run and counted."""

import contextlib
import time
from datetime import datetime

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import faqlab
from faqlab.core.claim import HOLDS, Claim, Evidence, Finding
from faqlab.core.claim_table import ClaimTable

from .claim_processes import Task, run_apart


def put_to_the_test(modules: list[str], limit: float) -> tuple[ClaimTable, dict]:
    """Run every experiment of some modules, those of a module in one process after another.

    Args:
        modules: The full names of modules that have `CLAIMS`.
        limit: The seconds that one experiment may take.

    Returns:
        The findings; and about this run: versions, date, how many seconds it took.

    Raises:
        KeyboardInterrupt: After Ctrl-C; no process is left.
    """
    begun, start = datetime.now().astimezone(), time.monotonic()
    findings: dict[Task, Finding] = {}
    with _progress() as progress:
        bar = progress.add_task("", total=None, doing="reading the claims")
        known, versions = _list(modules, limit, findings)
        tasks = [task for task in known if task not in findings]
        progress.update(bar, total=len(tasks), doing=f"{len(tasks)} experiments")
        with contextlib.closing(run_apart(tasks, limit)) as answers:
            for task, told in answers:
                findings[task] = _finding(known[task], told)
                progress.advance(bar)
                _say_what_is_done(progress.console, task.module, known, findings)
    about = {
        "faqlab": faqlab.__version__,
        **versions,
        "date": begun.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - start, 1),
    }
    return ClaimTable(findings[task] for task in known), about


def _say_what_is_done(console: Console, module: str, known: dict, findings: dict) -> None:
    """Write a line for a module that is done, where a log is read and no bar is seen."""
    ids = [task for task in known if task.module == module]
    if not console.is_terminal and all(task in findings for task in ids):
        name, count = module.rpartition(".")[2], f"{len(findings)} of {len(known)} experiments"
        console.print(f"{name} is done: {count} so far.", highlight=False, soft_wrap=True)


def _list(modules: list[str], limit: float, lost: dict[Task, Finding]):
    """The claims of each module, and the versions; a module that can't be loaded is lost."""
    with contextlib.closing(run_apart(map(Task, modules), limit)) as answers:
        told = dict(answers)
    known: dict[Task, Claim] = {}
    versions = {}
    for module in modules:
        answer = told[Task(module)]
        versions |= answer.get("versions", {})
        for fields in answer.get("claims", []):
            known[Task(module, fields["id"])] = Claim(experiment=None, **fields)
        if "error" in answer:
            name, task = module.rpartition(".")[2], Task(module)
            sentence = "The claims of this topic can be loaded."
            known[task] = Claim(name, sentence, ("faqlab",), None, HOLDS, ())
            lost[task] = _finding(known[task], answer)
    return known, versions


def _finding(claim: Claim, told: dict) -> Finding:
    evidence = None
    if "verdict" in told:
        evidence = Evidence(told["verdict"], told["numbers"], told["condition"])
    return Finding(claim, evidence, told["error"], told.get("seconds", 0.0))


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = BarColumn(), TextColumn("{task.completed} of"), TextColumn("{task.fields[doing]}")
    # In a pipe or a log a moving bar is noise.
    return Progress(
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
