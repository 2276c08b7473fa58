import io

import rich
from rich.console import Console

import faqlab.core.work_bar as work_bar
from faqlab.core.work_bar import work_told


def test_a_function_is_told():
    told = []
    with work_told(lambda *both: told.append(both), 3) as tell:
        tell(1)
        tell(3)
    assert told == [(1, 3), (3, 3)]


def test_nothing_is_shown_unless_asked_for_nor_for_short_work(capsys):
    for progress in (False, True):
        with work_told(progress, 3) as tell:
            tell(3)
    assert capsys.readouterr() == ("", "")


def test_long_work_gets_a_bar(monkeypatch):
    screen = Console(file=io.StringIO(), force_terminal=True, force_interactive=True, width=80)
    monkeypatch.setattr(rich, "_console", screen)
    monkeypatch.setattr(work_bar, "_AFTER", 0)
    with work_told(True, 3, "reading") as tell:
        tell(1)
    assert "reading" in screen.file.getvalue()


def test_a_file_gets_no_bar_and_no_empty_line(monkeypatch):
    file = Console(file=io.StringIO())
    monkeypatch.setattr(rich, "_console", file)
    monkeypatch.setattr(work_bar, "_AFTER", 0)
    with work_told(True, 3, "reading") as tell:
        tell(1)
    assert file.file.getvalue() == ""
