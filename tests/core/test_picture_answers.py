import numpy as np
import pytest
from sklearn.datasets import load_sample_image

from faqlab.core.picture_answers import Answers, class_shares, name_picture

# Found once by another program: the network put together by hand from the same file.
ON_RECORD = {
    "china.jpg": {"palace": 0.30, "bell tower": 0.22, "monastery": 0.10, "castle": 0.05},
    "flower.jpg": {"daisy": 0.23, "mushroom": 0.11, "bee": 0.05},
}


@pytest.mark.parametrize("name", ON_RECORD)
def test_the_photographs_are_named_as_on_record(name):
    answers = name_picture(load_sample_image(name))
    found = dict(answers.rows)
    assert len(found) == 5
    expected = ON_RECORD[name]
    assert [*found][: len(expected)] == [*expected]
    for what, share in expected.items():
        assert found[what] == pytest.approx(share, abs=0.01)
    assert answers.seen.shape == (224, 224, 3)


def test_shares_add_up_to_one():
    shares = class_shares(np.zeros((3, 64, 64, 3)))
    assert shares.shape == (3, 1000)
    np.testing.assert_allclose(shares.sum(axis=-1), 1, atol=1e-5)


def test_fewer_or_all_names_can_be_asked_for():
    picture = load_sample_image("flower.jpg")
    assert len(name_picture(picture, top=1).rows) == 1
    assert sum(share for _, share in name_picture(picture, top=5000).rows) == pytest.approx(1)
    for wrong in (0, 2.5, "5"):
        with pytest.raises(ValueError, match="The number of names is wrong"):
            name_picture(picture, top=wrong)


def test_the_table_and_the_bars_say_the_same():
    answers = Answers((("a <b>", 0.5), ("c", 0.25)), np.zeros((8, 8, 3), np.uint8))
    assert str(answers) == repr(answers) == "what it is  share\na <b>       50%\nc           25%"
    page = answers._repr_html_()
    assert "a &lt;b&gt;" in page
    assert "width:50%" in page
    figure = answers.draw()
    assert "a <b> 50%; c 25%" in repr(figure)
    assert [bar.get_width() for bar in figure.axes[1].patches] == [0.5, 0.25]
    assert figure._repr_png_().startswith(b"\x89PNG")
