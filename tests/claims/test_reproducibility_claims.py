"""Each sentence on the Keras installed, and on trainings that behave otherwise."""

import random
import types
import zlib

import numpy as np
import pytest

from faqlab.claims import reproducibility
from faqlab.claims import reproducibility_experiments as tried
from faqlab.core.claim import FALSE, HOLDS, UNTESTABLE


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = reproducibility.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", reproducibility.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def planted(**told):
    """A training that tells something else."""
    usual = {"free": 1, "seeded": 1, "parts": {}, "noise": 2, "deterministic": 1}
    return lambda: usual | told


def of_a_set():
    # In an order that no two hash seeds of the experiment share.
    return {"seeded": list({"a", "b", "c", "d", "e", "f", "g"})}


def of_threads():
    import os

    threads = os.environ.get("OMP_NUM_THREADS")
    return {"seeded": 1 if threads == "1" else os.getpid()}


def by_chance():
    import os

    return {"seeded": os.getpid(), "free": os.getpid()}


ALL = ["initial weights", "dropout", "order"]


@pytest.mark.parametrize(
    ("experiment", "changed", "verdict"),
    [
        (
            tried.the_hash_seed_is_set_before,
            {"key": lambda text: zlib.crc32(text.encode())},
            FALSE,
        ),
        (tried.the_hash_seed_is_set_before, {"key": lambda text: object().__hash__()}, FALSE),
        (tried.the_hash_is_the_printed_one, {"key": lambda text: 4883664951434749476}, HOLDS),
        (tried.the_hash_seed_is_necessary, {"training": of_a_set}, HOLDS),
        (
            tried.two_seeds_do,
            {"training": planted(parts={"np.random.seed": ALL[:2], "tf.random.set_seed": ALL[2:]})},
            HOLDS,
        ),
        (tried.a_single_thread_is_necessary, {"training": of_threads, "alone": of_threads}, HOLDS),
        (tried.a_single_thread_is_necessary, {"training": by_chance, "alone": by_chance}, FALSE),
        (
            tried.the_session_recipe_runs,
            {"backend": types.SimpleNamespace(set_session=print)},
            HOLDS,
        ),
        (tried.runs_without_seeds_differ, {"training": planted()}, FALSE),
        (tried.one_call_seeds_all, {"training": by_chance}, FALSE),
        (tried.determinism_repeats, {"training": planted(deterministic=2)}, FALSE),
        (tried.sums_on_a_gpu_differ, {"gpus": list}, UNTESTABLE),
        (tried.sums_on_a_gpu_differ, {"gpus": lambda: ["GPU"], "add": random.random}, HOLDS),
        (tried.sums_on_a_gpu_differ, {"gpus": lambda: ["GPU"], "add": lambda: 1.0}, FALSE),
    ],
)
def test_what_behaves_otherwise_gets_another_verdict(experiment, changed, verdict):
    assert experiment(**changed).verdict == verdict


def test_what_each_seed_fixes_is_told(findings):
    """C136 of the ledger, on TensorFlow."""
    assert findings["reproducibility.4"].evidence.numbers == {
        "np.random.seed": "nothing",
        "random.seed": "initial weights, dropout",
        "tf.random.set_seed": "order",
    }
