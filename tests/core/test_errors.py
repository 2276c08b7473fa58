import pytest

from faqlab.core.errors import nearest, one_of, three_beats


@pytest.mark.parametrize(
    ("received", "shown"),
    [("acc", "'acc'"), (3, "3"), (None, "None"), ([1, "a"], "[1, 'a']")],
)
def test_three_beats_in_their_order(received, shown):
    message = three_beats("It is wrong.", "something right", received)
    assert message == f"It is wrong. Expected: something right. Received: {shown}."


def test_a_remedy_comes_last():
    assert three_beats("Wrong.", "x", 1, "Do this.").endswith("Received: 1. Do this.")


@pytest.mark.parametrize("length", [198, 199, 1000])
def test_what_was_received_is_shown_up_to_200_characters(length):
    shown = three_beats("Wrong.", "less", "a" * length).split("Received: ")[1][:-1]
    assert len(shown) == min(length + 2, 200)
    assert shown.endswith("…") == (length > 198)


@pytest.mark.parametrize(
    ("name", "near"),
    [("los", ["loss"]), ("acuracy", ["accuracy"]), ("zzz", []), ("", [])],
)
def test_nearest_names(name, near):
    assert nearest(name, ["loss", "accuracy", "mae"]) == near


def test_the_best_comes_first_and_there_are_not_more_than_asked_for():
    names = ["loss", "lossy", "glosses", "val_loss", "losses"]
    assert nearest("loss", names, most=2) == ["loss", "lossy"]
    assert len(nearest("loss", names)) == 3


def test_names_may_come_from_any_iterable():
    assert nearest("los", (name for name in ["loss"])) == ["loss"]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], "no name at all: there are none yet"),
        (["loss"], "'loss'"),
        (["auc", "loss"], "one of 'loss', 'auc'"),
        (list("abcdef"), "one of 'a', 'b', 'c', 'd', 'e', 'f'"),
        (list("abcdefg"), "one of 'a', 'b', 'c', 'd', 'e', 'f', …"),
    ],
)
def test_what_there_is_is_listed_with_the_nearest_first(names, text):
    assert one_of("los", names) == text
    assert one_of("los", iter(names)) == text
