"""Checks of the numbers themselves: missing, infinite, too large, not scaled."""

from collections.abc import Iterator

import numpy as np

from ..core.backend import keras
from .given import Part
from .graph_ends import all_keras, first_layers, kind, learns_from_order
from .plan import Plan
from .report import SUSPECT, WRONG, Finding, finding, note

_WEIGHTED = ("Dense", "Conv1D", "Conv2D", "Conv3D", "SeparableConv2D", "DepthwiseConv2D")


def not_finite(plan: Plan) -> Iterator[Finding]:
    """NaN or infinity anywhere."""
    for part in (one for each in plan.both for one in each.every if one.numbers):
        seen = part.look
        if seen.first_bad is None or _meant(plan, part):
            continue
        what = "NaN" if seen.nan else "inf"
        # A layer of the learner's may be there to fill in what is missing.
        certain = part not in plan.x or plan.model is None or all_keras(plan.model)
        counts = [(seen.nan, "NaN"), (seen.infinite, "inf")]
        many = " and ".join(f"{count:,} {name}" for count, name in counts if count)
        yield finding(
            f"{what.lower()} in {part.name.split('[')[0]}",
            WRONG if certain else SUSPECT,
            f"{part.name} holds numbers that aren't finite. {_comes_of_it(plan, part)}",
            "finite numbers only",
            f"{many}, the first in row {seen.first_bad}",
            "Leave these rows out, or fill them in: np.isfinite finds them, np.nan_to_num "
            "replaces them.",
        )


def _meant(plan: Plan, part: Part) -> bool:
    """A loss of the learner's may leave out targets that are NaN."""
    target = any(part in each.y for each in plan.both)
    if not target or not plan.compiled:
        return False
    lost = [one.loss for one in plan.outputs if one.loss is not None]
    return not lost or any(one.kind == "" for one in lost)


def _comes_of_it(plan: Plan, part: Part) -> str:
    if part in plan.x and part.look.nan:
        return (
            "One NaN makes all weights that it meets NaN; behind a ReLU the loss may still look "
            "like a number, and TerminateOnNaN sees nothing."
        )
    if plan.validation and part in plan.validation.every:
        return "What is measured on these rows is worth nothing, though val_loss may be a number."
    return "The loss becomes NaN, and training goes on with it to the last epoch."


def too_large(plan: Plan) -> Iterator[Finding]:
    """Numbers beyond what Keras computes in."""
    half = getattr(plan.model, "compute_dtype", None) == "float16"
    precision = "float16" if half else keras.config.floatx()
    largest = {"float16": 65504.0, "float32": 3.4028235e38}.get(precision)
    for part in (one for each in plan.both for one in [*each.x, *each.y] if one.numbers):
        if largest is None or part.look.most is None or (half and part not in plan.x):
            continue
        top = max(abs(part.look.least), abs(part.look.most))
        if top > largest:
            yield finding(
                "too large",
                WRONG,
                f"{part.name} holds numbers that {precision}, in which Keras computes, has no room "
                "for: they become infinite.",
                f"numbers up to {largest:.3g}",
                f"up to {top:.3g}",
                "Scale them, or take their logarithm.",
            )


def not_numbers(plan: Plan) -> Iterator[Finding]:
    """Text, dates, objects where numbers are needed."""
    for each in plan.both:
        for part in each.every:
            takes_text = part in each.x and _reads_text(plan.model)
            if part.dtype.kind in "biufc" or part.dtype.kind not in "OUSmM" or takes_text:
                continue
            first = part.array.reshape(-1)[0] if part.array.size else None
            first = first.item() if isinstance(first, np.generic) else first
            mixed = part.dtype.kind == "O" and not isinstance(first, str | bytes)
            ragged = mixed and hasattr(first, "__len__")
            remedy = "Turn it into numbers: x.astype('float32') if they are numbers already."
            if ragged:
                remedy = "Make all rows equally long: keras.utils.pad_sequences does it."
            elif part.dtype.kind in "mM":
                remedy = "Count the days, say: (dates - dates[0]).astype('timedelta64[D]')."
            elif not mixed and part in each.y:
                remedy = "Number the classes: names, y = np.unique(y, return_inverse=True)."
            elif not mixed:
                remedy = "Number the words: keras.layers.StringLookup, or TextVectorization."
            yield finding(
                "no numbers",
                WRONG,
                f"{part.name} doesn't hold numbers; Keras ends with 'Invalid dtype'.",
                "an array of numbers",
                f"dtype {part.dtype}, the first value is {first!r}",
                remedy,
            )


def _reads_text(model: keras.Model | None) -> bool:
    if model is None:
        return False
    readers = ("TextVectorization", "StringLookup", "Hashing", "HashedCrossing", "FeatureSpace")
    if any(kind(one) in (*readers, "") for one in [model, *model._flatten_layers()]):
        return True
    return any(str(one.dtype) == "string" for one in getattr(model, "_inputs", None) or [])


def empty(plan: Plan) -> Iterator[Finding]:
    """No sample at all."""
    for part in (one for each in plan.both for one in each.every):
        if len(part.shape) and part.rows == 0:
            yield finding(
                "empty",
                WRONG,
                f"{part.name} is empty: nothing is trained, and the history says nothing.",
                "at least one sample",
                f"shape {part.shape}",
                "Look at what was read: a filter that nothing passes, a file opened with 'w' say.",
            )


def python_lists(plan: Plan) -> Iterator[Finding]:
    """Numbers in Python lists."""
    for one in (odd for each in plan.both for odd in each.odd if odd.kind == "lists"):
        yield finding(
            "python lists",
            WRONG,
            f"{one.name} is a Python {type(one.value).__name__} of numbers: Keras takes each entry "
            "of a list for an input of its own, or refuses the list with a very long error.",
            "a NumPy array",
            f"a {type(one.value).__name__} of {len(one.value):,}",
            f"Write np.array({one.name.split('[')[0].split()[-1]}).",
        )


def closed_file(plan: Plan) -> Iterator[Finding]:
    """A data set of an HDF5 file that is closed."""
    for one in (odd for each in plan.both for odd in each.odd if odd.kind == "closed"):
        yield finding(
            "closed file",
            WRONG,
            f"{one.name} is a data set of an HDF5 file that has been closed.",
            "a file that stays open while fit reads it",
            "a closed data set",
            "Call fit within the `with h5py.File(...)` block, or read it into memory: data[:].",
        )


def unscaled_images(plan: Plan) -> Iterator[Finding]:
    """Pixels from 0 to 255 that go straight into weights."""
    takers = first_layers(plan.model) if plan.model is not None else None
    for part, layers in zip(plan.in_order() if takers else (), takers or (), strict=False):
        if not part.numbers or not layers or not all(kind(one) in _WEIGHTED for one in layers):
            continue
        if _pixels(part):
            yield finding(
                "pixels not scaled",
                SUSPECT,
                f"{part.name} looks like pixels from 0 to 255, and nothing scales them before the "
                f"first weights, those of {layers[0].name!r}: training starts with a huge loss.",
                "numbers about 0 to 1, or -1 to 1",
                f"{part.dtype} from {part.look.least:.4g} to {part.look.most:.4g}",
                "Write x.astype('float32') / 255, or put keras.layers.Rescaling(1 / 255) first.",
            )


def _pixels(part: Part) -> bool:
    seen, shape = part.look, part.shape
    if seen.most is None or not 128 < seen.most <= 255 or seen.least < 0:
        return False
    image = len(shape) == 4 and shape[-1] in (1, 3, 4)
    # 8 bits; or whole numbers in the shape of pictures; or pictures that were resized.
    if part.dtype == np.uint8:
        return len(shape) > 2 or (len(shape) == 2 and shape[1] >= 64)
    return image or (seen.whole and len(shape) == 3 and min(shape[1:]) >= 8)


def scales_differ(plan: Plan) -> Iterator[Finding]:
    """Training data scaled, validation data not, or the other way round."""
    if plan.validation is None or len(plan.x) != len(plan.validation.x):
        return
    for part, other in zip(plan.x, plan.validation.x, strict=True):
        if not (part.numbers and other.numbers) or len(part.shape) < 2:
            continue
        tops = [one.look.most for one in (part, other)]
        lows = [one.look.least for one in (part, other)]
        if None in tops or min(lows) < 0 or not (min(tops) <= 1 and 128 < max(tops) <= 255):
            continue
        if min(tops) > 0:
            yield finding(
                "scaled differently",
                WRONG,
                f"{part.name} and {other.name} are scaled differently: the network is tested on "
                "numbers such as it has never seen.",
                "both treated alike",
                f"{part.name} up to {tops[0]:.4g}, {other.name} up to {tops[1]:.4g}",
                "Divide both by 255, or neither, and let a Rescaling layer do it.",
            )


def nothing_varies(plan: Plan) -> Iterator[Finding]:
    """One and the same target for all samples."""
    if learns_from_order(plan.model) if plan.model is not None else False:
        return
    # Where the inputs are all alike as well it is a trial of the shapes, not data.
    if any(one.numbers and one.look.least == one.look.most for one in plan.x):
        return
    for part in plan.y:
        seen = part.look if part.numbers and part.whole and part.rows >= 32 else None
        if seen is None or seen.least is None or seen.least != seen.most or seen.first_bad:
            continue
        if len(part.shape) > 1 and any(one != 1 for one in part.shape[1:]) and seen.least == 0:
            continue  # masks and targets of many numbers, nothing in any of them
        yield finding(
            "one label only",
            SUSPECT,
            f"All targets in {part.name} are the same: there is nothing to learn from them.",
            "at least two different ones",
            f"{seen.least:g}, {part.rows:,} times",
            "Look at how the targets were read; classes that come sorted need to be mixed first.",
        )


def looked_at_in_parts(plan: Plan) -> Iterator[Finding]:
    """Arrays that are too large to be looked at as a whole."""
    for part in (one for each in plan.both for one in each.every if one.numbers):
        if part.look.rows < part.rows:
            yield note(
                "in parts",
                f"{part.name} is large: {part.look.rows:,} of its {part.rows:,} rows were looked "
                "at, spread evenly.",
            )


CHECKS = (
    looked_at_in_parts,
    not_finite,
    too_large,
    not_numbers,
    empty,
    python_lists,
    closed_file,
    unscaled_images,
    scales_differ,
    nothing_varies,
)
