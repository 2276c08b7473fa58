from pathlib import Path

import pytest

import faqlab.widgets
from faqlab.widgets.page_source import page_source

FOLDER = Path(faqlab.widgets.__file__).parent


def test_files_follow_one_another_whole():
    one, two = (FOLDER / name for name in ("page.js", "curves.js"))
    expected = one.read_text(encoding="utf-8") + "\n" + two.read_text(encoding="utf-8")
    assert page_source("page.js", "curves.js") == expected


def test_a_file_that_is_missing_is_not_passed_over():
    with pytest.raises(FileNotFoundError, match=r"nothing\.js"):
        page_source("nothing.js")


def test_every_file_of_the_page_is_used_by_a_widget():
    sources = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    for path in [*FOLDER.glob("*.js"), *FOLDER.glob("*.css")]:
        assert f'"{path.name}"' in sources, path.name
