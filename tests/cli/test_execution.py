import os

import nbformat

from faqlab.cli.execution import Failure, execute


def lesson(*sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.v4.new_notebook(cells=cells)


def test_a_lesson_runs_in_a_folder_of_its_own_which_is_gone_afterwards():
    seen = []
    outcome = execute(
        lesson("import os; os.getcwd()", "open('made', 'w').close()"),
        on_cell=lambda number, total: seen.append((number, total)),
    )
    assert outcome.failure is None
    assert seen == [(1, 2), (2, 2)]
    folder = outcome.notebook.cells[0].outputs[0]["data"]["text/plain"].strip("'")
    assert folder != os.getcwd()
    assert not os.path.exists(folder)
    assert "widgets" not in outcome.notebook.metadata


def test_a_failure_names_the_cell_its_line_and_the_error_and_stops_there():
    outcome = execute(lesson("1", "\n\nx = {}\nx['a']", "2"))
    assert outcome.failure == Failure(2, "x = {}", "KeyError: 'a'")
    assert [cell.execution_count for cell in outcome.notebook.cells] == [1, 2, None]


def test_a_cell_that_may_raise_does_not_stop_the_lesson():
    notebook = lesson("1 / 0", "2")
    notebook.cells[0].metadata["tags"] = ["raises-exception"]
    outcome = execute(notebook)
    assert outcome.failure is None
    assert outcome.notebook.cells[0].outputs[0]["ename"] == "ZeroDivisionError"


def test_a_cell_may_write_into_an_output_widget():
    """As the progress bar of a long work does."""
    source = (
        "import ipywidgets\nfrom IPython.display import display\nout = ipywidgets.Output()\n"
        "display(out)\nwith out:\n    print('within')"
    )
    outcome = execute(lesson(source))
    assert outcome.failure is None
    assert "widgets" not in outcome.notebook.metadata
