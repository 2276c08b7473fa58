import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest
import typer

from faqlab.cli import server
from faqlab.core.lesson_copies import RECORD

NAME = "09_history.ipynb"


def test_a_learner_s_story(write, call, tmp_path):
    lesson = write(NAME, "1")
    mine = tmp_path / "faqlab-lessons" / NAME
    assert call("lab", "--copy-only").stdout == (
        f"Copied: 09_history.\nYour lessons are in {mine.parent}\n"
    )
    assert mine.read_bytes() == lesson.read_bytes()

    write(NAME, "2")
    assert call("lab", "--copy-only").stdout.splitlines()[0] == (
        "Replaced by a newer one (you had not edited it): 09_history."
    )
    assert mine.read_bytes() == lesson.read_bytes()

    mine.write_bytes(b"mine")
    assert call("lab", "--copy-only").stdout == f"Your lessons are in {mine.parent}\n"
    write(NAME, "3")
    assert call("lab", "--copy-only").stdout.splitlines()[0] == (
        "Kept as you edited it, though the package has a newer one: 09_history. "
        "`faqlab lab --fresh` puts the newer one beside yours."
    )
    assert call("lab", "--copy-only", "--fresh").stdout.splitlines()[0] == (
        "Kept 09_history.ipynb as you edited it; the newer one is beside it: 09_history.new.ipynb."
    )
    assert mine.read_bytes() == b"mine"
    assert mine.with_name("09_history.new.ipynb").read_bytes() == lesson.read_bytes()


def test_within_a_folder_of_lessons_no_second_one_is_made(write, call, tmp_path, monkeypatch):
    write(NAME, "1")
    call("lab", "mine", "--copy-only")
    monkeypatch.chdir(tmp_path / "mine")
    assert call("lab", "--copy-only").stdout == f"Your lessons are in {tmp_path / 'mine'}\n"
    assert sorted(os.listdir()) == [RECORD, NAME]


def test_a_file_in_place_of_the_folder(write, call, tmp_path):
    write(NAME, "1")
    file = tmp_path / "thesis.txt"
    file.write_bytes(b"words")
    result = call("lab", file, "--copy-only")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{file} is a file, not a folder. Expected: a folder that can be written, or a name for "
        f"a new one. Received: {str(file)!r}. Name another one: `faqlab lab DIR`.\n"
    )
    assert file.read_bytes() == b"words"


def test_a_folder_that_can_t_be_written(write, call, tmp_path):
    write(NAME, "1")
    (tmp_path / "thesis.txt").write_bytes(b"words")
    folder = tmp_path / "thesis.txt" / "mine"  # not even root can make it
    result = call("lab", folder, "--copy-only")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"The folder {folder} can't be written: ")
    assert result.stderr.endswith(
        "Expected: a folder that can be written, or a name for a new one. "
        f"Received: {str(folder)!r}. Name another one: `faqlab lab DIR`.\n"
    )


def test_missing_notebooks_are_told_as_such(call, monkeypatch):
    def missing():
        raise FileNotFoundError("The notebooks of faqlab are missing.")

    monkeypatch.setattr("faqlab.cli.lab.lessons_folder", missing)
    result = call("lab", "--copy-only")
    assert (result.exit_code, result.stderr) == (2, "The notebooks of faqlab are missing.\n")


def test_a_taken_port_is_told_before_anything_is_copied(write, call, tmp_path):
    write(NAME, "1")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = call("lab", "mine", "--no-browser", "--port", port)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"Port {port} is taken. Expected: a free port. Received: {port}. "
        "Leave --port away, and a free one is found, or choose another.\n"
    )
    assert not (tmp_path / "mine").exists()


def test_a_port_for_administrators_is_told_as_such(capsys, monkeypatch):
    def bind(self, address):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", bind)
    with pytest.raises(typer.Exit) as end:
        server.check_port(80)
    assert end.value.exit_code == 2
    assert capsys.readouterr().err.startswith("Port 80 needs an administrator. Expected: a free")


def test_without_jupyterlab_it_says_how_to_get_it(write, call, tmp_path, monkeypatch):
    write(NAME, "1")
    really = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "jupyterlab" else really(name)
    )
    result = call("lab", "mine")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "JupyterLab is not installed. Expected: the package 'jupyterlab' in the Python that runs "
        f"faqlab. Received: {sys.executable!r}. `python -m pip install jupyterlab` brings it; "
        "`faqlab lab --copy-only` copies the lessons without it.\n"
    )
    assert call("lab", "mine", "--copy-only").exit_code == 0


def test_what_jupyterlab_is_asked_for(tmp_path, monkeypatch):
    asked = []

    class Child:
        def __init__(self, command, **more):
            asked.append((command, more))

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def wait(self):
            return 3

        poll = wait

    monkeypatch.setattr(subprocess, "Popen", Child)
    (tmp_path / "00_start_here.ipynb").write_text("{}")
    assert server.serve(tmp_path, "00_start_here.ipynb") == 3
    command, more = asked[0]
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--LabApp.default_url=/lab/tree/00_start_here.ipynb" in command
    assert more["cwd"] == tmp_path
    text = " ".join(command)
    assert not any(word in text for word in ("port", "browser", "token", "password", "root"))

    server.serve(tmp_path, "99_missing.ipynb", port=4321, browser=False, allow_root=True)
    command = asked[1][0]
    assert {"--ServerApp.port=4321", "--ServerApp.port_retries=0"} <= set(command)
    assert {"--no-browser", "--allow-root"} <= set(command)
    assert "default_url" not in " ".join(command)


def answer(url, **more):
    """The answer's code and JSON; code 0 while nobody answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, **more), timeout=10) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, None
    except OSError:
        return 0, None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows can't send Ctrl-C to one process")
def test_it_serves_asks_for_the_token_and_leaves_nobody_behind(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {f"JUPYTER_{what}_DIR": str(tmp_path / what) for what in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "faqlab", "lab", str(tmp_path / "mine"), "--no-browser"]
    command += ["--allow-root", "--port", str(port)]
    with (
        open(tmp_path / "log", "wb") as log,
        subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=log) as child,
    ):
        try:
            url, deadline = f"http://127.0.0.1:{port}/api", time.monotonic() + 60
            while answer(url)[0] != 200:
                assert child.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < deadline, (tmp_path / "log").read_text()
                time.sleep(0.1)
            assert answer(f"{url}/kernels")[0] == 403
            server_file = next((tmp_path / "RUNTIME").glob("jpserver-*.json"))
            token = {"Authorization": f"token {json.loads(server_file.read_text())['token']}"}
            code, listing = answer(f"{url}/contents", headers=token)
            assert code == 200
            assert {one["name"] for one in listing["content"]} <= set(os.listdir(tmp_path / "mine"))
            code, _ = answer(f"{url}/kernels", headers=token, data=b"{}", method="POST")
            assert code == 201
            family = psutil.Process(child.pid).children(recursive=True)
            assert len(family) >= 2  # the server and the kernel
            child.send_signal(signal.SIGINT)
            assert child.wait(30) == 0
            assert psutil.wait_procs(family, timeout=10)[1] == []
        finally:
            child.kill()
