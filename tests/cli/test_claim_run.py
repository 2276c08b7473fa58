import datetime

from faqlab.cli import claim_run
from faqlab.cli.claim_processes import Task
from faqlab.core.claim import HOLDS

TOLD = {
    "id": "tiny.1",
    "sentence": "It is.",
    "stated": ["the FAQ"],
    "expected": ["holds"],
    "versions": ["3.15.1"],
    "ledger": ["C01"],
    "source": "def experiment(): ...",
}


def play(monkeypatch, answers):
    """Let these be the answers of the processes, the last task's first."""

    def run_apart(tasks, limit):
        for task in reversed(list(tasks)):
            yield task, answers[task]

    monkeypatch.setattr(claim_run, "run_apart", run_apart)


def test_findings_stand_in_the_order_of_the_claims_however_they_come(monkeypatch):
    play(
        monkeypatch,
        {
            Task("tiny"): {
                "claims": [TOLD, TOLD | {"id": "tiny.2"}],
                "versions": {"keras": "3.15.1"},
            },
            Task("tiny", "tiny.1"): {
                "verdict": "holds if",
                "condition": "it rains",
                "numbers": {"a": 1},
                "error": "",
                "seconds": 1.5,
            },
            Task("tiny", "tiny.2"): {"error": "It hung.", "seconds": 4.0},
        },
    )
    table, about = claim_run.put_to_the_test(["tiny"], 60)
    assert [one.claim.id for one in table] == ["tiny.1", "tiny.2"]
    assert str(table[0].evidence) == "holds if it rains"
    assert (table[0].claim.expected, table[0].claim.code) == ((HOLDS,), TOLD["source"])
    assert (table[1].error, table[1].seconds) == ("It hung.", 4.0)
    assert len(table.differences) == 2
    assert about["keras"] == "3.15.1"
    assert about["seconds"] >= 0
    assert datetime.datetime.fromisoformat(about["date"]).tzinfo


def test_a_topic_that_can_t_be_loaded_is_one_row_and_the_others_are_there(monkeypatch):
    done = {"verdict": "holds", "condition": "", "numbers": {}, "error": "", "seconds": 0.1}
    play(
        monkeypatch,
        {
            Task("faqlab.claims.broken"): {"error": "Its process died of SIGSEGV."},
            Task("tiny"): {"claims": [TOLD], "versions": {}},
            Task("tiny", "tiny.1"): done,
        },
    )
    table, _ = claim_run.put_to_the_test(["faqlab.claims.broken", "tiny"], 60)
    assert [(one.claim.id, one.error) for one in table] == [
        ("broken", "Its process died of SIGSEGV."),
        ("tiny.1", ""),
    ]
    assert not table[0].as_recorded
