"""What is done to find out whether the sentences on HDF5 input are so."""

import multiprocessing
import warnings

import h5py
import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED, Evidence

from .hdf5_networks import (
    ROWS,
    Counted,
    CountedFile,
    Opening,
    alike,
    digits_file,
    network,
    outcome,
)
from .networks import some


def the_matrix_is_there(utils=keras.utils):
    """Look for the class where it was."""
    places = {
        "keras.utils.HDF5Matrix": lambda: utils.HDF5Matrix,
        "keras.utils.io_utils.HDF5Matrix": lambda: utils.io_utils.HDF5Matrix,
    }
    numbers = {name: outcome(look) for name, look in places.items()}
    there = "works" in numbers.values()
    return Evidence(HOLDS if there else RETIRED, numbers)


def a_dataset_can_be_predicted(sequential=keras.Sequential):
    """Predict from a dataset of an open file, and from the same rows as an array."""
    model = network(sequential)
    with digits_file() as path, h5py.File(path) as file:
        given = {}
        what = outcome(lambda: given.update(y=model.predict(file["x"], verbose=0)))
    same = what == "works" and alike(given["y"], model.predict(some(ROWS)[0], verbose=0))
    numbers = {"predict(dataset)": what, "as for the array": "yes" if same else "no"}
    return Evidence(HOLDS if same else FALSE, numbers)


def every_method_takes_a_dataset(sequential=keras.Sequential):
    """Give datasets to the other methods."""
    model = network(sequential)
    with digits_file() as path, h5py.File(path) as file:
        x, y = file["x"], file["y"]
        methods = {
            "fit": lambda: model.fit(x, y, verbose=0),
            "fit, validation_split": lambda: model.fit(x, y, validation_split=0.25, verbose=0),
            "fit, validation_data": lambda: model.fit(x, y, validation_data=(x, y), verbose=0),
            "evaluate": lambda: model.evaluate(x, y, verbose=0),
            "train_on_batch": lambda: model.train_on_batch(x, y),
            "test_on_batch": lambda: model.test_on_batch(x, y),
        }
        numbers = {name: outcome(call) for name, call in methods.items()}
    works = all(what == "works" for what in numbers.values())
    return Evidence(HOLDS if works else FALSE, numbers)


def fit_reads_piece_by_piece(sequential=keras.Sequential):
    """Train on datasets that count how often all of their rows are read, and how often some."""
    model = network(sequential)
    with digits_file() as path, h5py.File(path) as file:
        x, y = Counted(file["x"]), Counted(file["y"])
        model.fit(x, y, epochs=2, verbose=0)
        numbers = {
            "epochs": 2,
            "all rows at once": f"{x.whole} of x, {y.whole} of y",
            "pieces": x.slices + y.slices,
        }
    return Evidence(FALSE if x.whole else HOLDS, numbers)


def the_file_stays_open_to_the_end(sequential=keras.Sequential):
    """Close the file after the first batch of a training."""
    model = network(sequential)
    with digits_file() as path:
        file = h5py.File(path)
        seen = []

        class Close(keras.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                file.close()
                seen.append(batch)

        what = outcome(
            lambda: model.fit(file["x"], file["y"], epochs=2, verbose=0, callbacks=[Close()])
        )
        file.close()
    numbers = {"fit": what, "batches after the file was closed": max(0, len(seen) - 1)}
    return Evidence(FALSE if what == "works" else HOLDS, numbers)


def the_file_must_be_open_first(sequential=keras.Sequential):
    """Predict from a dataset whose file was closed by the end of its `with` block."""
    model = network(sequential)
    with digits_file() as path:
        with h5py.File(path) as file:
            x = file["x"]
        what = outcome(lambda: model.predict(x, verbose=0))
    return Evidence(FALSE if what == "works" else HOLDS, {"predict after the block": what})


def samples_in_any_order(pick=lambda dataset, rows: dataset[rows]):
    """Pick samples by lists of numbers."""
    asked = {
        "increasing": [1, 5, 9],
        "not increasing": [5, 1, 9],
        "one twice": [1, 5, 5],
        "from the end": [-2, -1],
    }
    x, _ = some(ROWS)
    with digits_file() as path, h5py.File(path) as file:

        def tried(rows):
            found = []
            what = outcome(lambda: found.append(pick(file["x"], rows)))
            return what if not found or np.array_equal(found[0], x[rows]) else "other samples"

        numbers = {name: tried(rows) for name, rows in asked.items()}
    if all(what == "works" for what in numbers.values()):
        return Evidence(HOLDS, numbers)
    if numbers["increasing"] == "works":
        return Evidence(HOLDS_IF, numbers, "their numbers increase, and none comes twice")
    return Evidence(FALSE, numbers)


def random_samples_cost_no_more(chunk=32):
    """Count the bytes that are read from the disk for 32 samples in a row, and for 32 at random."""
    rows = np.sort(np.random.default_rng(0).choice(1024, 32, replace=False))
    numbers = {}
    with digits_file(1024, chunks=(chunk, 64)) as path:
        for name, key in {"in a row": slice(64, 96), "at random": rows}.items():
            with CountedFile(path) as counted, h5py.File(counted, "r") as file:
                file["x"][key]  # from here on it is known where the chunks lie
                before = counted.count
                file["x"][key]
                numbers[f"chunks read, {name}"] = round((counted.count - before) / (chunk * 256))
    more = numbers["chunks read, at random"] / max(1, numbers["chunks read, in a row"])
    return Evidence(FALSE if more > 2 else HOLDS, numbers)


def several_workers_read_one_file(make=Opening):
    """Predict with threads, and with processes where they can be forked, and look at the order."""
    model = network()
    ways = {"4 threads": {"workers": 4}}
    if "fork" in multiprocessing.get_all_start_methods():
        ways["2 processes"] = {"workers": 2, "use_multiprocessing": True}
    expected, numbers = model.predict(some(ROWS)[0], verbose=0), {}
    with digits_file() as path, warnings.catch_warnings():
        # Python 3.12 warns of every fork in a process with threads; it is Keras that forks.
        warnings.simplefilter("ignore", DeprecationWarning)
        for name, more in ways.items():
            given = {}
            what = outcome(
                lambda more=more, given=given: given.update(
                    y=model.predict(make(path, **more), verbose=0)
                )
            )
            right = what == "works" and alike(given["y"], expected)
            numbers[name] = "in order" if right else what if what != "works" else "other order"
    good = all(what == "in order" for what in numbers.values())
    return Evidence(HOLDS if good else FALSE, numbers)


def a_models_h5_is_hdf5(save=lambda model, path: model.save_weights(path)):
    """Look at the first bytes of a data file and of a file of weights, and open both by h5py."""
    with digits_file() as data:
        weights = data.with_name("model.weights.h5")
        other = data.with_name("digits.data")
        save(network(), weights)
        other.write_bytes(data.read_bytes())
        files = {"data": data, "weights": weights, "data by another name": other}
        starts = {name: path.read_bytes()[:4] for name, path in files.items()}
        numbers = {name: repr(start)[2:-1] for name, start in starts.items()}
        opened = [outcome(lambda path=path: h5py.File(path).close()) for path in files.values()]
    same = len(set(starts.values())) == 1 and set(opened) == {"works"}
    return Evidence(HOLDS if same else FALSE, numbers)
