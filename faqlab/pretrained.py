"""How can I use pretrained models?

`keras.applications` builds 40 networks, and `weights="imagenet"` downloads what they learned.
`network` is one that needs no download: EfficientNet-Lite0, trained on ImageNet. `name` says what
is on a picture and `where_it_looks` shows where. For pictures of one's own, take its features
(`features_of`), train a small head on them, then the last block too, at a small learning rate.
"""

from .claims.pretrained import CLAIMS
from .core.application_catalogue import architecture, catalogue, time_architectures
from .core.application_download import download
from .core.class_map import Looked, class_map, where_it_looks
from .core.class_names import class_names, class_number
from .core.freeze import freeze, unfreeze
from .core.imagenet_network import features_of
from .core.imagenet_network import imagenet_network as network
from .core.lite_network import lite_network as untrained
from .core.network_halves import halves
from .core.photo_patches import PATCH_NAMES, draw_patches, photo_patches, photographs
from .core.photograph import as_pixels, centre_square
from .core.picture_answers import Answers
from .core.picture_answers import name_picture as name
from .core.torch_file import read_torch_file
from .exercises.pretrained import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "PATCH_NAMES",
    "Answers",
    "Looked",
    "architecture",
    "as_pixels",
    "catalogue",
    "centre_square",
    "class_map",
    "class_names",
    "class_number",
    "download",
    "draw_patches",
    "features_of",
    "freeze",
    "halves",
    "name",
    "network",
    "photo_patches",
    "photographs",
    "predict",
    "q1",
    "q2",
    "q3",
    "read_torch_file",
    "time_architectures",
    "unfreeze",
    "untrained",
    "where_it_looks",
]
