import pytest

from faqlab.model_files.endings import ending


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("model.keras", ".keras"),
        ("run/v1.0.keras", ".keras"),
        ("model.h5", ".h5"),
        ("model.weights.h5", ".weights.h5"),
        ("weights.h5", ".h5"),
        ("model.json", ".json"),
    ],
)
def test_the_name_says_what_the_file_is_to_hold(name, expected):
    assert ending(name) == expected


@pytest.mark.parametrize("name", ["model", "model.KERAS", "model.pkl", "model.keras.bak", ".keras"])
def test_another_name_is_refused_and_shown(name):
    with pytest.raises(ValueError, match=r"Expected: a name that ends in '.keras'.*Received: "):
        ending(name)
