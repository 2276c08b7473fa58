"""The environment that a training starts in; the trainings themselves are tested elsewhere."""

import os
import subprocess
import sys

from faqlab.core.clean_settings import Settings


def test_one_thread_and_a_hash_seed_are_told_outside(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("TF_NUM_INTRAOP_THREADS", raising=False)
    told = Settings(hash_seed=4).environment()
    assert (told["OMP_NUM_THREADS"], told["TF_NUM_INTRAOP_THREADS"]) == ("3", None)
    assert told["PYTHONHASHSEED"] == "4"
    alone = Settings(one_thread=True).environment()
    assert (alone["OMP_NUM_THREADS"], alone["TF_NUM_INTRAOP_THREADS"]) == ("1", "1")


def outside(**environment):
    program = "from faqlab.core.clean_settings import Settings; "
    program += "print(Settings().environment()['PYTHONHASHSEED'])"
    env = {k: v for k, v in os.environ.items() if k != "PYTHONHASHSEED"} | environment
    return subprocess.check_output([sys.executable, "-c", program], env=env, text=True).strip()


def test_a_hash_seed_counts_where_it_was_set_before_the_start(monkeypatch):
    assert outside(PYTHONHASHSEED="7") == "7"
    assert outside(PYTHONHASHSEED="random") == outside() == "None"
    # Set too late, as a Dask cluster on this machine does.
    monkeypatch.setenv("PYTHONHASHSEED", "6640")
    assert Settings().environment()["PYTHONHASHSEED"] is None
