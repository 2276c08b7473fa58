"""What nbval does not look at. Each check is a function that takes a notebook and tells its faults.

nbval runs the cells and compares their texts; it passes a cell that was never executed, and it
compares no picture.
"""

import base64
import copy
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import count
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from nbformat import NotebookNode

from faqlab.core.run import Run
from faqlab.core.run_picture import draw
from faqlab.core.told_picture import png
from faqlab.core.topic import TOPICS, Topic, questions_table, topic
from faqlab.exercises import exercises

FOLDER = Path(__file__).parent.parent / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
LARGEST = 300_000  # bytes
MOST_LINES = 40  # of one cell's output
WIDGET = "application/vnd.jupyter.widget-view+json"
CARD = "Exercise "  # how the text of an exercise begins
ERRORS_WANTED = "raises-exception"


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode, NotebookNode]]:
    """Number (from 1, code cells only), cell, output."""
    for number, cell in enumerate(code(notebook), 1):
        for output in cell.outputs:
            yield number, cell, output


def invalid(notebook: NotebookNode, path: Path):
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        yield str(error).splitlines()[0]


def not_executed_in_order(notebook: NotebookNode, path: Path):
    if not code(notebook):
        yield "there is no code cell"
    for number, cell in enumerate(code(notebook), 1):
        if cell.execution_count != number:
            yield f"code cell {number} has the execution count {cell.execution_count}"
    for number, _, output in outputs(notebook):
        if output.get("execution_count", number) != number:
            yield f"the result of code cell {number} is that of another execution"


def empty_cells(notebook: NotebookNode, path: Path):
    for number, cell in enumerate(notebook.cells, 1):
        if not cell.source.strip():
            yield f"cell {number} is empty"


def written_to_stderr(notebook: NotebookNode, path: Path):
    for number, _, output in outputs(notebook):
        if output.output_type == "stream" and output.name == "stderr":
            yield f"code cell {number}: {output.text[:80]!r}"


def unwanted_errors(notebook: NotebookNode, path: Path):
    for number, cell, output in outputs(notebook):
        if output.output_type == "error" and ERRORS_WANTED not in cell.metadata.get("tags", []):
            yield f"code cell {number}: {output.ename}: {output.evalue}"


def wanted_errors_that_did_not_come(notebook: NotebookNode, path: Path):
    for number, cell in enumerate(code(notebook), 1):
        wanted = ERRORS_WANTED in cell.metadata.get("tags", [])
        if wanted and not any(output.output_type == "error" for output in cell.outputs):
            yield f"code cell {number} is tagged {ERRORS_WANTED} and raised nothing"


def stored_widget_state(notebook: NotebookNode, path: Path):
    if "widgets" in notebook.metadata:
        yield "the metadata hold the widgets' state, with all of their JavaScript"


def times_in_the_metadata(notebook: NotebookNode, path: Path):
    for number, cell in enumerate(code(notebook), 1):
        for key in ("execution", "ExecuteTime"):
            if key in cell.metadata:
                yield f"code cell {number} says when it was executed"


def names_of_this_machine(notebook: NotebookNode, path: Path):
    """In sources and texts; a picture's letters may spell anything."""
    texts = [cell.source for cell in notebook.cells]
    texts += [text for *_, output in outputs(notebook) for text in _texts(output)]
    for text in texts:
        yield from re.findall(r"(?<![\w.:/])/(?:home|Users|root|work|tmp)/\w+", text)


def no_picture(notebook: NotebookNode, path: Path):
    pictures = [
        o.data["image/png"] for *_, o in outputs(notebook) if "image/png" in o.get("data", {})
    ]
    if not pictures:
        yield "no output is an image/png"
    for picture in pictures:
        if not base64.b64decode(picture).startswith(b"\x89PNG"):
            yield "an image/png is none"


def widgets_without_a_still_picture(notebook: NotebookNode, path: Path):
    """A reader without a kernel sees the picture alone, or a table that stands for the widget.

    The card of an exercise is all text.
    """
    for number, cell in enumerate(code(notebook), 1):
        shown = [output.data for output in cell.outputs if "data" in output]
        kinds = {kind for data in shown for kind in data}
        card = any(data.get("text/plain", "").startswith(CARD) for data in shown)
        table = any("data-faqlab-still" in data.get("text/html", "") for data in shown)
        if WIDGET in kinds and "image/png" not in kinds and not card and not table:
            yield f"code cell {number} shows a widget and no picture of it"


def addresses_in_outputs(notebook: NotebookNode, path: Path):
    """`<Figure at 0x7f...>` differs each time: nbval would fail."""
    for number, _, output in outputs(notebook):
        for text in _texts(output):
            if re.search(r"\bat 0x[0-9a-fA-F]+", text):
                yield f"code cell {number}: {text[:80]!r}"


def too_large(notebook: NotebookNode, path: Path):
    size = len(nbformat.writes(notebook).encode())
    if size > LARGEST:
        yield f"{size} bytes"


def long_outputs(notebook: NotebookNode, path: Path):
    for number, cell in enumerate(code(notebook), 1):
        texts = [text for output in cell.outputs for text in _read(output)]
        lines = [line for text in texts for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            yield f"code cell {number} has {len(lines)} lines of output"


def _read(output: NotebookNode) -> list[str]:
    """What is read at once: HTML that stands for a text may hold more, folded away."""
    if "text/plain" in output.get("data", {}):
        return [output.data["text/plain"]]
    return _texts(output)


def _texts(output: NotebookNode) -> list[str]:
    if output.output_type == "stream":
        return [output.text]
    if output.output_type == "error":
        return output.traceback
    return [text for kind, text in output.data.items() if kind.startswith("text/")]


def broken_links(notebook: NotebookNode, path: Path):
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        text = re.sub(r"```.*?```|`[^`]*`", "", cell.source, flags=re.DOTALL)
        for link in re.findall(r"\]\(\s*<?([^)\s>]+)", text) + re.findall(r'src="([^"]+)"', text):
            there = urlsplit(link)
            if there.scheme or there.netloc or not there.path:
                continue
            if not (path.parent / unquote(there.path)).exists():
                yield link


def a_first_cell_that_is_no_title(notebook: NotebookNode, path: Path):
    first = notebook.cells[0]
    if first.cell_type != "markdown" or not re.match(r"# \S", first.source):
        yield "the first cell has no title"


CHECKS = [
    invalid,
    not_executed_in_order,
    empty_cells,
    written_to_stderr,
    unwanted_errors,
    wanted_errors_that_did_not_come,
    stored_widget_state,
    times_in_the_metadata,
    names_of_this_machine,
    no_picture,
    widgets_without_a_still_picture,
    addresses_in_outputs,
    too_large,
    long_outputs,
    broken_links,
    a_first_cell_that_is_no_title,
]


def test_there_are_notebooks():
    assert "00_start_here.ipynb" in [path.name for path in PATHS]
    assert len(PATHS) > 1


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_has_no(path, check):
    found = list(check(nbformat.read(path, as_version=4), path))
    assert not found, "\n".join(found)


ORDER = [
    "Then and now",
    "Predict",
    "See it run",
    "Is it true?",
    "Questions learners ask",
    "When would I use this?",
    "Try it",
    "Where next",
]


def no_question_and_short_answer(notebook: NotebookNode, topic: Topic):
    first = notebook.cells[0].source
    for part in (f"# {topic.question}\n", topic.question_zh, "**The short answer.**"):
        if part not in first:
            yield f"the first cell lacks {part!r}"


def sections_out_of_order(notebook: NotebookNode, topic: Topic):
    markdown = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    found = re.findall(r"^## (.+?)\s*$", markdown, flags=re.MULTILINE)
    if found != ORDER:
        yield f"the sections are {found}, not {ORDER}"


def claims_not_shown(notebook: NotebookNode, topic: Topic):
    texts = [text for _, _, output in outputs(notebook) for text in _read(output)]
    for claim in import_module(f"faqlab.{topic.name}").CLAIMS:
        if not any("put to the test" in text and f" {claim.id} " in text for text in texts):
            yield f"{claim.id} is not shown"


def questions_not_answered(notebook: NotebookNode, topic: Topic):
    markdown = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    headings = re.findall(r"^### .*$", "\n".join(markdown), flags=re.MULTILINE)
    for number in topic.asked.split():
        if not any(f"({number})" in heading for heading in headings):
            yield f"{number} has no heading"


def exercises_not_shown(notebook: NotebookNode, topic: Topic):
    texts = [text for _, _, output in outputs(notebook) for text in _read(output)]
    there = exercises(topic.name)
    if not 3 <= len(there) <= 5:  # a prediction, and two to four exercises
        yield f"{len(there)} exercises"
    for exercise in there:
        if not any(text.startswith(f"{CARD}{exercise.name}.") for text in texts):
            yield f"{exercise.name} is not shown"


GRAMMAR = [
    no_question_and_short_answer,
    sections_out_of_order,
    claims_not_shown,
    questions_not_answered,
    exercises_not_shown,
]
LESSONS = [one for one in TOPICS if (FOLDER / one.notebook).is_file()]


def lesson(one: Topic) -> NotebookNode:
    return nbformat.read(FOLDER / one.notebook, as_version=4)


@pytest.mark.parametrize("check", GRAMMAR, ids=lambda check: check.__name__)
@pytest.mark.parametrize("one", LESSONS, ids=lambda one: one.name)
def test_a_lesson_has_no(one, check):
    found = list(check(lesson(one), one))
    assert not found, "\n".join(found)


def without(part: str) -> Callable[[NotebookNode], object]:
    """Take a text out of all cells and their outputs."""

    def change(notebook):
        for cell in notebook.cells:
            cell.source = cell.source.replace(part, "")
            for output in cell.get("outputs", []):
                if "text/plain" in output.get("data", {}):
                    output.data["text/plain"] = output.data["text/plain"].replace(part, "")

    return change


GRAMMAR_FAULTS = [
    (no_question_and_short_answer, without("**The short answer.**")),
    (no_question_and_short_answer, without("如何")),
    (sections_out_of_order, without("## Predict\n")),
    (sections_out_of_order, lambda n: n.cells.append(n.cells[6])),
    (claims_not_shown, without("history.3 ")),
    (questions_not_answered, without("(Q25)")),
    (exercises_not_shown, without("history.q2.")),
]


@pytest.mark.parametrize(("check", "change"), GRAMMAR_FAULTS)
def test_a_planted_fault_of_a_lesson_is_found(check, change):
    notebook = lesson(topic("history"))
    change(notebook)
    assert list(check(notebook, topic("history")))


def test_every_rule_of_the_grammar_has_a_planted_fault():
    assert {check for check, _ in GRAMMAR_FAULTS} == set(GRAMMAR)


def test_the_start_page_has_the_table_of_all_questions():
    written = [one.notebook for one in LESSONS]
    cells = nbformat.read(FOLDER / "00_start_here.ipynb", as_version=4).cells
    assert any(questions_table(written) in cell.source for cell in cells)
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    assert questions_table(written, "notebooks/") in readme


def good() -> NotebookNode:
    """A notebook that no check complains of."""
    new = nbformat.v4
    picture = base64.b64encode(png(draw(Run()))).decode()
    cells = [
        new.new_markdown_cell(
            "# A title\n\n[Start](00_start_here.ipynb), [Keras](https://keras.io)"
        ),
        new.new_code_cell("1 + 1", execution_count=1),
        new.new_code_cell("1 / 0", execution_count=2, metadata={"tags": [ERRORS_WANTED]}),
    ]
    cells[1].outputs = [
        new.new_output("stream", name="stdout", text="a line\n"),
        new.new_output("display_data", data={WIDGET: {}, "text/plain": "Chart of run 'a'"}),
        new.new_output("display_data", data={"image/png": picture, "text/plain": "Curves"}),
        new.new_output("execute_result", data={"text/plain": "2"}, execution_count=1),
    ]
    cells[2].outputs = [
        new.new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=[])
    ]
    numbers = count(1)
    for cell in cells:
        cell.id = f"cell-{next(numbers)}"
    return new.new_notebook(cells=cells)


def test_a_good_notebook_passes_all_checks():
    path = FOLDER / "none.ipynb"
    assert {check.__name__: list(check(good(), path)) for check in CHECKS} == {
        check.__name__: [] for check in CHECKS
    }


def edit(change: Callable[[NotebookNode], object]) -> NotebookNode:
    notebook = copy.deepcopy(good())
    change(notebook)
    return notebook


def text(source: str) -> Callable[[NotebookNode], object]:
    return lambda n: n.cells.append(nbformat.v4.new_markdown_cell(source))


def stream(number: int, name: str, text: str) -> Callable[[NotebookNode], object]:
    output = nbformat.v4.new_output("stream", name=name, text=text)
    return lambda n: n.cells[number].outputs.append(output)


FAULTS = [
    (invalid, lambda n: n.cells[1].update(cell_type="cod")),
    (invalid, lambda n: n.cells[1].pop("outputs")),
    (not_executed_in_order, lambda n: n.cells[1].update(execution_count=None)),
    (not_executed_in_order, lambda n: n.cells[2].update(execution_count=3)),
    (not_executed_in_order, lambda n: n.cells[1].outputs[3].update(execution_count=7)),
    (not_executed_in_order, lambda n: n.update(cells=n.cells[:1])),
    (empty_cells, lambda n: n.cells[1].update(source=" \n")),
    (empty_cells, text("")),
    (written_to_stderr, stream(1, "stderr", "I0000 cpu_feature_guard")),
    (unwanted_errors, lambda n: n.cells[2].metadata.update(tags=[])),
    (wanted_errors_that_did_not_come, lambda n: n.cells[2].update(outputs=[])),
    (stored_widget_state, lambda n: n.metadata.update(widgets={})),
    (times_in_the_metadata, lambda n: n.cells[1].metadata.update(execution={})),
    (times_in_the_metadata, lambda n: n.cells[1].metadata.update(ExecuteTime={})),
    (names_of_this_machine, stream(1, "stdout", "saved to /" + "home/ann/run.npz")),
    (no_picture, lambda n: n.cells[1].outputs.pop(2)),
    (no_picture, lambda n: n.cells[1].outputs[2].data.update({"image/png": "aGVsbG8="})),
    (widgets_without_a_still_picture, lambda n: n.cells[1].outputs.pop(2)),
    (addresses_in_outputs, stream(1, "stdout", "<keras.Model at 0x7f3bC0>")),
    (too_large, stream(1, "stdout", "x" * LARGEST)),
    (long_outputs, stream(1, "stdout", "x\n" * MOST_LINES)),
    (broken_links, text("[the lesson](42_nothing.ipynb#part)")),
    (broken_links, text("![picture](no%20such.png)")),
    (broken_links, text('<img src="no.png">')),
    (a_first_cell_that_is_no_title, lambda n: n.cells[0].update(source="Hello")),
    (a_first_cell_that_is_no_title, lambda n: n.cells.pop(0)),
]


@pytest.mark.parametrize(
    ("check", "change"),
    FAULTS,
    ids=[f"{check.__name__}-{i}" for i, (check, _) in enumerate(FAULTS)],
)
def test_a_planted_fault_is_found(check, change):
    assert list(check(edit(change), FOLDER / "none.ipynb"))


def test_every_check_has_a_planted_fault():
    assert {check for check, _ in FAULTS} == set(CHECKS)


@pytest.mark.parametrize(
    "source", ["`[a](b.ipynb)`", "```\n[a](b.ipynb)\n```", "[a](#part)", "[a](mailto:a@b.c)"]
)
def test_what_is_no_link_to_a_file_is_let_through(source):
    assert list(broken_links(edit(text(source)), FOLDER / "none.ipynb")) == []
