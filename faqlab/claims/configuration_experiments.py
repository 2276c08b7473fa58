"""What is done to find out whether the sentences on the configuration are so.

Keras is imported anew for each trial, in a process that has a home folder of its own.
"""

import json

from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence
from faqlab.core.settings_trial import Trial, run_trials

_PROBES = "faqlab.core.settings_probes:"
_FILE = "home/.keras/keras.json"
_NOWHERE = {"HOME": "{here}/nowhere", "USERPROFILE": "{here}/nowhere"}
_FAQ_FILE = {
    "image_data_format": "channels_last",
    "epsilon": 1e-07,
    "floatx": "float32",
    "backend": "tensorflow",
}


def _tried(run, text=None, environ=None, probes=()):
    files = {} if text is None else {_FILE: text}
    return run([Trial(files, environ or {}, [_PROBES + one for one in probes])])[0]


def _probe(tried, name):
    return tried.probes.get(_PROBES + name, {"error": tried.error})


def _yes(good):
    return "yes" if good else "no"


def all_is_in_the_home(run=run_trials):
    """Import Keras in a home that is empty, fetch a file, and look where all of it went."""
    tried = _tried(run, probes=["a_download"])
    kept = _probe(tried, "a_download").get("kept in", "")
    numbers = {"Keras's folder": tried.home, "a download": kept}
    good = tried.home == "{here}/home/.keras" and kept.startswith(tried.home)
    return Evidence(HOLDS if good else FALSE, _without_here(numbers))


def _without_here(numbers):
    return {
        name: str(value).replace("{here}/home", "~").replace("{here}/", "")
        for name, value in numbers.items()
    }


def a_file_is_made(run=run_trials):
    """Import Keras in a home that is empty, and read the file that is there afterwards."""
    text = _tried(run).files.get(_FILE)
    made = json.loads(text) if text else {}
    numbers = {"made at the first import": _yes(text), "fields": len(made)}
    numbers["as the FAQ prints it"] = _yes(made == _FAQ_FILE)
    return Evidence(HOLDS if made == _FAQ_FILE else FALSE, numbers)


def the_fallback_is_tmp(run=run_trials):
    """Take away the home folder; then leave it, and put a file where Keras wants its folder."""
    missing = run([Trial(environ=_NOWHERE)])[0]
    blocked = run([Trial({"home/.keras": "a file"})])[0]
    numbers = {
        "no home folder": missing.home,
        "a file in the way of .keras": _without_here({"": blocked.home})[""],
    }
    falls = [one.home == "/tmp/.keras" for one in (missing, blocked)]
    if falls == [True, False]:
        return Evidence(HOLDS_IF, numbers, "it is the home folder that can't be written")
    return Evidence(HOLDS if all(falls) else FALSE, numbers)


# Two pictures of 3 x 8 x 8, with what comes out on the first axis after them.
_FIRST = {"Conv2D": "(2, 4, 6, 6)", "MaxPooling2D": "(2, 3, 4, 4)"}


def images_may_come_either_way(run=run_trials):
    """Run image layers with `channels_first` in the file."""
    tried = _tried(run, '{"image_data_format": "channels_first"}', probes=["images"])
    numbers = _probe(tried, "images")
    first = [value == _FIRST.get(name.split()[0]) for name, value in numbers.items()]
    if all(first):
        return Evidence(HOLDS, numbers)
    if not any(first):
        return Evidence(FALSE, numbers)
    return Evidence(HOLDS_IF, numbers, "the device can compute it that way: not all can")


def epsilon_prevents_division_by_zero(run=run_trials):
    """Set epsilon to 0.001, and look at a loss, a layer and an optimizer."""
    small, large = (
        _probe(_tried(run, json.dumps({"epsilon": value}), probes=["epsilons"]), "epsilons")
        for value in (1e-7, 1e-3)
    )
    numbers = {name: f"{small[name]} and {large[name]}" for name in small}
    follow = [small[name] != large[name] for name in small]
    if all(follow):
        return Evidence(HOLDS, numbers)
    if not any(follow):
        return Evidence(FALSE, numbers)
    return Evidence(HOLDS_IF, numbers, "the operation asks for it: layers and optimizers don't")


def floatx_is_the_default(run=run_trials):
    """Set floatx, and look at a layer's weights, what it makes of float64, and its file."""
    good, numbers = True, {}
    for floatx in ("float16", "float32", "float64"):
        told = _probe(_tried(run, json.dumps({"floatx": floatx}), probes=["numbers"]), "numbers")
        numbers[f"file in {floatx}"] = f"{told.get('bytes', 0) / 1000:.0f} kB"
        good = good and told.get("weights") == told.get("output") == floatx
    numbers["weights and outputs follow"] = _yes(good)
    return Evidence(HOLDS if good else FALSE, numbers)


def the_file_names_the_backend(run=run_trials):
    """Name a backend that isn't there in the file; then another one in KERAS_BACKEND as well."""
    text = '{"backend": "theano"}'
    alone, both = _tried(run, text), _tried(run, text, {"KERAS_BACKEND": "tensorflow"})
    numbers = {
        "the file alone": alone.error or f"{alone.values['backend']} is taken",
        "with KERAS_BACKEND=tensorflow": both.error or f"{both.values['backend']} is taken",
    }
    if not alone.error:
        return Evidence(FALSE, numbers)
    if both.error:
        return Evidence(HOLDS, numbers)
    return Evidence(HOLDS_IF, numbers, "KERAS_BACKEND isn't set: it goes before the file")


def downloads_are_in_datasets(run=run_trials):
    """Fetch a file, with KERAS_HOME and without."""
    homes = {"KERAS_HOME not set": {}, "KERAS_HOME=mine": {"KERAS_HOME": "{here}/mine"}}
    numbers = {}
    for name, environ in homes.items():
        tried = _tried(run, environ=environ, probes=["a_download"])
        numbers[name] = _probe(tried, "a_download").get("kept in", "nowhere")
    numbers = _without_here(numbers)
    plain, own = (value.startswith("~/.keras/datasets/") for value in numbers.values())
    if plain and not own:
        return Evidence(HOLDS_IF, numbers, "KERAS_HOME isn't set")
    return Evidence(HOLDS if plain else FALSE, numbers)


_MISTAKES = {
    "a comma too many": '{"floatx": "float64",}',
    "a byte order mark": '\xef\xbb\xbf{"floatx": "float64"}',
    "a misspelt field": '{"float": "float64"}',
    "a field of Keras 1": '{"image_dim_ordering": "th"}',
    "an epsilon of -1.0": '{"epsilon": -1.0}',
    "a floatx of float8": '{"floatx": "float8"}',
    "an epsilon of 1": '{"epsilon": 1}',
}


def mistakes_are_reported(run=run_trials):
    """Make mistakes in the file, and see of which one hears."""
    numbers = {}
    for name, text in _MISTAKES.items():
        error = _tried(run, text).error
        numbers[name] = error.partition(":")[0] or "nothing is said"
    told = [value != "nothing is said" for value in numbers.values()]
    return Evidence(HOLDS if all(told) else FALSE, numbers)


def a_file_counts_at_once(run=run_trials):
    """Write another floatx into the file while Keras is running."""
    numbers = _probe(_tried(run, probes=["a_file_changed_afterwards"]), "a_file_changed_afterwards")
    return Evidence(HOLDS if numbers["after"] != numbers["before"] else FALSE, numbers)


def a_model_needs_its_configuration(run=run_trials):
    """Save a model in float32, and load it where the file says float64."""
    saved, loaded = run(
        [
            Trial({_FILE: '{"floatx": "float32"}'}, probes=[_PROBES + "save_a_model"]),
            Trial({_FILE: '{"floatx": "float64"}'}, probes=[_PROBES + "load_a_model"]),
        ]
    )
    numbers = {"saved in": _probe(saved, "save_a_model"), **_probe(loaded, "load_a_model")}
    changed = numbers.get("loaded layer") != numbers["saved in"]
    return Evidence(HOLDS if changed else FALSE, numbers)


def floatx_can_be_set_at_any_time(run=run_trials):
    """Call `keras.config.set_floatx` before the first layer is made, and after it."""
    numbers = _probe(_tried(run, probes=["floatx_set_late"]), "floatx_set_late")
    follow = []
    for text in numbers.values():
        was_set, made = (part.split()[0] for part in text.split(", "))
        follow.append(was_set == made)
    if follow == [True, False]:
        return Evidence(HOLDS_IF, numbers, "no layer has been made yet")
    return Evidence(HOLDS if all(follow) else FALSE, numbers)
