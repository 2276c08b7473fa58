"""A real JupyterLab in a real Chromium, driven through JupyterLab's own commands.

`LabServer` is the server, `launch_chromium` the browser, `Notebook` one notebook open in one page.
Nothing here waits for a fixed time or trusts the kernel's status: while a widget is alive that
status says "idle" in the middle of a running cell. A cell has run when its own promise settles.
"""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import psutil
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

HARNESS = Path(__file__).with_suffix(".js")
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_CHROMIUM = (
    "No Chromium was found: install one (`sudo apt install chromium`, Google Chrome, or "
    "`python -m playwright install chromium`), or set FAQLAB_CHROMIUM to its path."
)

# One file per JupyterLab plugin. With windowingMode "none" off-screen cells stay in the page.
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "apputils-extension/sessionDialogs": {"skipKernelRestartDialog": True},
    "docmanager-extension/plugin": {"autosave": False},
    "notebook-extension/tracker": {"windowingMode": "none", "scrollPastEnd": False},
}

# Errors on the console that are JupyterLab's own, each with its reason; a narrow text for each.
KNOWN_NOISE = (
    # the debugger's question to a kernel that is restarted before it could answer
    "Could not restore the debugger state: Canceled future for debug_request",
)


class LabError(Exception):
    """JupyterLab or the browser did not do what was asked."""


class CellFailed(LabError):
    """A cell raised an error that its test did not expect."""


def launch_chromium(playwright):
    """Start a headless Chromium: FAQLAB_CHROMIUM, one on the PATH, playwright's own, or Chrome."""
    chosen = os.environ.get("FAQLAB_CHROMIUM")
    on_path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chosen or on_path:
        return playwright.chromium.launch(executable_path=chosen or on_path, args=CHROMIUM_ARGS)
    if Path(playwright.chromium.executable_path).exists():
        return playwright.chromium.launch(args=CHROMIUM_ARGS)
    try:  # where Google Chrome installs itself on macOS and Windows
        return playwright.chromium.launch(channel="chrome", args=CHROMIUM_ARGS)
    except PlaywrightError as error:
        raise LabError(NO_CHROMIUM) from error


class LabServer:
    """A JupyterLab server on a free port of 127.0.0.1, with its own token and settings.

    Args:
        folder: The working folder, where notebooks are found.
        theme: The theme it starts with, `"light"` or `"dark"`.
        timeout: Seconds to wait for the server to answer.
    """

    def __init__(self, folder, *, theme="light", timeout=60):
        self.folder = Path(folder)
        self.theme = theme
        self.timeout = timeout
        self.token = secrets.token_hex(16)
        self.url = None
        self._process = None
        self._private = None
        # a proxy named in the environment is not for 127.0.0.1
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __enter__(self):
        self._private = tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True)
        self._write_settings()
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        with self._log_path.open("wb") as log:
            self._process = subprocess.Popen(
                self._command(port),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment(),
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def request(self, method, path):
        """Return the JSON answer of the server's REST API (`None` where it is empty)."""
        request = urllib.request.Request(
            self.url + path, method=method, headers={"Authorization": f"token {self.token}"}
        )
        with self._opener.open(request, timeout=10) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def shut_down_kernel(self, path):
        """End the session, and so the kernel, of the notebook at `path`."""
        for session in self.request("GET", "/api/sessions"):
            if session["path"] == path:
                self.request("DELETE", f"/api/sessions/{session['id']}")

    def log(self):
        """Return what the server has written so far."""
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    def stop(self):
        """End the server and every process it started: asked first, then killed."""
        family = _family(self._process)
        if self._process.poll() is None:
            with contextlib.suppress(OSError):  # not listening yet, or already gone
                self.request("POST", "/api/shutdown")
            _, alive = psutil.wait_procs(family, timeout=10)
            for process in alive:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(alive, timeout=10)
        self._process.wait()
        self._private.cleanup()

    @property
    def _log_path(self):
        return Path(self._private.name) / "server.log"

    def _command(self, port):
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser"),
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={self.folder}",
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.extension_manager=readonly",
            "--LanguageServerManager.autodetect=False",  # it would run npm
        ]
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        return [*command, "--allow-root"] if is_root else command

    def _environment(self):
        """Return an environment in which Jupyter, IPython and Keras leave the home alone.

        PYTEST_* goes too: ipykernel behaves differently where it sees PYTEST_CURRENT_TEST.
        """
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "PYTEST_"))}
        private = Path(self._private.name)
        return kept | {
            "JUPYTER_TOKEN": self.token,
            "JUPYTER_CONFIG_DIR": str(private / "config"),
            "JUPYTER_DATA_DIR": str(private / "data"),
            "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(private / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(private / "workspaces"),
            "IPYTHONDIR": str(private / "ipython"),
            "KERAS_HOME": str(private / "keras"),
        }

    def _write_settings(self):
        themes = {"apputils-extension/themes": {"theme": THEMES[self.theme]}}
        for plugin, values in (SETTINGS | themes).items():
            folder = Path(self._private.name, "settings", "@jupyterlab")
            file = folder / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values), encoding="utf-8")

    def _wait_until_ready(self):
        """Poll the API, with our token: an answer proves that it is this server."""
        deadline = time.monotonic() + self.timeout
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                self.request("GET", "/api/status")
                return
            except urllib.error.HTTPError as error:
                error.close()
            except OSError:
                pass
            time.sleep(0.1)
        code = self._process.poll()
        what = f"ended with code {code}" if code is not None else f"was silent for {self.timeout} s"
        tail = "\n".join(self.log().splitlines()[-20:])
        raise LabError(f"JupyterLab {what}. The end of its log:\n{tail}")


class Notebook:
    """One notebook, open in a page of its own.

    `page` is the playwright page, for a test's own locators; `console_errors` is what the page has
    complained of so far.

    Args:
        browser: A playwright browser.
        server: A running `LabServer`.
        width: Width of the page in pixels.
        height: Height of the page in pixels.
    """

    def __init__(self, browser, server, *, width=1280, height=900):
        self.server = server
        self.path = None
        self.kernel_id = None
        self.console_errors = []
        self._runs = {}
        self._context = browser.new_context(viewport={"width": width, "height": height})
        self._context.add_init_script(path=HARNESS)
        self.page = self._context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self._complain(str(error)))

    def open(self, path, *, timeout=60):
        """Open the notebook at `path`, relative to the server's folder; its kernel is connected."""
        self.path = str(path)
        # a workspace of its own: no notebook of an earlier page is restored into this one
        workspace = f"{self.server.url}/lab/workspaces/{uuid.uuid4().hex}"
        self.page.goto(f"{workspace}?token={self.server.token}")
        self._connect(timeout)

    def close(self):
        """Close the page and shut the kernel down."""
        self._context.close()
        if self.path is not None:
            self.server.shut_down_kernel(self.path)

    def run_cell(self, index):
        """Start a cell and return at once."""
        self._runs[index] = self._start("runCell", index)

    def wait_cell(self, index, *, timeout=30, allow_error=False):
        """Wait until the cell started by `run_cell` has run; return its outputs."""
        self._finish(self._runs[index], timeout)
        if not allow_error:
            self._raise_if_failed(index, self.cells()[index])
        return self.outputs(index)

    def has_run(self, index, *, within):
        """Return whether the cell started by `run_cell` has run, `within` seconds from now."""
        return self._settles(self._runs[index], within)

    def run_all(self, *, timeout=120, allow_error=False):
        """Run every cell and wait for the last."""
        self._do("runAll", timeout=timeout)
        if not allow_error:
            for index, cell in enumerate(self.cells()):
                self._raise_if_failed(index, cell)

    def insert_and_run(self, source, *, timeout=30, allow_error=False):
        """Put a code cell at the end, run it, and return its outputs."""
        index = self._ask("append", source)
        self.run_cell(index)
        return self.wait_cell(index, timeout=timeout, allow_error=allow_error)

    def cells(self):
        """Return the cells, as they would be saved."""
        return self._ask("cells")

    def outputs(self, index):
        """Return the outputs of a cell, as they would be saved."""
        return self._ask("outputs", index)

    def cell_element(self, index):
        """Return a locator of the cell's output area, scrolled into view."""
        self._ask("mark", index)
        return self.page.locator(f'[data-faqlab-cell="{index}"]')

    def save(self):
        """Save the notebook to its file."""
        self._do("save")

    def interrupt(self):
        """Interrupt the kernel, as the square button does."""
        self._do("interrupt")

    def restart(self):
        """Restart the kernel; the page and its outputs stay."""
        self._do("restart", timeout=60)

    def reload(self, *, timeout=60):
        """Save, then load the page anew; the kernel lives on."""
        self.save()
        self.page.reload()
        self._runs.clear()
        self._connect(timeout)

    def set_theme(self, theme):
        """Switch to the `"light"` or `"dark"` theme."""
        self._do("setTheme", THEMES[theme])

    def scroll(self, top):
        """Scroll the notebook to `top` pixels; return scrollTop, scrollHeight, clientHeight."""
        return self._ask("scroll", top)

    def screenshot(self, path, theme=None):
        """Write a PNG of the page, in `theme` if given."""
        if theme is not None:
            self.set_theme(theme)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, animations="disabled")

    def _connect(self, timeout):
        """Wait for JupyterLab's application, then for the notebook and its kernel."""
        self.page.wait_for_function("() => window.jupyterapp", timeout=timeout * 1000)
        self.kernel_id = self._do("open", self.path, timeout=timeout)

    def _ask(self, name, *args):
        """Call a function of lab.js that answers at once."""
        return self.page.evaluate("([name, args]) => faqlabHarness[name](...args)", [name, args])

    def _start(self, action, *args):
        """Start an action of lab.js; return its number."""
        return self._ask("start", action, args)

    def _finish(self, job, timeout):
        """Wait for a started action; return its value."""
        settled = self._settles(job, timeout)
        result = self._ask("job", job)
        if not settled:
            raise LabError(f"{self.path}: {result['action']} had not finished after {timeout} s")
        if result["error"]:
            raise LabError(f"{self.path}: {result['action']} failed: {result['error']}")
        return result["value"]

    def _settles(self, job, timeout):
        """Return whether a started action finishes within `timeout` seconds."""
        settled = "job => faqlabHarness.job(job).settled"
        limit = max(timeout * 1000, 1)  # playwright takes 0 for "no limit"
        try:
            self.page.wait_for_function(settled, arg=job, timeout=limit, polling=50)
        except PlaywrightTimeout:
            return False
        return True

    def _do(self, action, *args, timeout=30):
        """Start an action and wait for it."""
        return self._finish(self._start(action, *args), timeout)

    def _raise_if_failed(self, index, cell):
        """Raise `CellFailed` for an error output, unless the cell's tag announces it."""
        if "raises-exception" in cell["metadata"].get("tags", []):
            return
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                trace = "\n".join(output["traceback"])
                raise CellFailed(f"Cell {index} of {self.path} failed:\n{trace}")

    def _on_console(self, message):
        if message.type == "error":
            self._complain(f"{message.text} ({message.location.get('url', '')})")

    def _complain(self, text):
        if not any(noise in text for noise in KNOWN_NOISE):
            self.console_errors.append(text)


def _free_port():
    """Return a port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _family(process):
    """Return a process and its living descendants, as psutil knows them."""
    try:
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
