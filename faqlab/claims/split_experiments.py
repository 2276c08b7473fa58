"""What is done to find out whether the sentences on `validation_split` are so."""

import tempfile
import warnings
from pathlib import Path

import h5py
import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence
from faqlab.core.split_xray import cut_at

from .split_networks import Notes, network, numbered, watched

Sequential = keras.Sequential


def the_last_rows(sequential=Sequential):
    """Train on a hundred numbered rows, with 0.1 and with 0.25, and note which are seen where."""
    numbers, right = {}, []
    for fraction, first in ((0.1, 90), (0.25, 75)):
        seen = watched(100, sequential, validation_split=fraction)
        numbers[f"{fraction:g}"] = _from_to(seen.validation[0])
        right.append(sorted(seen.validation[0]) == [*range(first, 100)])
    return Evidence(HOLDS if all(right) else FALSE, numbers)


def rounded_down(sequential=Sequential):
    """Train on numbers of rows that don't come out even."""
    numbers, right = {}, []
    for rows, fraction, train in ((7, 0.1, 6), (7, 0.5, 3), (101, 0.1, 90)):
        seen = watched(rows, sequential, validation_split=fraction)
        sizes = len(seen.training[0]), len(seen.validation[0])
        numbers[f"{rows} rows, {fraction:g}"] = f"{sizes[0]} + {sizes[1]}"
        right.append(sizes == (train, rows - train))
    return Evidence(HOLDS if all(right) else FALSE, numbers)


def even_shares_are_exact(sequential=Sequential):
    """Train where the share of the rows is a whole number, such as 90 % of 100."""
    numbers, right = {}, []
    for rows, fraction, train in ((100, 0.2, 80), (100, 0.9, 10), (10, 0.8, 2)):
        seen = watched(rows, sequential, validation_split=fraction)
        numbers[f"{rows} rows, {fraction:g}"] = f"{len(seen.training[0])} for training"
        right.append(len(seen.training[0]) == train)
    if all(right):
        return Evidence(HOLDS, numbers)
    if right[0]:
        condition = "1 - fraction doesn't fall below the share that is meant, as 1 - 0.9 does"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def cut_before_shuffling(sequential=Sequential):
    """Train with `shuffle=True`, and look whether a last row ever gets into the training."""
    seen = watched(100, sequential, validation_split=0.2, shuffle=True, epochs=3)
    mixed = sum(page != sorted(page) for page in seen.training)
    strangers = {row for page in seen.training for row in page if row >= 80}
    numbers = {"epochs in mixed order": mixed, "last rows in training": len(strangers)}
    return Evidence(FALSE if strangers else HOLDS, numbers)


def the_same_in_every_epoch(sequential=Sequential):
    """Train for three epochs, and compare what each is validated on, order included."""
    seen = watched(100, sequential, validation_split=0.2, epochs=3)
    orders = {tuple(page) for page in seen.validation}
    in_order = orders == {tuple(range(80, 100))}
    numbers = {"validations": len(seen.validation), "different": len(orders)}
    numbers["in the order given"] = "yes" if in_order else "no"
    return Evidence(HOLDS if in_order and len(seen.validation) == 3 else FALSE, numbers)


def the_same_in_every_fit(sequential=Sequential):
    """Train twice, and compare what is validated on."""
    seen = [watched(50, sequential, validation_split=0.3).validation[0] for _ in range(2)]
    alike = seen[0] == seen[1]
    return Evidence(HOLDS if alike else FALSE, {"the same rows": "yes" if alike else "no"})


def the_same_as_validation_data(sequential=Sequential):
    """Train with the last rows cut off by `validation_split`, and by hand."""
    x, y = numbered(64)
    y = x / 64
    cut = cut_at(64, 0.25)
    ways = (
        {"x": x, "y": y, "validation_split": 0.25},
        {"x": x[:cut], "y": y[:cut], "validation_data": (x[cut:], y[cut:])},
    )
    losses = []
    for way in ways:
        notes = Notes()
        history = network(notes, sequential).fit(**way, verbose=0, shuffle=False, callbacks=[notes])
        losses.append([history.history["loss"][0], history.history["val_loss"][0]])
    alike = bool(np.allclose(*losses, rtol=1e-5))
    return Evidence(HOLDS if alike else FALSE, {"the same losses": "yes" if alike else "no"})


def any_input_can_be_split(sequential=Sequential):
    """Give the same rows as an array, a tensor, an HDF5 dataset, lists, batches one by one."""
    kinds = ("array", "tensor", "HDF5 dataset", "list", "generator", "PyDataset")
    told = _given_as(kinds, sequential)
    works = [name for name, what in told.items() if what == "works"]
    if len(works) == len(told):
        return Evidence(HOLDS, told)
    if not works:
        return Evidence(FALSE, told)
    condition = "its rows can be cut: arrays, tensors, HDF5 datasets, not lists or batches"
    return Evidence(HOLDS_IF, told, condition)


def arrays_only(sequential=Sequential):
    """Give a tensor and an HDF5 dataset."""
    told = _given_as(("tensor", "HDF5 dataset"), sequential)
    return Evidence(FALSE if "works" in told.values() else HOLDS, told)


def validation_data_wins(sequential=Sequential):
    """Give both `validation_split` and `validation_data`."""
    extra = numbered(7)
    seen = watched(40, sequential, validation_split=0.5, validation_data=extra)
    numbers = {"trained on": len(seen.training[0]), "validated on": len(seen.validation[0])}
    return Evidence(HOLDS if list(numbers.values()) == [40, 7] else FALSE, numbers)


def weights_are_cut_too(sequential=Sequential):
    """Weigh the last rows with 0, and look at the validation loss, which would else be 1."""
    x, _ = numbered(40)
    weight = np.ones(40, "float32")
    weight[30:] = 0
    notes = Notes()
    fitted = network(notes, sequential).fit(
        *(x, np.ones((40, 1), "float32")),
        sample_weight=weight,
        validation_split=0.25,
        verbose=0,
        callbacks=[notes],
    )
    loss = fitted.history["val_loss"][0]
    return Evidence(HOLDS if abs(loss) < 1e-6 else FALSE, {"val_loss": f"{loss:.0f}"})


def a_wrong_fraction_is_refused(sequential=Sequential):
    """Give fractions that are none: 20 instead of 0.2, a negative one, one and a half."""
    numbers = {}
    for fraction in (20, -0.2, 1.5, 1.0):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                seen = watched(10, sequential, validation_split=fraction)
            except ValueError as error:
                numbers[f"{fraction:g}"] = type(error).__name__
                continue
        sizes = [len(one[0]) if one else 0 for one in (seen.training, seen.validation)]
        numbers[f"{fraction:g}"] = f"trains on {sizes[0]} of 10 rows, validates on {sizes[1]}"
    refused = [what == "ValueError" for what in numbers.values()]
    return Evidence(HOLDS if all(refused) else FALSE, numbers)


def missing_classes_are_reported(sequential=Sequential):
    """Train on rows sorted by their two classes, and listen for a warning."""
    x, _ = numbered(40)
    notes = Notes()
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        labels = np.repeat([0.0, 1.0], 20).astype("float32")[:, None]
        network(notes, sequential).fit(
            x, labels, validation_split=0.5, verbose=0, callbacks=[notes]
        )
    classes = {int(labels[row, 0]) for row in notes.training[0]}
    said = [one for one in heard if "class" in str(one.message) or "split" in str(one.message)]
    numbers = {"classes in training": len(classes), "warnings about it": len(said)}
    return Evidence(HOLDS if said else FALSE, numbers)


def _given_as(kinds, sequential):
    x, y = numbered(64)

    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return 2

        def __getitem__(self, i):
            return x[32 * i : 32 * i + 32], y[32 * i : 32 * i + 32]

    def generator():
        for start in (0, 32):
            yield x[start : start + 32], y[start : start + 32]

    with tempfile.TemporaryDirectory() as folder, h5py.File(Path(folder, "x.h5"), "w") as file:
        file["x"], file["y"] = x, y
        given = {
            "array": (x, y),
            "tensor": (keras.ops.convert_to_tensor(x), keras.ops.convert_to_tensor(y)),
            "HDF5 dataset": (file["x"], file["y"]),
            "list": (x.tolist(), y.tolist()),
            "generator": (generator(), None),
            "PyDataset": (Batches(), None),
        }
        return {name: _attempt(sequential, *given[name]) for name in kinds}


def _attempt(sequential, x, y):
    notes = Notes()
    try:
        network(notes, sequential).fit(x, y, validation_split=0.25, verbose=0, callbacks=[notes])
    except (TypeError, ValueError) as error:
        return type(error).__name__
    return "works" if sorted(notes.validation[0]) == [*range(48, 64)] else "other rows"


def _from_to(rows):
    rows = sorted(rows)
    if rows == [*range(rows[0], rows[-1] + 1)]:
        return f"rows {rows[0]} to {rows[-1]}"
    return "rows from all over"
