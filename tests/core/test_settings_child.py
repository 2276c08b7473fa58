"""What the guard lets through, and what it refuses; the rest is seen through `WarmKeras`."""

import os

import pytest

from faqlab.core.settings_child import Guard


@pytest.fixture
def guard(tmp_path):
    (tmp_path / "mine").mkdir()
    return Guard(str(tmp_path / "mine"))


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("open", ("{out}", "w", 0)),
        ("open", ("{out}", "rb+", 0)),
        ("open", ("{out}", None, os.O_WRONLY | os.O_CREAT)),
        ("open", ("{in}/../outside", "a", 0)),
        ("open", ("{in}beside", "w", 0)),
        ("os.mkdir", ("{out}", 511, -1)),
        ("os.mkdir", (b"relative", 511, -1)),
    ],
)
def test_what_writes_outside_is_refused(event, arguments, guard, tmp_path):
    with pytest.raises(PermissionError, match="in its own folder only"):
        guard(event, filled(arguments, tmp_path))
    assert len(guard.refused) == 1


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("open", ("{out}", "r", 0)),
        ("open", ("{out}", None, os.O_RDONLY)),
        ("open", ("{in}/a", "w", 0)),
        ("open", (os.devnull, "w", 0)),
        ("open", (3, "w", 0)),
        ("os.mkdir", ("{in}/a", 511, -1)),
        ("import", ("keras", None, None, None, None)),
        ("os.fork", ()),
    ],
)
def test_all_else_is_let_through(event, arguments, guard, tmp_path):
    guard(event, filled(arguments, tmp_path))
    assert guard.refused == []


def filled(arguments, folder):
    names = {"{out}": str(folder / "outside"), "{in}": str(folder / "mine")}
    for sign, path in names.items():
        arguments = tuple(
            one.replace(sign, path) if isinstance(one, str) else one for one in arguments
        )
    return arguments
