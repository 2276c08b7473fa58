"""The file of digits, against scikit-learn's scans and scipy's interpolation."""

import h5py
import numpy as np
import pytest
from scipy.ndimage import map_coordinates
from sklearn.neighbors import KNeighborsClassifier

from faqlab.core.datasets import digits
from faqlab.core.large_digits import enlarged, write_digits


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("digits") / "digits.h5"
    write_digits(path, samples=2500, progress=False)
    return path


def test_the_file_is_what_it_says(path):
    with h5py.File(path) as file:
        x, y = file["x"], file["y"]
        assert (x.shape, x.dtype) == ((2500, 32, 32, 1), np.float32)
        assert (y.shape, y.dtype) == ((2500,), np.int64)
        assert x.chunks[1:] == (32, 32, 1)
        assert x[:].min() >= 0
        assert x[:].max() <= 1
        assert len(np.unique(x[:], axis=0)) == 2500  # no sample comes twice
        assert set(y[:]) == set(range(10))


def test_a_model_of_others_learns_real_digits_from_it(path):
    _, (x_test, y_test) = digits()
    with h5py.File(path) as file:
        x, y = file["x"][:].reshape(2500, -1), file["y"][:]
    model = KNeighborsClassifier(3).fit(x[:, ::3], y)
    assert model.score(enlarged(x_test).reshape(360, -1)[:, ::3], y_test) > 0.8


@pytest.mark.parametrize("side", [8, 20, 32])
def test_enlarging_is_linear_interpolation(side):
    (images, _), _ = digits()
    places = (np.arange(side) + 0.5) * 8 / side - 0.5
    grid = np.meshgrid(places, places, indexing="ij")
    ours = enlarged(images[:3], side)[..., 0]
    for image, made in zip(images[:3, ..., 0], ours, strict=True):
        padded = np.pad(image, 1)  # beside the scan is paper
        theirs = map_coordinates(padded, [one + 1 for one in grid], order=1)
        np.testing.assert_allclose(made, theirs, atol=1e-5)


def test_a_seed_gives_the_same_file_and_another_one_another(tmp_path):
    found = []
    for seed in (1, 1, 2):
        write_digits(tmp_path / "a.h5", samples=40, side=8, seed=seed, progress=False)
        with h5py.File(tmp_path / "a.h5") as file:
            found.append(file["x"][:])
    np.testing.assert_array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])


def test_progress_is_told_and_a_broken_off_file_does_not_take_the_place(tmp_path):
    path, told = tmp_path / "digits.h5", []
    write_digits(path, samples=2100, side=8, progress=lambda *given: told.append(given))
    assert told[-1] == (2100, 2100)
    assert len(told) >= 3
    whole = path.read_bytes()

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_digits(path, samples=50, side=8, progress=stop)
    assert path.read_bytes() == whole
    assert [one.name for one in tmp_path.iterdir()] == ["digits.h5"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"samples": 0}, "The number of samples is wrong"),
        ({"samples": 2.5}, "The number of samples is wrong"),
        ({"side": 7}, "The number of pixels is wrong"),
        ({"seed": -1}, "The seed is wrong"),
    ],
)
def test_bad_numbers(tmp_path, wrong, message):
    with pytest.raises(ValueError, match=message):
        write_digits(tmp_path / "a.h5", **wrong)
    assert not [*tmp_path.iterdir()]
