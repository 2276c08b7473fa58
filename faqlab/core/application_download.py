"""Keras's own trained weights, for readers who have a network: into a folder that they name."""

import contextlib
import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .application_catalogue import architecture
from .backend import keras
from .errors import three_beats
from .files import atomic_path

_ONE_AT_A_TIME = threading.Lock()

_SILENCE = 30.0  # seconds without a byte, after which the server counts as gone

# There is no public place to say where the files shall go.
_ASKED = keras.src.utils.file_utils


def download(name: str, folder: str | os.PathLike, **arguments) -> keras.Model:
    """Build an architecture of `keras.applications` with its official weights.

    The first time they are downloaded into the folder, where a file appears only when it is whole
    and Keras's checksum, where it has one, is right. From then on no network is needed: the folder
    can be copied to a machine without one.

    Args:
        name: The architecture, such as `"MobileNetV2"`.
        folder: Where the weights are kept; it must exist.
        **arguments: For the architecture, such as `include_top=False`.

    Returns:
        The trained model.

    Raises:
        ConnectionError: If the weights aren't in the folder and can't be downloaded.
        FileNotFoundError: If there is no such folder.
        ValueError: If there is no such architecture.
    """
    build, folder = architecture(name), Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(
            three_beats("There is no such folder.", "a folder that exists", str(folder))
        )
    with fetching(partial(_fetch, folder, name)):
        return build(weights="imagenet", **arguments)


@contextlib.contextmanager
def fetching(fetch) -> Iterator[None]:
    """Have `keras.applications` ask another function for its files.

    Args:
        fetch: Called as `keras.utils.get_file` is; returns the path of the file.
    """
    with _ONE_AT_A_TIME:
        kept, _ASKED.get_file = _ASKED.get_file, fetch
        try:
            yield
        finally:
            _ASKED.get_file = kept


def _fetch(folder: Path, name: str, fname: str, origin: str, file_hash=None, **_) -> str:
    path = folder / Path(fname).name
    if path.is_file() and (file_hash is None or _has_hash(path, file_hash)):
        return str(path)
    try:
        with atomic_path(path) as temporary, _patience(_SILENCE):
            keras.utils.get_file(
                temporary.name,
                origin,
                file_hash=file_hash,
                cache_dir=str(folder.resolve()),
                cache_subdir="",
                force_download=True,
            )
    except Exception as error:
        if isinstance(error, (PermissionError, FileNotFoundError)):
            raise
        host = origin.split("/")[2] if "//" in origin else origin
        raise ConnectionError(
            three_beats(
                f"The weights of {name} can't be downloaded here.",
                f"a network that reaches {host}, or the file {path.name} in the folder",
                str(error),
                "pretrained.network() needs no network.",
            )
        ) from None
    return str(path)


@contextlib.contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Let connections that are opened meanwhile wait so long; Keras itself waits forever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _has_hash(path: Path, expected: str) -> bool:
    kind = "sha256" if len(expected) == 64 else "md5"
    return hashlib.new(kind, path.read_bytes()).hexdigest() == expected
