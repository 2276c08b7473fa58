"""The harness itself: what the browser tests of the widgets rely on."""

from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

from .lab import CellFailed, LabError, LabServer

COUNTER = Path(__file__).with_name("counter.js").as_posix()

WIDGET = f"""
import pathlib, time
import anywidget, traitlets

class Counter(anywidget.AnyWidget):
    _esm = pathlib.Path({COUNTER!r})
    count = traitlets.Int(0).tag(sync=True)
    status = traitlets.Unicode("idle").tag(sync=True)

    def __init__(self):
        super().__init__()
        self.clicked = False
        self.on_msg(self._on_click)

    def _on_click(self, widget, content, buffers):
        self.clicked = True
        self.count += 1

counter = Counter()
# ipykernel 7.4.0 hands a message to the shell that is busy with the cell; other versions do not
if hasattr(counter.comm, "_reply_subshell_for"):
    counter.comm._reply_subshell_for = lambda data, default: default
counter
"""

BLOCK = """
counter.status = "running"
deadline = time.monotonic() + 20
while not counter.clicked and time.monotonic() < deadline:
    time.sleep(0.01)
"clicked while running" if counter.clicked else "no click arrived"
"""

WAIT_FOR_INTERRUPT = """
import time
print("started", flush=True)
time.sleep(60)
"""


def text(outputs):
    """Return the plain text of a cell's outputs."""
    return "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs)


def test_a_cell_runs(notebook):
    lab = notebook("1 + 1")
    lab.run_cell(0)
    assert text(lab.wait_cell(0)) == "2"
    expect(lab.cell_element(0)).to_contain_text("2")


def test_run_all_and_save_write_the_outputs_to_the_file(notebook, lab_server):
    lab = notebook("a = 20", "print(a + 1)")
    lab.run_all()
    lab.save()
    saved = (lab_server.folder / lab.path).read_text(encoding="utf-8")
    assert '"21\\n"' in saved


def test_a_failing_cell_fails_the_test(notebook):
    lab = notebook("1 / 0")
    with pytest.raises(CellFailed, match=r"(?s)Cell 0 of .*ZeroDivisionError"):
        lab.run_all()


def test_a_click_reaches_python_while_idle(notebook):
    lab = notebook(WIDGET)
    lab.run_all()
    view = lab.cell_element(0)
    view.get_by_role("button").click()
    expect(view).to_contain_text("count 1")
    assert text(lab.insert_and_run("counter.count")) == "1"


def test_a_click_reaches_python_during_a_blocking_cell(notebook):
    lab = notebook(WIDGET, BLOCK)
    lab.run_cell(0)
    lab.wait_cell(0)
    view = lab.cell_element(0)
    lab.run_cell(1)
    expect(view.get_by_role("status")).to_have_text("running")
    view.get_by_role("button").click()
    assert text(lab.wait_cell(1)) == "'clicked while running'"


def test_interrupt_ends_a_cell(notebook):
    lab = notebook(WAIT_FOR_INTERRUPT)
    lab.run_cell(0)
    expect(lab.cell_element(0)).to_contain_text("started")
    lab.interrupt()
    outputs = lab.wait_cell(0, allow_error=True)
    assert outputs[-1]["ename"] == "KeyboardInterrupt"


def test_a_cell_that_is_too_slow_is_named(notebook):
    lab = notebook(WAIT_FOR_INTERRUPT)
    lab.run_cell(0)
    with pytest.raises(LabError, match=r"runCell 0 had not finished after 0\.2 s"):
        lab.wait_cell(0, timeout=0.2)


def test_restart_forgets_the_variables(notebook):
    lab = notebook("a = 1")
    lab.run_all()
    lab.restart()
    assert text(lab.insert_and_run("'a' in globals()")) == "False"


def test_reload_keeps_the_kernel_and_its_widgets(notebook):
    lab = notebook(WIDGET)
    lab.run_all()
    lab.cell_element(0).get_by_role("button").click()
    expect(lab.cell_element(0)).to_contain_text("count 1")
    kernel = lab.kernel_id
    lab.reload()
    assert lab.kernel_id == kernel
    view = lab.cell_element(0)
    expect(view).to_contain_text("count 1")
    view.get_by_role("button").click()
    expect(view).to_contain_text("count 2")


def test_the_dark_theme_is_dark(notebook):
    lab = notebook("1 + 1", theme="dark")
    brightness = "() => getComputedStyle(document.body).getPropertyValue('--jp-layout-color0')"
    dark = lab.page.evaluate(brightness)
    lab.set_theme("light")
    assert dark != lab.page.evaluate(brightness) == "white"


def test_console_errors_are_collected(notebook):
    lab = notebook("1 + 1")
    assert lab.console_errors == []
    with lab.page.expect_console_message():
        lab.page.evaluate("() => console.error('a complaint')")
    assert "a complaint" in lab.console_errors.pop()


def test_the_server_leaves_no_process_behind(tmp_path):
    with LabServer(tmp_path) as server:
        server.request("POST", "/api/kernels")
        family = psutil.Process(server._process.pid).children(recursive=True)
        assert family
    assert not any(process.is_running() for process in family)


def test_a_server_that_does_not_start_says_why(tmp_path):
    with pytest.raises(LabError, match=r"(?s)JupyterLab ended with code .*no-such-folder"):
        LabServer(tmp_path / "no-such-folder").__enter__()
