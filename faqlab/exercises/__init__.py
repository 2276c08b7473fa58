"""The exercises, a module for each topic: a topic takes its `predict`, `q1`, `q2` ... from here."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from faqlab.core.exercise import Exercise, show_with


def exercises(topic: str) -> list[Exercise]:
    """List the exercises of a topic, in the order in which the lesson has them.

    Args:
        topic: The topic's name, such as `"history"`.

    Returns:
        The exercises; none where the topic has none yet.

    Example:

    >>> [one.name for one in exercises("history")][:2]
    ['history.predict', 'history.q1']
    >>> exercises("no_such_topic")
    []
    """
    name = f"{__name__}.{topic}"
    if find_spec(name) is None:
        return []
    return [one for one in vars(import_module(name)).values() if isinstance(one, Exercise)]


def _as_card(exercise: Exercise) -> Mapping | tuple[Mapping, Mapping]:
    # Only a notebook asks for it, so only a notebook pays for the import.
    from faqlab.widgets.exercise_card import bundle_of

    return bundle_of(exercise)


show_with(_as_card)
