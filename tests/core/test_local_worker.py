import contextlib
import json
import socket
import sys

import psutil
import pytest

from faqlab.core import local_worker
from faqlab.core.local_worker import LocalWorker, free_ports, worker_environment


def test_what_a_worker_is_told():
    addresses = ["10.0.0.1:2222", "10.0.0.2:2222"]
    told = worker_environment(addresses, 1)
    assert json.loads(told["TF_CONFIG"]) == {
        "cluster": {"worker": addresses},
        "task": {"type": "worker", "index": 1},
    }
    assert told["KERAS_DISTRIBUTION_JOB_ADDRESSES"] == "10.0.0.1:2222,10.0.0.2:2222"
    assert told["KERAS_DISTRIBUTION_NUM_PROCESSES"] == "2"
    assert told["KERAS_DISTRIBUTION_PROCESS_ID"] == "1"


@pytest.mark.parametrize("rank", [-1, 2])
def test_no_worker_of_that_number(rank):
    with pytest.raises(ValueError, match=r"no such worker\. Expected: a number from 0 to 1"):
        worker_environment(["a:1", "b:1"], rank)


def test_ports_that_can_be_taken():
    ports = free_ports(3)
    assert len(set(ports)) == 3
    for port in ports:
        with socket.socket() as one:
            one.bind(("127.0.0.1", port))


def test_a_port_that_is_taken_is_not_given(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setattr(local_worker, "_PORTS", range(port, port + 1))
        assert free_ports(1) == []
    assert free_ports(1) == [port]


def test_a_worker_from_its_start_to_its_end(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import os, sys; print(os.environ['WORD'], sys.argv[1])\nsys.exit(4)")
    heard = []
    worker = LocalWorker(script, [5], {"WORD": "grüß"}, heard.append)
    while worker.poll() is None:
        pass
    assert worker.poll() == 4
    assert worker.log == heard == ["grüß 5"]
    worker.stop()
    assert worker.poll() == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no groups of processes")
def test_what_a_worker_started_ends_with_it(tmp_path):
    """The child holds the worker's output open: the log must end nevertheless."""
    script = tmp_path / "script.py"
    script.write_text(
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid)"
    )
    worker = LocalWorker(script)
    while worker.poll() is None:
        pass
    child = int(worker.log[0])
    worker.stop()
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(child).wait(20)
