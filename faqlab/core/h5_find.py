"""Datasets of an HDF5 file by their names; what would come from another file is refused."""

import os
from pathlib import Path

import h5py

from .errors import one_of, three_beats

# Soft links that lead to soft links, in a circle maybe.
_MOST_LINKS = 16
_ASK = "If you trust it, pass `follow_links=True`."


def find_dataset(file: h5py.File, name: str, follow_links: bool = False) -> h5py.Dataset:
    """Find a dataset of numbers.

    HDF5 reads other files without a word: by external links, by virtual datasets, by external
    storage. Here none of that happens unless it is asked for.

    Args:
        file: The open file.
        name: The dataset's path in it, such as `"train/x"`.
        follow_links: Whether other files may be read. Default: no.

    Returns:
        The dataset.

    Raises:
        ValueError: If there is none of that name, it isn't an array of numbers with samples, it
            comes from another file, or this h5py can't unpack it.

    Example:

    >>> import io
    >>> file = h5py.File(io.BytesIO(), "w")
    >>> file["images"] = [[1, 2], [3, 4]]
    >>> find_dataset(file, "images").shape
    (2, 2)
    >>> find_dataset(file, "image")
    Traceback (most recent call last):
    ...
    ValueError: There is no dataset 'image' in the file. Expected: 'images'. Received: 'image'.
    """
    if not isinstance(name, str) or not name.strip("/"):
        raise ValueError(three_beats("This names no dataset.", "a name such as 'train/x'", name))
    found = _walk(file["/"], name, follow_links)
    if not isinstance(found, h5py.Dataset):
        inside = one_of("x", dataset_names(found)) if isinstance(found, h5py.Group) else "an array"
        wrong = f"{name!r} is a group, and no dataset."
        raise ValueError(three_beats(wrong, f"a dataset; in it there is {inside}", name))
    _check_numbers(found, name)
    _check_filters(found, name)
    _check_outside(found, name, follow_links)
    return found


def dataset_names(group: h5py.Group, most: int = 200) -> list[str]:
    """List the datasets in a group and the groups in it, by hard links alone.

    Args:
        group: The group, or the file.
        most: After how many names to stop. Default: 200.

    Returns:
        Their paths within the group.
    """
    names: list[str] = []

    def note(name: str, found: object) -> bool | None:
        if isinstance(found, h5py.Dataset):
            names.append(name)
        return True if len(names) >= most else None

    group.visititems(note)
    return names


def _walk(here: h5py.Group, path: str, follow: bool, links: int = 0):
    """Go a path step by step, so that no link is followed unseen."""
    here = here.file["/"] if path.startswith("/") else here
    for step in path.split("/"):
        if step in ("", "."):
            continue
        if not isinstance(here, h5py.Group) or not here.id.links.exists(step.encode()):
            raise _missing(here.file, path)
        kind = here.id.links.get_info(step.encode()).type
        if kind == h5py.h5l.TYPE_HARD:
            here = here[step]
        elif kind == h5py.h5l.TYPE_SOFT:
            if links == _MOST_LINKS:
                wrong = f"{path!r} is a link that leads to links without an end."
                raise ValueError(three_beats(wrong, "a link to a dataset", path))
            target = here.id.links.get_val(step.encode()).decode()
            here = _walk(here, target, follow, links + 1)
        else:
            here = _external(here, step, path, follow)
    return here


def _missing(file: h5py.File, path: str) -> ValueError:
    wrong = f"There is no dataset {path!r} in the file."
    return ValueError(three_beats(wrong, one_of(path, dataset_names(file)), path))


def _external(group: h5py.Group, step: str, path: str, follow: bool):
    other, inner = (_text(one) for one in group.id.links.get_val(step.encode()))
    if not follow:
        wrong = f"{path!r} isn't in this file: it is a link to {inner!r} in another one."
        raise ValueError(three_beats(wrong, "a dataset in the file itself", other, _ASK))
    try:
        return group[step]
    except (KeyError, OSError, RuntimeError) as error:
        wrong = f"{path!r} is a link to {inner!r} in another file, which can't be read."
        raise ValueError(three_beats(wrong, "a file that is there", other, str(error))) from None


def _check_numbers(found: h5py.Dataset, name: str) -> None:
    if found.dtype.kind not in "biuf":
        wrong = f"{name!r} doesn't hold numbers."
        raise ValueError(three_beats(wrong, "integers, floats or booleans", str(found.dtype)))
    if not found.shape:
        wrong = f"{name!r} has no samples."
        expected = "a dataset of shape (samples, ...), one sample at least"
        raise ValueError(three_beats(wrong, expected, found.shape))


def _check_filters(found: h5py.Dataset, name: str) -> None:
    plan = found.id.get_create_plist()
    for code, _, _, told in (plan.get_filter(i) for i in range(plan.get_nfilters())):
        if not h5py.h5z.filter_avail(code):
            wrong = f"{name!r} is packed in a way that this h5py doesn't know."
            remedy = "Install `hdf5plugin` and import it, or have the file written with gzip."
            received = f"filter {code} {_text(told)}".strip()
            raise ValueError(three_beats(wrong, "gzip, lzf or no packing", received, remedy))


def _check_outside(found: h5py.Dataset, name: str, follow: bool, links: int = 0) -> None:
    """Refuse a dataset whose numbers lie in other files; for files that are gone HDF5 gives 0."""
    others = [one[0] for one in found.external or ()]
    if found.is_virtual:
        for source in found.virtual_sources():
            if source.file_name != ".":
                others.append(source.file_name)
            elif links < _MOST_LINKS:
                inner = _walk(found.file["/"], "/" + source.dset_name.lstrip("/"), follow)
                if isinstance(inner, h5py.Dataset):
                    _check_outside(inner, name, follow, links + 1)
    if others and not follow:
        wrong = f"The numbers of {name!r} aren't in this file: they lie in {len(others)} others."
        raise ValueError(three_beats(wrong, "a dataset in the file itself", others[0], _ASK))
    folder = Path(found.file.filename).parent
    for other in others:
        if "%" not in other and not os.path.exists(folder / other) and not os.path.exists(other):
            wrong = f"A file that numbers of {name!r} lie in is missing: HDF5 would give zeros."
            raise ValueError(three_beats(wrong, "a file that is there", other))


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
