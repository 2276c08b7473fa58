"""Each sentence on the Keras installed, and on a Keras or a machine that behaves otherwise."""

from dataclasses import replace

import pytest

from faqlab.claims import configuration
from faqlab.claims import configuration_experiments as tried
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF
from faqlab.core.settings_trial import Tried, run_trials

PROBES = "faqlab.core.settings_probes:"


@pytest.fixture(scope="module")
def findings():
    return {finding.claim.id: finding for finding in configuration.CLAIMS.run()}


@pytest.mark.parametrize("claim", configuration.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in configuration.CLAIMS for row in claim.ledger}
    assert rows == {f"C{number}" for number in range(126, 133)}


def where(**environ):
    """Real trials in an environment in which another thing happens."""

    def run(trials):
        return run_trials([replace(t, environ={**environ, **t.environ}) for t in trials])

    return run


def probing(name, **told):
    """Trials whose probe tells something else."""

    def run(trials):
        return [Tried(probes={PROBES + name: told}) for _ in trials]

    return run


def changed(**fields):
    """Trials that come to something else."""
    return lambda trials: [replace(one, **fields) for one in run_trials(trials)]


def failing(trials):
    """A Keras that is strict about everything."""
    return [Tried(error="ValueError: no") for _ in trials]


HOME = {"KERAS_HOME": "{here}/mine"}


@pytest.mark.parametrize(
    ("experiment", "run", "verdict"),
    [
        (tried.all_is_in_the_home, where(**HOME), FALSE),
        (tried.a_file_is_made, where(**HOME), FALSE),
        (tried.a_file_is_made, changed(files={}), FALSE),
        (tried.the_fallback_is_tmp, where(**HOME), FALSE),
        (tried.the_fallback_is_tmp, changed(home="/tmp/.keras"), HOLDS),
        (tried.images_may_come_either_way, where(**HOME), FALSE),
        (tried.images_may_come_either_way, probing("images", Conv2D="(2, 4, 6, 6)"), HOLDS),
        (tried.epsilon_prevents_division_by_zero, where(**HOME), FALSE),
        (tried.floatx_is_the_default, where(**HOME), FALSE),
        (tried.the_file_names_the_backend, where(KERAS_BACKEND="tensorflow"), FALSE),
        (tried.the_file_names_the_backend, failing, HOLDS),
        (tried.downloads_are_in_datasets, changed(probes={}), FALSE),
        (tried.mistakes_are_reported, failing, HOLDS),
        (
            tried.a_file_counts_at_once,
            probing("a_file_changed_afterwards", before="float32", after="float64"),
            HOLDS,
        ),
        (tried.a_model_needs_its_configuration, where(KERAS_HOME="{here}/../mine"), FALSE),
        (tried.floatx_can_be_set_at_any_time, probing("floatx_set_late", a="x set, x made"), HOLDS),
        (tried.floatx_can_be_set_at_any_time, probing("floatx_set_late", a="x set, y made"), FALSE),
    ],
)
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, run, verdict):
    assert experiment(run).verdict == verdict


def test_downloads_that_ignore_keras_home_hold_without_a_condition():
    kept = {"kept in": "{here}/home/.keras/datasets/data.txt"}
    run = changed(probes={PROBES + "a_download": kept})
    assert tried.downloads_are_in_datasets(run).verdict == HOLDS


def test_an_epsilon_that_all_follow_holds_without_a_condition():
    values = iter([{"loss": 1, "Adam": 1}, {"loss": 2, "Adam": 2}])

    def run(trials):
        return [Tried(probes={PROBES + "epsilons": next(values)}) for _ in trials]

    assert tried.epsilon_prevents_division_by_zero(run).verdict == HOLDS


def test_a_model_that_follows_the_file_gets_another_verdict():
    told = {PROBES + "save_a_model": "float32"}
    loaded = {PROBES + "load_a_model": {"loaded layer": "float64", "new layer": "float64"}}

    def run(trials):
        return [Tried(probes=told | loaded) for _ in trials]

    assert tried.a_model_needs_its_configuration(run).verdict == HOLDS


def test_the_conditions_are_told(findings):
    told = str(findings["configuration.3"].evidence)
    assert told == f"{HOLDS_IF} it is the home folder that can't be written"
