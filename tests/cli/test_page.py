"""Most of a page is seen by its command, in test_run.py; here are its finer points."""

import nbformat

from faqlab.cli.page import write_page


def test_a_link_to_another_lesson_leads_to_its_page(tmp_path):
    source = "[one](09_history.ipynb), [two](notes.ipynb)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(source)])
    write_page(notebook, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert 'href="09_history.html">one' in page
    assert 'href="notes.ipynb">two' in page
    assert notebook.cells[0].source == source


def test_widget_state_is_left_out_and_the_notebook_is_not_changed(tmp_path):
    data = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "a chart"}
    cell = nbformat.v4.new_code_cell(
        "chart", outputs=[nbformat.v4.new_output("display_data", data)]
    )
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": {"state": {}}})
    before = nbformat.writes(notebook)
    write_page(notebook, tmp_path / "page.html")
    assert "a chart" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert nbformat.writes(notebook) == before
