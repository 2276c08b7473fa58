"""The real server is started in test_lab.py; here is what is asked of it."""

import socket
import sys

import pytest
import typer

from faqlab.cli import server


def test_a_free_port_passes_and_a_taken_one_is_told(capsys):
    with socket.create_server((server.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(typer.Exit):
            server.check_port(port)
    assert capsys.readouterr().err.startswith(f"Port {port} is taken. Expected: a free port.")
    server.check_port(port)


def test_the_server_is_closed_by_default(monkeypatch, tmp_path):
    """Its token stays on, it listens to this computer alone, and root must be asked for."""
    asked = []

    class Child:
        def __init__(self, command, **arguments):
            asked.extend(command)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def wait(self):
            return 0

        def poll(self):
            return 0

    monkeypatch.setattr(server.subprocess, "Popen", Child)
    assert server.serve(tmp_path, "00_start_here.ipynb") == 0
    assert asked[:3] == [sys.executable, "-m", "jupyterlab"]
    assert "--ServerApp.ip=127.0.0.1" in asked
    assert not any("token" in one or "password" in one or "allow-root" in one for one in asked)
