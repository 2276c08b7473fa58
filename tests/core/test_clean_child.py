"""What the process itself does; how it is started is tested with `clean_run`."""

import pickle
import subprocess
import sys

import cloudpickle
import numpy as np

JOB = {
    "path": [],
    "arguments": (),
    "raw": False,
    "seeds": None,
    "modules": (),
    "one_thread": False,
    "deterministic": False,
}


def answer(folder, function, **job):
    whole = JOB | job | {"training": cloudpickle.dumps(function)}
    (folder / "job").write_bytes(pickle.dumps(whole))
    command = [sys.executable, "-m", "faqlab.core.clean_child", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        process.wait(60)
    return pickle.loads((folder / "answer").read_bytes())


def test_the_answer_has_the_numbers_and_what_was_loaded(tmp_path):
    told = answer(tmp_path, lambda: {"a": 1.5})
    assert told["returned"].values == {"a": np.array(1.5)}
    assert (told["used"], told["loaded"]) == (set(), set())
    assert told["seconds"] < 60


def test_it_sees_who_draws_where_it_seeds(tmp_path):
    def draws():
        import random

        return random.random()

    seeds = dict.fromkeys(("hash", "python", "numpy"), 1)
    assert answer(tmp_path, draws, seeds=seeds)["used"] == {"python"}


def test_places_to_import_from_travel_along(tmp_path):
    (tmp_path / "beside.py").write_text("x = 7")

    def train():
        import beside

        return beside.x

    assert answer(tmp_path, train, path=[str(tmp_path)], raw=True)["returned"] == 7


def test_errors_and_refusals(tmp_path):
    assert answer(tmp_path, lambda: 1 / 0)["error"].startswith("ZeroDivisionError: division by")
    refused = answer(tmp_path, lambda: None)
    assert refused["refused"]
    assert refused["error"].startswith("The training returns nothing")


def test_a_thread_that_goes_on_keeps_nobody_waiting(tmp_path):
    def train():
        import threading

        threading.Thread(target=lambda: __import__("time").sleep(1000)).start()
        return 1

    assert answer(tmp_path, train, raw=True)["returned"] == 1
