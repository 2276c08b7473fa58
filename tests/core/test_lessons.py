import pytest

from faqlab.core import lessons as module
from faqlab.core.lessons import lesson_path, lessons, lessons_folder
from faqlab.core.topic import topic


@pytest.fixture
def source(tmp_path):
    for name in ("09_history.ipynb", "00_start_here.ipynb", "notes.ipynb", "10_loss_gap.txt"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "11_early_stopping.ipynb").mkdir()
    return tmp_path


def test_the_lessons_are_the_numbered_notebooks_in_reading_order(source):
    assert [path.name for path in lessons(source)] == ["00_start_here.ipynb", "09_history.ipynb"]


def test_every_packaged_notebook_is_the_first_one_or_a_topic(source):
    for path in lessons():
        assert lesson_path(path.stem) == path


@pytest.mark.parametrize("name", ["history", "9", "09", "09_history", "09_history.ipynb"])
def test_a_lesson_is_found_by_all_its_names(source, name):
    assert lesson_path(name, source) == source / "09_history.ipynb"


@pytest.mark.parametrize("name", ["start_here", "0", "00", "00_start_here", "00_start_here.ipynb"])
def test_the_first_notebook_is_a_lesson_though_no_topic(source, name):
    assert lesson_path(name, source) == source / "00_start_here.ipynb"


def test_a_topic_itself_is_understood(source):
    assert lesson_path(topic("history"), source).name == "09_history.ipynb"


def test_an_unwritten_lesson_says_so(source):
    with pytest.raises(FileNotFoundError) as error:
        lesson_path("10", source)
    assert str(error.value) == (
        "The lesson 'loss_gap' is not written yet. Expected: a lesson that `faqlab topics` shows "
        "with a notebook. Received: 'loss_gap'."
    )


def test_an_unknown_topic_is_the_table_s_error(source):
    with pytest.raises(ValueError, match=r"There is no topic 'histroy'\..*'history'"):
        lesson_path("histroy", source)


def test_in_a_wheel_the_notebooks_lie_inside_the_package(tmp_path, monkeypatch):
    inside = tmp_path / "faqlab" / "notebooks"
    inside.mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()  # somebody else's, beside the package
    monkeypatch.setattr(module, "__file__", str(tmp_path / "faqlab" / "core" / "lessons.py"))
    assert lessons_folder() == inside.resolve()


def test_a_broken_installation_says_what_brings_the_notebooks_back(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "__file__", str(tmp_path / "faqlab" / "core" / "lessons.py"))
    with pytest.raises(FileNotFoundError) as error:
        lessons_folder()
    text = str(error.value)
    assert text.startswith(
        "The notebooks of faqlab are missing. Expected: a folder 'notebooks' in the package. "
    )
    assert text.endswith("`python -m pip install --force-reinstall faqlab` brings them back.")
