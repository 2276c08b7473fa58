"""Pictures of all kinds, against PIL and numpy themselves; and what is no picture."""

import numpy as np
import pytest
from PIL import Image

from faqlab.core.photograph import as_pixels, centre_square

COLOURS = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)


def test_a_file_an_image_and_an_array_are_the_same(tmp_path):
    path = tmp_path / "picture.png"
    Image.fromarray(COLOURS).save(path)
    for one in (path, str(path), Image.fromarray(COLOURS), COLOURS, COLOURS.astype("float64")):
        found = as_pixels(one)
        assert found.dtype == np.uint8
        np.testing.assert_array_equal(found, COLOURS)


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "I;16"])
def test_images_in_other_colours_become_red_green_and_blue(mode, tmp_path):
    if mode == "I;16":
        image = Image.fromarray(np.full((20, 30), 300, np.uint16))
    else:
        image = Image.fromarray(COLOURS).convert(mode)
    assert as_pixels(image).shape == (20, 30, 3)


def test_a_fourth_channel_that_hides_nothing_is_dropped():
    image = Image.fromarray(COLOURS)
    image.putalpha(255)
    np.testing.assert_array_equal(as_pixels(image), COLOURS)


def test_a_turned_photograph_is_turned_upright(tmp_path):
    image = Image.fromarray(COLOURS)
    exif = image.getexif()
    exif[0x0112] = 6  # the camera was held on its side
    image.save(tmp_path / "turned.png", exif=exif)
    assert as_pixels(tmp_path / "turned.png").shape == (30, 20, 3)


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (
            COLOURS[..., 0],
            r"grey\. Expected: the shape \(height, width, 3\)\. Received: \(20, 30\)",
        ),
        (COLOURS[..., :1], "The array is grey.*np.stack"),
        (np.zeros((20, 30, 4)), r"fourth channel.*Drop it: array\[\.\.\., :3\]"),
        (COLOURS[None], r"several pictures.*Give one: array\[0\]"),
        (np.moveaxis(COLOURS, -1, 0), "no three channels at its end.*np.moveaxis"),
        (np.zeros((20, 30, 2)), "no three channels"),
        (np.zeros(3), "no three channels"),
        (COLOURS / 255, r"run from 0 to 1.*Expected: numbers from 0 to 255.*Give 255 \* array"),
        (COLOURS / 127.5 - 1, "These are no pixels.*before any preprocess_input"),
        (COLOURS * 2.0, "These are no pixels"),
        (np.full((20, 30, 3), np.nan), "finite numbers"),
        (np.full((20, 30, 3), np.inf), "finite numbers"),
        (np.full((20, 30, 3), "a"), "holds no pixels"),
        (np.full((20, 30, 3), 1j), "holds no pixels"),
        (np.zeros((0, 30, 3)), "holds no pixels"),
        (COLOURS[:5], r"too small\. Expected: 8 pixels or more each way\. Received: \(5, 30\)"),
    ],
)
def test_arrays_that_are_no_picture_are_refused(picture, message):
    with pytest.raises(ValueError, match=message):
        as_pixels(picture)


@pytest.mark.parametrize("picture", [None, 3, [[0]], b"bytes"])
def test_other_things_are_refused(picture):
    with pytest.raises(TypeError, match=r"This is no picture. Expected: the path of a file"):
        as_pixels(picture)


def test_transparency_is_refused():
    image = Image.fromarray(COLOURS)
    image.putalpha(128)
    with pytest.raises(ValueError, match=r"transparent in places.*drop the transparency"):
        as_pixels(image)


def test_files_that_are_no_picture_are_refused(tmp_path):
    path = tmp_path / "picture.jpg"
    with pytest.raises(FileNotFoundError, match="There is no such file"):
        as_pixels(path)
    path.write_text("a letter")
    with pytest.raises(ValueError, match=r"The file is no picture\. Expected: a picture such as"):
        as_pixels(path)
    noise = np.random.default_rng(0).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(ValueError, match=r"The picture picture.jpg is damaged"):
        as_pixels(path)


def test_a_small_file_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    Image.new("RGB", (40, 30)).save(tmp_path / "large.png")
    with pytest.raises(ValueError, match=r"too large\. Expected: 1,000 pixels at most"):
        as_pixels(tmp_path / "large.png")


@pytest.mark.parametrize("shape", [(40, 60, 3), (60, 40, 3), (41, 40, 3)])
def test_the_square_is_the_middle_one(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    top, left = (shape[0] - 40) // 2, (shape[1] - 40) // 2
    expected = pixels[top : top + 40, left : left + 40]
    np.testing.assert_array_equal(centre_square(pixels, 40), expected)
    scaled = Image.fromarray(expected).resize((224, 224), Image.Resampling.BICUBIC)
    np.testing.assert_array_equal(centre_square(pixels), np.asarray(scaled))
