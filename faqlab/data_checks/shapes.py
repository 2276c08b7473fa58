"""Checks of shapes: what Keras stretches without a word, and what it refuses in riddles."""

from collections.abc import Iterator

from ..core.model_inputs import input_name
from .compiled import BINARY, CATEGORICAL, ELEMENTWISE, SPARSE
from .graph_ends import first_layers, kind
from .outputs import Output
from .plan import Plan
from .report import SUSPECT, WRONG, Finding, finding

Shape = tuple[int | None, ...]


def lengths(plan: Plan) -> Iterator[Finding]:
    """Not as many targets as samples."""
    for each in plan.both:
        rows = {one.name: one.rows for one in each.every if one.shape}
        if len(set(rows.values())) > 1 and 0 not in rows.values():
            told = ", ".join(f"{name} {count:,}" for name, count in rows.items())
            yield finding(
                "lengths differ",
                WRONG,
                f"The {each.where}arrays hold different numbers of samples.",
                "as many in each",
                told,
                "Cut and shuffle all of them with the same indices, x[chosen] and y[chosen].",
            )


def input_shape(plan: Plan) -> Iterator[Finding]:
    """Samples of another shape than the model takes."""
    expected = getattr(getattr(plan.model, "_functional", plan.model), "_inputs", None) or []
    if len(expected) != 1:
        return
    for part in (one for each in plan.both for one in each.x if len(each.x) == 1):
        wanted, got = tuple(expected[0].shape), part.shape
        if not part.numbers or _fits(wanted, got):
            continue
        sample = _fits(wanted[1:], got)
        yield finding(
            "shape of x",
            WRONG,
            f"{part.name} hasn't the shape that the input {input_name(expected[0])!r} takes.",
            f"shape {_shown(wanted)}",
            f"shape {got}",
            "It looks like one sample: x[None] gives it an axis of samples."
            if sample
            else f"Bring it into that shape, x.reshape(-1, ...) say, or change {wanted[1:]}.",
        )


def _fits(wanted: Shape, got: Shape) -> bool:
    # As Keras does: a last axis of length 1 may be missing, or be there without need.
    choices = [got, (*got, 1)] + ([got[:-1]] if got[-1:] == (1,) else [])
    return any(
        len(wanted) == len(one)
        and all(a is None or a == b for a, b in list(zip(wanted, one, strict=True))[1:])
        for one in choices
    )


def _shown(shape: Shape) -> str:
    return str(("samples", *("any" if one is None else one for one in shape[1:]))).replace("'", "")


def targets(plan: Plan) -> Iterator[Finding]:
    """Targets of another shape than the outputs."""
    for one in plan.outputs:
        if one.shape is None or one.target is None or one.loss is None or not one.loss.last:
            continue
        if len(one.target.shape) == 0:
            continue
        if one.loss.kind == SPARSE:
            yield from _sparse(one)
        elif one.loss.kind == CATEGORICAL:
            yield from _categorical(one)
        elif one.loss.kind in (*ELEMENTWISE, BINARY):
            yield from _elementwise(one)


def _sparse(one: Output) -> Iterator[Finding]:
    shape, got = one.shape, one.target.shape
    wanted = shape[:-1]
    squeezed = got[:-1] if len(got) == len(shape) and got[-1] == 1 else got
    if len(shape) > 2 and len(squeezed) == 1:
        yield _forgotten_flatten(one)
    elif len(got) == len(shape) and got[-1] > 1 and got[-1] == one.units:
        yield finding(
            "one-hot with a sparse loss",
            WRONG,
            f"{one.target.name} is one-hot, but {one.loss.shown} takes the numbers of the classes; "
            "Keras's error, 'must have rank target.ndim - 1', has it the wrong way round.",
            f"shape {_shown(wanted)}, whole numbers",
            f"shape {got}",
            "Write y.argmax(axis=-1), or compile with loss='categorical_crossentropy'.",
        )
    elif not _agree(wanted, squeezed):
        yield finding(
            "shape of y",
            WRONG,
            f"{one.target.name} hasn't the shape of {_the(one)}, without its last axis.",
            f"shape {_shown(wanted)}",
            f"shape {got}",
            "Bring the targets or the last layer into shape.",
        )


def _categorical(one: Output) -> Iterator[Finding]:
    shape, got = one.shape, one.target.shape
    single = len(got) == len(shape) and got[-1] == 1 and (one.units or 1) > 1
    if len(shape) > 2 and (len(got) == 1 or (len(got) == 2 and got[-1] == one.units)):
        yield _forgotten_flatten(one)
    elif len(got) == len(shape) - 1 or single:
        yield finding(
            "numbers with a categorical loss",
            WRONG,
            f"{one.target.name} holds numbers of classes, but {one.loss.shown} takes them one-hot; "
            "Keras says 'must have the same rank'.",
            f"shape {_shown(shape)}",
            f"shape {got}",
            "Compile with loss='sparse_categorical_crossentropy', or write "
            "keras.utils.to_categorical(y).",
        )
    elif not _agree(shape, got):
        yield _of_other_shape(one)


def _elementwise(one: Output) -> Iterator[Finding]:
    shape, got = one.shape, one.target.shape
    # What Keras itself takes for the same.
    if len(got) == len(shape) - 1 and shape[-1] == 1:
        got = got if len(got) > 1 else (*got, 1)
        shape = shape if len(got) == len(shape) else shape[:-1]
    elif len(got) == len(shape) + 1 and got[-1] == 1:
        got = got[:-1]
    if _agree(shape, got):
        return
    if not _stretches(shape, got):
        yield _of_other_shape(one)
        return
    if len(one.shape) > 2 and (len(one.target.shape) == 1 or one.target.shape[1:] == (1,)):
        yield _forgotten_flatten(one, ", and stretches the targets over it without a word")
        return
    yield finding(
        "shapes are stretched",
        WRONG,
        f"{_the(one, big=True)} and {one.target.name} have different shapes, and Keras stretches "
        f"one over the other without a word: {one.loss.shown} compares numbers that don't "
        "belong together.",
        f"targets of shape {_shown(one.shape)}",
        f"shape {one.target.shape}",
        f"Give the last layer as many units as a target has numbers, {_numbers(one)}.",
    )


def _forgotten_flatten(one: Output, more: str = "") -> Finding:
    return finding(
        "forgotten flatten",
        WRONG,
        f"{_the(one, big=True)} has {len(one.shape) - 1} axes for a sample, where a target is one "
        f"{'number' if len(one.target.shape) == 1 else 'row'}: Dense works along the last axis "
        f"only{more}.",
        f"targets of shape {_shown(one.shape)}",
        f"targets of shape {one.target.shape}",
        "Put keras.layers.Flatten() or a pooling layer before the last Dense, or "
        "return_sequences=False in the last RNN.",
    )


def _of_other_shape(one: Output) -> Finding:
    return finding(
        "shape of y",
        WRONG,
        f"{one.target.name} hasn't the shape of {_the(one)}.",
        f"shape {_shown(one.shape)}",
        f"shape {one.target.shape}",
        "Give the last layer as many units as a target has numbers, or change the targets.",
    )


def _the(one: Output, big: bool = False) -> str:
    return one.shown if big else one.shown[0].lower() + one.shown[1:]


def _numbers(one: Output) -> int:
    return 1 if len(one.target.shape) == 1 else one.target.shape[-1]


def _agree(wanted: Shape, got: Shape) -> bool:
    pairs = list(zip(wanted, got, strict=False))[1:]
    return len(wanted) == len(got) and all(a is None or a == b for a, b in pairs)


def _stretches(wanted: Shape, got: Shape) -> bool:
    """Whether NumPy's rule lets two shapes meet, whatever the number of samples is."""
    if len(wanted) == len(got):
        pairs = list(zip(wanted, got, strict=True))[1:]
        return all(a is None or a == b or 1 in (a, b) for a, b in pairs)
    # The samples of the one meet another axis: it fits where that has as many, or one.
    return len(got) == 1 and len(wanted) > 1 and wanted[-1] == 1


def embedding(plan: Plan) -> Iterator[Finding]:
    """Numbers of words that an Embedding has no row for."""
    takers = first_layers(plan.model) if plan.model is not None else None
    for each in plan.both:
        for part, layers in zip(each.in_order() if takers else (), takers or (), strict=False):
            tables = [one for one in layers if kind(one) == "Embedding"]
            if not tables or not part.numbers or part.look.most is None:
                continue
            size, seen = min(one.input_dim for one in tables), part.look
            if seen.most >= size or seen.least < 0:
                yield finding(
                    "embedding out of range",
                    WRONG,
                    f"{part.name} holds numbers that the Embedding {tables[0].name!r} has no row "
                    "for: compiled by XLA it takes another row, or zeros, without a word.",
                    f"whole numbers from 0 to {size - 1}",
                    f"from {seen.least:g} to {seen.most:g}",
                    "Give it input_dim = largest number + 1, or keep the vocabulary smaller.",
                )
            elif not seen.whole:
                yield finding(
                    "embedding of fractions",
                    SUSPECT,
                    f"{part.name} holds fractions, but goes into the Embedding "
                    f"{tables[0].name!r}, which cuts them off.",
                    "whole numbers",
                    f"numbers from {seen.least:g} to {seen.most:g}",
                    "Give it the numbers of words; feed measurements into a Dense layer.",
                )


CHECKS = (lengths, input_shape, targets, embedding)
