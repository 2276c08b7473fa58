import subprocess
import sys

import numpy as np
import pytest

from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    HOLDS_IF,
    UNTESTABLE,
    VERDICTS,
    Claim,
    Claims,
    Evidence,
)


def claim(experiment, expected=HOLDS, id="sums.1"):
    return Claim(id, "A sentence.", (FAQ,), experiment, expected, ("3.15.1",), ("C01",))


def test_it_needs_neither_keras_nor_a_notebook():
    code = (
        "import sys; from faqlab.core.claim import Claims; Claims().run(); "
        "print(sorted({'keras', 'tensorflow', 'IPython', 'ipywidgets'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_is_one_of_five_words(verdict):
    condition = "it rains" if verdict == HOLDS_IF else ""
    assert str(Evidence(verdict, {}, condition)) == f"{verdict} {condition}".strip()


def test_an_unknown_verdict_is_told_with_the_nearest():
    with pytest.raises(ValueError, match=r"There is no verdict 'false'. Expected: one of 'fal"):
        Evidence("false")
    with pytest.raises(ValueError, match=r"There is no verdict 'hold'. Expected: one of 'holds'"):
        claim(None, expected="hold")


@pytest.mark.parametrize(("verdict", "condition"), [(HOLDS_IF, ""), (HOLDS, "it rains")])
def test_a_condition_belongs_to_holds_if_and_to_nothing_else(verdict, condition):
    with pytest.raises(ValueError, match=r"The verdict is incomplete. Expected: a condition with"):
        Evidence(verdict, {}, condition)


def test_numbers_are_plain_whatever_they_came_as():
    numbers = Evidence(
        HOLDS,
        {"a": np.float32(0.5), "b": np.bool_(True), "c": np.int64(3), "d": (2, 3), "e": "x"},
    ).numbers
    assert numbers == {"a": 0.5, "b": True, "c": 3, "d": "(2, 3)", "e": "x"}
    assert [type(value) for value in numbers.values()] == [float, bool, int, str, str]


def test_a_finding_knows_whether_it_is_as_recorded():
    assert claim(lambda: Evidence(HOLDS)).run().as_recorded
    assert not claim(lambda: Evidence(FALSE)).run().as_recorded
    either = claim(lambda: Evidence(UNTESTABLE), expected=(HOLDS, UNTESTABLE))
    assert either.run().as_recorded


def test_an_experiment_that_raises_is_a_finding_on_one_line_without_colours():
    def fail():
        raise ValueError("\x1b[1mno\x1b[0m\n\n  way" + " x" * 300)

    finding = claim(fail).run()
    assert finding.evidence is None
    assert not finding.as_recorded
    assert finding.error.startswith("It raised ValueError: no way x x")
    assert (len(finding.error), finding.error[-1]) == (300, "…")


def test_an_experiment_that_returns_something_else_is_told():
    assert claim(lambda: True).run().error == "It returned True, not Evidence."


def test_an_interrupt_is_no_finding():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        claim(interrupted).run()


def test_the_source_is_that_of_the_experiment():
    def experiment():
        return Evidence(HOLDS)  # this very line

    assert claim(experiment).code.endswith("return Evidence(HOLDS)  # this very line")
    assert claim(eval("lambda: 1")).code == "# The source of this experiment is not in a file."
    assert Claim("a.1", "", (), None, HOLDS, (), source="x = 1").code == "x = 1"


def test_claims_are_run_all_or_by_id():
    claims = Claims([claim(lambda: Evidence(HOLDS), id=f"sums.{n}") for n in (1, 2, 3)])
    assert [one.claim.id for one in claims.run()] == ["sums.1", "sums.2", "sums.3"]
    assert [one.claim.id for one in claims.run("sums.3", "sums.1")] == ["sums.3", "sums.1"]
    assert repr(claims).splitlines()[1] == "sums.2 A sentence."
    with pytest.raises(ValueError, match=r"no claim 'sums.4'. Expected: one of 'sums.\d'"):
        claims.run("sums.4")


def test_two_claims_of_one_id_are_refused():
    with pytest.raises(ValueError, match=r"Two claims have one id. Expected: an id for each"):
        Claims([claim(None), claim(None)])


def test_tensorflow_s_advice_is_kept_back_while_it_runs_and_no_longer():
    import logging

    logger = logging.getLogger("tensorflow")
    before, seen = logger.level, []
    claim(lambda: seen.append(logger.isEnabledFor(logging.WARNING)) or Evidence(HOLDS)).run()
    assert (seen, logger.level) == ([False], before)
