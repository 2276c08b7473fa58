"""What is done to find out whether the sentences on reproducible results are so."""

import functools

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, RETIRED, UNTESTABLE, Evidence
from faqlab.core.clean_run import clean_runs, refuse_errors
from faqlab.core.clean_settings import Settings

from .reproducibility_trainings import report, seeded

PRINTED = 4883664951434749476  # what the FAQ shows for hash("keras")


def _results(training, settings):
    runs = clean_runs(training, settings)
    refuse_errors(runs)
    return [run.returned for run in runs]


@functools.cache
def _two(training, one_thread=False):
    """Run it in two processes with other hash seeds; several experiments look at the results."""
    settings = [Settings(hash_seed=seed, one_thread=one_thread, raw=True) for seed in (1, 2)]
    return _results(training, settings)


def _alike(results, name):
    return len({str(one[name]) for one in results}) == 1


def _said(results, name):
    return "the same" if _alike(results, name) else "different"


def the_hash_seed_is_set_before(key=hash):
    """Hash a text in processes that set the seed themselves, and in some that were given it."""

    def within():
        import os

        os.environ["PYTHONHASHSEED"] = "0"
        return key("keras")

    random = _results(within, [Settings(hash_seed=seed, raw=True) for seed in (1, 2, 3)])
    given = _results(lambda: key("keras"), [Settings(hash_seed=0, raw=True)] * 3)
    numbers = {"set within, 3 processes": _hashes(random), "set before": _hashes(given)}
    good = len(set(random)) == 3 and len(set(given)) == 1
    return Evidence(HOLDS if good else FALSE, numbers)


def _hashes(found):
    count = len(set(found))
    return f"{count} hash" + "es" * (count > 1)


def the_hash_is_the_printed_one(key=hash):
    """Print the hash with the seed 0, as the FAQ does."""
    (found,) = _results(lambda: key("keras"), [Settings(hash_seed=0, raw=True)])
    return Evidence(HOLDS if found == PRINTED else FALSE, {"as the FAQ prints": found == PRINTED})


def the_hash_seed_is_necessary(training=report):
    """Train the same seeded network in processes with different hash seeds."""
    results = _two(training)
    numbers = {"two hash seeds, one Keras seed": f"{_said(results, 'seeded')} weights"}
    return Evidence(FALSE if _alike(results, "seeded") else HOLDS, numbers)


def two_seeds_do(training=report):
    """Set each seed alone, twice, and compare what Keras draws after it."""
    parts = _two(training)[0]["parts"]
    numbers = {name: ", ".join(fixed) or "nothing" for name, fixed in parts.items()}
    fixed = {one for name in ("np.random.seed", "tf.random.set_seed") for one in parts[name]}
    good = {"initial weights", "dropout", "order"} <= fixed
    return Evidence(HOLDS if good else FALSE, numbers)


def a_single_thread_is_necessary(training=report, alone=seeded):
    """Train in two processes with all threads, and in two with one each."""
    many, one = _two(training), _two(alone, one_thread=True)
    numbers = {
        "all threads, 2 runs": f"{_said(many, 'seeded')} weights",
        "one thread, 2 runs": f"{_said(one, 'seeded')} weights",
    }
    necessary = _alike(one, "seeded") and not _alike(many, "seeded")
    return Evidence(HOLDS if necessary else FALSE, numbers)


def the_session_recipe_runs(backend=keras.backend):
    """Look for the functions of the recipe."""
    there = [name for name in ("set_session", "get_session") if hasattr(backend, name)]
    numbers = {"K.set_session": "there" if there else "gone"}
    return Evidence(HOLDS if there else RETIRED, numbers)


def runs_without_seeds_differ(training=report):
    """Train an unseeded network in two processes."""
    results = _two(training)
    numbers = {"two processes": f"{_said(results, 'free')} weights"}
    return Evidence(FALSE if _alike(results, "free") else HOLDS, numbers)


def one_call_seeds_all(training=report):
    """Train a network with dropout and a shuffled fit in two processes, after the one call."""
    results = _two(training)
    numbers = {"two processes": f"{_said(results, 'seeded')} weights"}
    return Evidence(HOLDS if _alike(results, "seeded") else FALSE, numbers)


def determinism_repeats(training=report):
    """Add seeded noise in four parallel calls, five times, before and after the switch."""
    found = _two(training)[0]
    numbers = {
        "seeded only": "repeats" if found["noise"] == 1 else "other results each time",
        "and deterministic": "repeats" if found["deterministic"] == 1 else "other results",
    }
    return Evidence(HOLDS if found["deterministic"] == 1 else FALSE, numbers)


def _gpus():
    if keras.backend.backend() != "tensorflow":
        return []
    import tensorflow as tf

    return tf.config.list_physical_devices("GPU")


def _sum():
    import tensorflow as tf

    return float(tf.reduce_sum(tf.random.stateless_normal((1 << 22,), seed=(1, 2))))


def sums_on_a_gpu_differ(gpus=_gpus, add=_sum):
    """Add four million numbers on a GPU fifty times, if there is one."""
    if not gpus():
        return Evidence(UNTESTABLE, {"GPUs": 0})
    sums = len({add() for _ in range(50)})
    return Evidence(HOLDS if sums > 1 else FALSE, {"50 sums": f"{sums} results"})
