"""Execute notebooks and store them the way the repository keeps them.

python -m tests.refresh [notebooks/09_history.ipynb ...]   (default: all of them)

No widget state is stored, no times, and of an error only its last line: the frames above it name
files of this machine.
"""

import sys
from pathlib import Path

import nbformat

from faqlab.cli.execution import execute
from faqlab.core.files import atomic_write

FOLDER = Path(__file__).parent.parent / "notebooks"
LANGUAGE = {"name": "python"}


def refresh(path: Path) -> None:
    """Execute one notebook in place; leave it as it was if a cell fails."""
    outcome = execute(nbformat.read(path, as_version=4))
    if outcome.failure:
        raise SystemExit(f"{path.name}: {outcome.failure}")
    notebook = outcome.notebook
    notebook.metadata = {
        "kernelspec": notebook.metadata.kernelspec,
        "language_info": LANGUAGE,
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
    with atomic_write(path) as file:
        file.write(nbformat.writes(notebook).encode() + b"\n")
    print(f"{path.name}: {outcome.seconds:.0f} s, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    for given in map(Path, sys.argv[1:]):
        refresh(given)
    if not sys.argv[1:]:
        for found in sorted(FOLDER.glob("*.ipynb")):
            refresh(found)
