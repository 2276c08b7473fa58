"""Each sentence here, and for an entry or a Keras that is otherwise."""

import pytest

from faqlab.claims import citing
from faqlab.claims import citing_experiments as tried
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED

BROKEN = "@misc{a, title = {Keras}"
WITH_VERSION = "@misc{a, title = {Keras}, year = {2025}, version = {3.12.0}}"


@pytest.fixture(scope="module")
def findings():
    return {finding.claim.id: finding for finding in citing.CLAIMS.run()}


@pytest.mark.parametrize("claim", citing.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.bibtex_reads_the_entry, ((tried.FAQ_ENTRY, BROKEN),), FALSE),
        (tried.bibtex_reads_the_entry, (("@misc{a, x = {1}}", tried.NOTES_ENTRY),), FALSE),
        (tried.the_entry_tells_which_keras, (WITH_VERSION,), HOLDS),
        (tried.the_year_is_that_of_the_version, (WITH_VERSION,), HOLDS),
        (tried.the_year_is_that_of_the_version, (tried.FAQ_ENTRY, lambda name: "1.2.2"), HOLDS),
        (tried.the_year_is_that_of_the_version, (tried.FAQ_ENTRY, lambda name: "2.3.1"), HOLDS_IF),
        (tried.the_repository_is_where_the_faq_says, (lambda: ["https://keras.io"],), FALSE),
        (
            tried.the_repository_is_where_the_notes_say,
            (lambda: ["https://github.com/fchollet/keras"],),
            HOLDS,
        ),
        (tried.the_repository_is_where_the_notes_say, (list,), RETIRED),
        (tried.the_licence_demands_it, (lambda: "You must cite the authors.",), HOLDS),
        (tried.the_licence_demands_it, (lambda: "",), FALSE),
    ],
)
def test_where_it_is_otherwise_the_verdict_is_another(experiment, planted, verdict):
    assert experiment(*planted).verdict == verdict


def test_the_licence_that_was_read_is_keras_s_own(findings):
    assert findings["citing.6"].evidence.numbers["the licence"] == "Apache"
