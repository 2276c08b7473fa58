import json
import socket

import pytest

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
    for port in free_ports(3):
        with socket.socket() as one:
            one.bind(("127.0.0.1", port))


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
