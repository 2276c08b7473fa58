"""Trainings with exactly one cause, and what the table says of them."""

import os

import joblib
import pytest

from faqlab.core.blame import blame
from faqlab.core.blame_report import DETERMINISM, THREADS
from faqlab.core.chance import (
    DROPOUT,
    HASH,
    NUMPY,
    ORDER,
    PIPELINE,
    PYTHON,
    WEIGHTS,
)
from faqlab.core.clean_run import clean_runs
from faqlab.core.clean_settings import Settings
from tests.core import trainings


@pytest.fixture(autouse=True)
def no_hash_seed_outside(monkeypatch):
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)


@pytest.mark.parametrize(
    ("training", "culprit"),
    [
        (trainings.hash_seed, HASH),
        (trainings.python_random, PYTHON),
        (trainings.numpy_random, NUMPY),
        (trainings.numpy_generator, NUMPY),
        (trainings.racing_threads, THREADS),
        (trainings.initial_weights, WEIGHTS),
        (trainings.order_of_the_data, ORDER),
        (trainings.dropout, DROPOUT),
        (trainings.pipeline_shuffle, PIPELINE),
        (trainings.any_order_of_operations, DETERMINISM),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_the_one_culprit_is_found(training, culprit):
    found = blame(training, costs=False)
    assert found.guilty == (culprit,)
    assert not found.unexplained
    assert str(found).splitlines()[-1].startswith("Guilty: ")


@pytest.mark.parametrize("training", [trainings.nothing, trainings.seeded])
def test_a_clean_training_has_none(training):
    found = blame(training)
    assert (found.guilty, found.unexplained, found.runs) == ((), False, 3)
    assert str(found) == "Nobody is guilty: all runs are bit-equal."


def test_two_culprits_are_both_found():
    assert blame(trainings.two_causes).guilty == (PYTHON, NUMPY)


def test_what_no_source_explains_is_said():
    found = blame(trainings.the_clock)
    assert (found.guilty, found.unexplained) == ((), True)
    assert "none of these sources explains it. Look for the clock" in str(found)


def test_a_hash_seed_that_is_set_outside_is_no_source(monkeypatch):
    monkeypatch.setattr("faqlab.core.blame.hash_seed_outside", lambda: "5")
    monkeypatch.setattr("faqlab.core.clean_settings.hash_seed_outside", lambda: "5")
    assert blame(trainings.hash_seed).guilty == ()
    assert blame(trainings.numpy_random).guilty == (NUMPY,)


def test_what_the_training_seeds_itself_is_not_to_blame():
    def half_seeded():
        import random

        import numpy as np

        random.seed(3)
        return [random.random(), np.random.normal()]

    assert blame(half_seeded).guilty == (NUMPY,)


def test_the_times_are_measured_and_the_progress_told():
    told = []
    found = blame(trainings.numpy_random, progress=lambda *both: told.append(both))
    assert set(found.seconds) == {"as it is", "all seeds set", THREADS}
    assert [done for done, _ in told] == list(range(1, found.runs + 1))
    assert "as it is: 0.0" in found._repr_html_()


def test_a_training_that_fails_says_why():
    with pytest.raises(RuntimeError, match="NameError: name 'no_such_name'"):
        blame(lambda: no_such_name)  # noqa: F821
    with pytest.raises(TypeError, match="returns nothing"):
        blame(lambda: None)


def test_it_runs_on_a_dask_cluster():
    distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")

    def draws():
        import os

        import numpy as np

        return {"folder": os.path.isdir(os.getcwd()), "score": np.random.normal()}

    how = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(**how, processes=True) as cluster,
        distributed.Client(cluster) as client,
    ):
        ours = set(client.run(os.getpid).values())
        parents = on_workers()
        assert parents <= ours
        with joblib.parallel_config(backend="dask"):
            assert blame(draws).guilty == (NUMPY,)
            assert blame(trainings.hash_seed).guilty == (HASH,)


def on_workers():
    """Who starts the processes when joblib is told to use Dask."""

    def parent():
        import os

        return os.getppid()

    with joblib.parallel_config(backend="dask"):
        return {run.returned for run in clean_runs(parent, [Settings(raw=True)] * 4)}
