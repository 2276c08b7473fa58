import pytest
from packaging.version import Version

from faqlab.core.import_trial import ImportTrial, import_in
from faqlab.exercises.installation import predict, q1, q2, q3
from faqlab.exercises.installation_checks import CASES


def test_the_prediction_is_compared_with_a_trial(tmp_path):
    (tmp_path / "h5py.py").touch()
    told = str(predict.reveal(import_in(tmp_path)))
    assert "No error came; then `h5py.File`: AttributeError" in told
    assert predict.options["c"].why in told


@pytest.mark.parametrize(
    ("trial", "letter"),
    [(ImportTrial("h5py", True), "a"), (ImportTrial("h5py", False, "ImportError: no"), "b")],
)
def test_another_python_would_be_told(trial, letter):
    assert predict.options[letter].why in str(predict.reveal(trial))


def test_something_else_is_no_trial():
    assert predict.reveal(3).state == "untouched"
    assert predict.reveal(ImportTrial("json", True)).state == "untouched"


@pytest.mark.parametrize(
    ("exercise", "right", "wrong", "message"),
    [
        (q1, "b", "a", "h5py brings its own"),
        (q1, "b", "c", "This one isn't found"),
        (q2, "b", "a", "the same instructions"),
        (q2, "b", "c", "No exception is raised"),
    ],
)
def test_choices(exercise, right, wrong, message):
    assert exercise.judged(right).state == "right"
    assert message in str(exercise.judged(wrong))
    assert exercise.judged(...).state == "untouched"


def test_the_cases_are_what_packaging_says():
    for version, wanted, right in CASES:
        assert (Version(version) >= Version(wanted)) == right


def with_packaging(version, wanted):
    return Version(version) >= Version(wanted)


def as_texts(version, wanted):
    return version >= wanted


def as_floats(version, wanted):
    return float(".".join(version.split(".")[:2])) >= float(".".join(wanted.split(".")[:2]))


def without_zeros(version, wanted):
    return tuple(map(int, version.split("."))) >= tuple(map(int, wanted.split(".")))


def only_the_first(version, wanted):
    return int(version.split(".")[0]) >= int(wanted.split(".")[0])


def test_q3_takes_any_function_that_does_it():
    assert q3.judged(with_packaging).state == "right"
    names = {}
    exec(q3.solution().text.split("```")[1], names)
    assert q3.judged(names["at_least"]).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (as_texts, "3.9 isn't enough where 3.11 is wanted"),
        (as_floats, "isn't enough where"),
        (without_zeros, "3.11 is enough where 3.11.0 is wanted"),
        (only_the_first, "3.11 isn't enough where 3.11.2 is wanted"),
        ("3.11", "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def test_q3_untouched():
    assert q3.judged(lambda version, wanted: None).state == "untouched"
