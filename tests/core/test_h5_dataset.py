"""An HDF5 file in `fit`: each sample once an epoch, whoever reads it, however it is written."""

import pickle

import h5py
import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.h5_dataset import H5Dataset

from .h5_files import ROWS, plain


@pytest.fixture
def path(tmp_path):
    return plain(tmp_path / "data.h5")


@pytest.fixture
def large(tmp_path):
    """20,000 rows of 1,200 bytes in chunks of 50: a window of a megabyte holds 16 pieces."""
    rows = 4000
    with h5py.File(tmp_path / "large.h5", "w") as file:
        x = np.repeat(np.arange(rows, dtype="float32")[:, None], 300, axis=1)
        file.create_dataset("x", data=x, chunks=(50, 300))
        file.create_dataset("y", data=np.arange(rows), chunks=(50,))
    return tmp_path / "large.h5"


def seen(data) -> np.ndarray:
    """The rows of an epoch, by the targets; the inputs must belong to them."""
    batches = [data[i] for i in range(len(data))]
    for x, y in batches:
        assert np.array_equal(x[:, 0], y)
    return np.concatenate([y for _, y in batches])


class Notes(keras.layers.Layer):
    """What a network is given, sample by sample."""

    def __init__(self):
        super().__init__()
        self.rows = []

    def call(self, x):
        self.rows.extend(np.asarray(x)[:, 0].astype(int).tolist())
        return x


def noting():
    notes = Notes()
    model = keras.Sequential([notes, keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    return model, notes


def test_each_sample_comes_once_an_epoch_in_another_order(path):
    data, orders = H5Dataset(path, batch_size=8), []
    for _ in range(4):
        data.on_epoch_end()
        orders.append(seen(data))
        assert np.array_equal(np.sort(orders[-1]), np.arange(ROWS))
        assert np.array_equal(orders[-1], data.order.rows())
    assert len(set(map(tuple, orders))) == 4
    assert len(data) == 13
    assert [len(data[i][1]) for i in (0, 12)] == [8, 4]


@pytest.mark.parametrize("batch", [1, 32, 333, 5000])
def test_in_windows_too(large, batch):
    data = H5Dataset(large, batch_size=batch, memory=2_600_000)
    assert len(data.order.windows) > 3
    for _ in range(2):
        data.on_epoch_end()
        assert np.array_equal(np.sort(seen(data)), np.arange(4000))


def test_any_batch_can_be_asked_for_at_any_time(large):
    data = H5Dataset(large, memory=2_600_000)
    expected = [data[i][1] for i in range(len(data))]
    for i in np.random.default_rng(0).permutation(len(data))[:10]:
        assert np.array_equal(data[int(i)][1], expected[i])
    with pytest.raises(IndexError):
        data[len(data)]
    assert sum(len(y) for _, y in data) == 4000


def test_each_window_is_read_once_an_epoch(large, monkeypatch):
    data = H5Dataset(large, memory=2_600_000)
    reads, read = [], data._source.read
    monkeypatch.setattr(
        data._source, "read", lambda n, runs: reads.append((n, runs)) or read(n, runs)
    )
    seen(data)
    windows = len(data.order.windows)
    assert len(reads) == 2 * windows
    rows = np.concatenate([np.arange(a, b) for n, runs in reads if n == "x" for a, b in runs])
    assert np.array_equal(np.sort(rows), np.arange(4000))


def test_what_is_one_window_is_read_once_for_all_epochs(path, monkeypatch):
    data = H5Dataset(path)
    seen(data)
    monkeypatch.setattr(data._source, "read", lambda *_: pytest.fail("read again"))
    data.on_epoch_end()
    assert np.array_equal(np.sort(seen(data)), np.arange(ROWS))


def test_no_more_windows_are_held_than_fit(large):
    memory = 2_600_000
    data = H5Dataset(large, memory=memory)
    for i in range(len(data)):
        data[i]
        held = [
            sum(a.nbytes for a in one[0].values()) + one[2].nbytes for one in data._windows.values()
        ]
        assert sum(held) <= memory


def test_the_same_seed_gives_the_same_orders(path):
    a, b, c = (H5Dataset(path, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(seen(a), seen(b))
    assert not np.array_equal(seen(a), seen(c))
    a.on_epoch_end()
    assert np.array_equal(seen(a), seen(H5Dataset(path, seed=3, epoch=1)))


def test_without_shuffle_it_is_the_files_order(large):
    data = H5Dataset(large, shuffle=False, memory=2_600_000, start=30, end=3777)
    assert np.array_equal(seen(data), np.arange(30, 3777))


def test_start_and_end(path):
    data = H5Dataset(path, start=13, end=77)
    assert np.array_equal(np.sort(seen(data)), np.arange(13, 77))
    assert data.rows([0, -1])[1].tolist() == [13, 76]
    with pytest.raises(IndexError):
        data.rows([64])
    for bad in ({"start": 100}, {"end": 101}, {"start": 5, "end": 5}, {"start": 6, "end": 5}):
        with pytest.raises(ValueError, match=r"no samples between start and end\. .*<= 100"):
            H5Dataset(path, **bad)


def test_rows_in_any_order_and_repeated(path):
    x, y = H5Dataset(path).rows([9, 3, 9, -1])
    assert y.tolist() == [9, 3, 9, 99]
    assert x[:, 0].tolist() == [9, 3, 9, 99]


def test_normalizers(path):
    halved, _ = H5Dataset(path, normalizer=lambda x: x / 2, shuffle=False)[0]
    assert halved[:3, 0].tolist() == [0, 0.5, 1]
    both = {"x": lambda x: -x, "y": lambda y: y % 2}
    x, y = H5Dataset(path, normalizer=both, shuffle=False).rows([3])
    assert (x[0, 0], y[0]) == (-3, 1)
    with pytest.raises(ValueError, match=r"The normalizer is no function\. .*Received: 255"):
        H5Dataset(path, normalizer=255)
    with pytest.raises(ValueError, match="a normalizer for 'z', which isn't read"):
        H5Dataset(path, normalizer={"z": abs})


def test_a_normalizer_that_writes_into_its_batch_harms_no_other(path):
    def doubled(x):
        x *= 2
        return x

    data = H5Dataset(path, normalizer=doubled, shuffle=False)
    assert [data[0][0][1, 0] for _ in range(3)] == [2, 2, 2]


def test_several_inputs_targets_and_weights(path):
    data = H5Dataset(path, x={"a": "x", "b": "y"}, y=["y", "y"], sample_weight="y", shuffle=False)
    x, y, weight = data[1]
    assert x["b"].tolist() == weight.tolist() == y[1].tolist() == list(range(32, 64))
    (alone,) = H5Dataset(path, y=None, shuffle=False)[0]
    assert alone.shape == (32, 3)
    with pytest.raises(ValueError, match="weights for samples without targets"):
        H5Dataset(path, y=None, sample_weight="y")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"batch_size": 0}, "The batch size is wrong"),
        ({"seed": -1}, "The seed is wrong"),
        ({"epoch": 0.5}, "The number of epochs done is wrong"),
        ({"memory": 0}, "The memory is wrong"),
        ({"start": True}, "The start is wrong"),
        ({"x": "images"}, "There is no dataset 'images'"),
    ],
)
def test_bad_arguments(path, arguments, words):
    with pytest.raises(ValueError, match=words):
        H5Dataset(path, **arguments)


def test_a_chunk_that_doesnt_fit_into_memory(large):
    with pytest.raises(
        ValueError, match=r"takes .* bytes in memory\. .*smaller chunks, by `write`"
    ):
        H5Dataset(large, memory=100_000)


def test_a_batch_stays_as_it_is_when_its_window_goes(large):
    data = H5Dataset(large, memory=2_600_000)
    x, _ = data[0]
    before = x.copy()
    seen(data)
    assert np.array_equal(x, before)
    assert x.base is None  # nor does it keep the window in memory


@pytest.mark.parametrize(
    "workers",
    [{}, {"workers": 3}, {"workers": 2, "use_multiprocessing": True}],
    ids=["one", "threads", "processes"],
)
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # Python 3.12 and on
def test_fit_sees_each_sample_once_an_epoch(large, workers):
    model, notes = noting()
    data = H5Dataset(large, batch_size=250, memory=2_600_000, seed=5, **workers)
    model.fit(data, epochs=2, shuffle=False, verbose=0)
    epochs = np.split(np.array(notes.rows)[-8000:], 2)
    expected = [H5Dataset(large, memory=2_600_000, seed=5, epoch=e).order.rows() for e in (1, 2)]
    assert np.array_equal(epochs, expected)
    data.close()


def test_predict_and_evaluate_in_the_files_order(path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(lambda x: x[:, :1])])
    model.compile(loss="mse")
    data = H5Dataset(path, shuffle=False)
    assert np.array_equal(model.predict(data, verbose=0)[:, 0], np.arange(ROWS))
    assert model.evaluate(data, verbose=0) == pytest.approx(0)


def test_keras_own_shuffle_on_top_is_right_but_slow_and_told(large):
    model, notes = noting()
    data = H5Dataset(large, batch_size=100, memory=1_400_000)
    with pytest.warns(UserWarning, match=r"read again and again\. Pass `shuffle=False` to `fit`"):
        model.fit(data, verbose=0)
    assert np.array_equal(np.sort(notes.rows[-4000:]), np.arange(4000))


def test_a_copy_by_pickle_goes_on_alike(path):
    data = H5Dataset(path, seed=2, normalizer=np.negative)
    data.on_epoch_end()
    data[0]
    copy = pickle.loads(pickle.dumps(data))
    assert np.array_equal(copy[0][0], data[0][0])
    copy.on_epoch_end()
    data.on_epoch_end()
    assert np.array_equal(copy[3][1], data[3][1])


def test_close_is_no_end(path):
    data = H5Dataset(path)
    first = data[0][1]
    data.close()
    path.rename(path.with_name("moved.h5"))  # nobody has it open
    path.with_name("moved.h5").rename(path)
    assert np.array_equal(data[0][1], first)


def test_other_byte_orders_are_for_the_network(tmp_path):
    with h5py.File(tmp_path / "big.h5", "w") as file:
        file["x"] = np.arange(5, dtype=">f4")
        file["y"] = np.arange(5, dtype=">i2")
    x, y = H5Dataset(tmp_path / "big.h5", shuffle=False)[0]
    assert x.dtype.isnative
    assert y.tolist() == [0, 1, 2, 3, 4]


def test_its_words(path, large):
    assert repr(H5Dataset(path)) == (
        "100 samples in 4 batches of up to 32, another order each epoch, seed 0\n"
        "100 rows, shuffled as fully as an array: all are in one window"
    )
    assert "windows: each row is drawn from" in repr(H5Dataset(large, memory=2_600_000))
    assert repr(H5Dataset(path, batch_size=100, shuffle=False)) == (
        "100 samples in 1 batch of up to 100\n100 rows in the order of the file"
    )
