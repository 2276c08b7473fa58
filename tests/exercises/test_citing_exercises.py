import pytest

from faqlab.claims.citing_experiments import FAQ_ENTRY
from faqlab.core.entry_check import check_entry
from faqlab.exercises.citing import predict, q1, q2, q3


def test_the_prediction_is_compared_with_the_entry():
    told = str(predict.reveal(check_entry(FAQ_ENTRY)))
    assert "No version is named in the entry." in told
    assert predict.options["b"].why in told
    other = check_entry("@misc{a, version = {1.0.0}}")
    assert "names version 1.0.0" in str(predict.reveal(other))
    assert predict.reveal(FAQ_ENTRY).state == "untouched"


@pytest.mark.parametrize(
    ("exercise", "right", "wrong", "message"),
    [
        (q1, "b", "a", "licence must be kept"),
        (q1, "b", "c", "Nothing in the paper depends"),
        (q2, "b", "a", "look for one person"),
        (q2, "b", "d", "The style writes"),
    ],
)
def test_choices(exercise, right, wrong, message):
    assert exercise.judged(right).state == "right"
    assert message in str(exercise.judged(wrong))
    assert exercise.judged(...).state == "untouched"


def by_hand(key, title, author, year, version):
    title = title.replace("&", r"\&")
    return (
        f"@misc{{{key},\n  title = {{{{{title}}}}},\n  author = {{{author}}},\n"
        f"  year = {year},\n  version = {{{version}}}\n}}"
    )


def small_letters(key, title, author, year, version):
    return by_hand(key, title, author, year, version).replace("{{", "{").replace("}}", "}")


def bare(key, title, author, year, version):
    return by_hand(key, title, author, year, version).replace(r"\&", "&")


def no_version(key, title, author, year, version):
    return by_hand(key, title, author, year, version).replace("version", "note")


def no_comma(key, title, author, year, version):
    return by_hand(key, title, author, year, version).replace("}},", "}}")


def article(key, title, author, year, version):
    return by_hand(key, title, author, year, version).replace("@misc", "@article")


def other_title(key, title, author, year, version):
    return by_hand(key, title.lower(), author, year, version)


def test_q3_takes_any_function_that_does_it():
    assert q3.judged(by_hand).state == "right"
    names = {}
    exec(q3.solution().text.split("```")[1], names)
    assert q3.judged(names["entry_for"]).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (small_letters, "A second pair of braces keeps them"),
        (bare, "a bare `&`"),
        (no_version, "The field version is None"),
        (no_comma, "A comma is missing after the field title"),
        (article, "beginning with `@misc{abadi2015tensorflow,`"),
        (other_title, "it should be '{TensorFlow}'"),
        (lambda *given: "Chollet 2015", "It should be one entry"),
        (lambda *given: given, "not a text"),
        ("@misc{}", "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def test_q3_untouched():
    assert q3.judged(lambda *given: None).state == "untouched"
