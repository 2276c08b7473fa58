import pytest

from faqlab.core.topic import TOPICS, topic


def test_twenty_topics_in_reading_order():
    assert [one.number for one in TOPICS] == list(range(1, 21))
    assert len({one.name for one in TOPICS}) == 20


@pytest.mark.parametrize("name", ["history", "9", "09", "09_history", "09_history.ipynb"])
def test_a_topic_is_found_by_any_of_its_names(name):
    assert topic(name).name == "history"


def test_an_unknown_topic_gets_the_nearest_names():
    with pytest.raises(
        ValueError, match=r"no topic 'freeze'. Expected: a topic such as 'freezing'"
    ):
        topic("freeze")


def test_each_of_the_48_questions_that_learners_ask_has_one_lesson():
    asked = [number for one in TOPICS for number in one.asked.split()]
    assert sorted(asked) == [f"Q{number:02d}" for number in range(1, 49)]
