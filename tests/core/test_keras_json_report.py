import pytest

from faqlab.core.keras_json_report import check


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "keras.json"


def test_a_good_file_and_one_that_is_not_there(file):
    assert check(file).ok
    assert str(check(file)) == "keras.json isn't there: Keras takes its defaults, and makes it."
    file.write_text('{"floatx": "float64"}')
    assert str(check(file)) == "keras.json: nothing is wrong with it."
    assert "nothing is wrong" in check(file)._repr_html_()


def test_what_is_refused_comes_with_its_reason(file):
    file.write_text('{"floatx": "half", "<b>": 1}')
    found = check(file.parent)
    assert not found.ok
    assert str(found).splitlines()[0] == "keras.json: `import keras` fails with it."
    assert str(found).splitlines()[1].startswith("- ignored: Keras has no field '<b>'")
    assert "&lt;b&gt;" in found._repr_html_()
    assert "<b>" not in found._repr_html_().replace("<body>", "")


def test_what_is_ignored_is_said_to_be_silent(file):
    file.write_text("{")
    assert str(check(file)).startswith("keras.json: Keras says nothing of it.")


def test_a_folder_in_its_place_is_an_error_as_for_keras(tmp_path):
    (tmp_path / "keras.json").mkdir()
    with pytest.raises(OSError, match=r"keras\.json"):
        check(tmp_path)
