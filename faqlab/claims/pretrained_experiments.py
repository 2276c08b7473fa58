"""The experiments of `pretrained`'s claims. None of them uses a network connection."""

import contextlib
import functools
import importlib
import random
import sys
from urllib.parse import urlsplit

import numpy as np

from faqlab.core.application_download import fetching
from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, RETIRED, UNTESTABLE, Evidence
from faqlab.core.class_names import class_names
from faqlab.core.imagenet_network import features_of, in_parts, kept_network
from faqlab.core.lite_network import lite_network
from faqlab.core.photo_patches import photo_patches
from faqlab.core.photograph import centre_square
from faqlab.core.picture_answers import class_shares

IMPORTS = (
    ("xception", "Xception"),
    ("vgg16", "VGG16"),
    ("vgg19", "VGG19"),
    ("resnet50", "ResNet50"),
    ("inception_v3", "InceptionV3"),
    ("inception_resnet_v2", "InceptionResNetV2"),
    ("mobilenet", "MobileNet"),
    ("densenet", "DenseNet121"),
    ("densenet", "DenseNet169"),
    ("densenet", "DenseNet201"),
    ("nasnet", "NASNetLarge"),
    ("nasnet", "NASNetMobile"),
    ("mobilenet_v2", "MobileNetV2"),
)
PHOTOGRAPHS = ("china.jpg", "flower.jpg")


def _undisturbed(experiment):
    """Whatever networks it builds, the program around it draws the same random numbers."""

    @functools.wraps(experiment)
    def kept(**given):
        state = random.getstate()
        try:
            return experiment(**given)
        finally:
            random.setstate(state)

    return kept


class _Asked(Exception):
    """Raised instead of a download."""


def _asked_for(action) -> list[str]:
    """The addresses that Keras would download from; nothing is."""
    origins = []

    def fetch(fname, origin, **_):
        origins.append(origin)
        raise _Asked

    with fetching(fetch), contextlib.suppress(_Asked):
        action()
    return origins


def _photographs() -> np.ndarray:
    from sklearn.datasets import load_sample_image

    return np.stack([centre_square(load_sample_image(name)) for name in PHOTOGRAPHS])


def the_imports_work(imports=IMPORTS):
    """Import what the FAQ imports."""
    there = 0
    for module, name in imports:
        try:
            there += callable(
                getattr(importlib.import_module(f"keras.applications.{module}"), name)
            )
        except (ImportError, AttributeError):
            continue
    today = [
        name
        for name in dir(keras.applications)
        if name[0].isupper() and callable(getattr(keras.applications, name))
    ]
    numbers = {"imports that work": f"{there} of {len(imports)}", "networks today": len(today)}
    return Evidence(HOLDS if there == len(imports) else RETIRED, numbers)


@_undisturbed
def weights_come_with_the_network(build=None):
    """Look which file a small network asks for, and refuse it."""
    build = build or keras.applications.MobileNet
    asked = _asked_for(lambda: build(alpha=0.25, input_shape=(128, 128, 3), weights="imagenet"))
    if not asked:
        return Evidence(HOLDS, {"files to download": 0})
    numbers = {"files to download": len(asked), "from": urlsplit(asked[0]).hostname}
    return Evidence(UNTESTABLE, numbers)


@_undisturbed
def features_are_a_row_a_picture(build=None):
    """Build a network without its top, and give it two pictures."""
    build = build or keras.applications.MobileNetV2
    top = {"include_top": False, "pooling": "avg", "weights": None}
    model = build(alpha=0.35, input_shape=(32, 32, 3), **top)
    found = np.asarray(model(np.zeros((2, 32, 32, 3), "float32"), training=False))
    numbers = {"two pictures give": str(found.shape)}
    return Evidence(HOLDS if found.ndim == 2 and len(found) == 2 else FALSE, numbers)


def each_family_has_its_own_scale(families=("vgg16", "mobilenet_v2", "efficientnet")):
    """Give black and white to each family's own preparation."""
    ends = np.array([0.0, 255.0], "float32").reshape(1, 2, 1, 1).repeat(3, axis=-1)
    found = {}
    for one in families:
        prepare = importlib.import_module(f"keras.applications.{one}").preprocess_input
        scaled = np.asarray(prepare(ends.copy()))
        found[one] = f"{scaled.min():.0f} to {scaled.max():.0f}"
    several = len(set(found.values())) > 1
    return Evidence(HOLDS if several else FALSE, found)


@_undisturbed
def zero_to_one_will_do(shares=class_shares):
    """Name both photographs, from 0 to 255 and from 0 to 1."""
    pictures = _photographs().astype("float32")
    right, scaled = shares(pictures).argmax(-1), shares(pictures / 255).argmax(-1)
    numbers = {
        "named as before": f"{(right == scaled).sum()} of 2",
        "answers to two different pictures": len(set(scaled.tolist())),
    }
    return Evidence(HOLDS if (right == scaled).all() else FALSE, numbers)


@_undisturbed
def one_size_only(make=kept_network):
    """Give the trained network pictures of three sizes."""
    network, sizes = make(), []
    for size in (96, 160, 224):
        try:
            in_parts(network, np.zeros((1, size, size, 3), "float32"))
            sizes.append(size)
        except Exception:  # the backend's own, whatever it is
            continue
    return Evidence(FALSE if len(sizes) > 1 else HOLDS, {"sizes taken": len(sizes)})


def classes_of_ones_own(build=None):
    """Ask a network with ImageNet's weights for five classes."""
    build = build or keras.applications.MobileNetV2
    try:
        asked = _asked_for(lambda: build(weights="imagenet", classes=5))
    except ValueError:
        return Evidence(FALSE, {"it raises": "ValueError"})
    return Evidence(HOLDS, {"files to download": len(asked)})


def names_need_no_download(decode=None):
    """Look which file `decode_predictions` asks for, and refuse it."""
    decode = decode or keras.applications.imagenet_utils.decode_predictions
    asked = _asked_for(lambda: decode(np.eye(1, 1000, 698, "float32")))
    if asked:
        return Evidence(FALSE, {"asks for": asked[0].rsplit("/", 1)[-1]})
    return Evidence(HOLDS, {"asks for": "nothing"})


@_undisturbed
def inception_says_where(build=None):
    """Look what comes out of it."""
    build = build or keras.applications.InceptionV3
    outputs = build(weights=None).outputs
    places = len(outputs) > 1 or len(outputs[0].shape) > 2
    shapes = ", ".join(str(tuple(one.shape)) for one in outputs)
    return Evidence(HOLDS if places else FALSE, {"comes out": shapes})


@_undisturbed
def vgg_is_large_by_its_convolutions(build=None, units=4096):
    """Count its parameters, those of the dense top by their shapes."""
    build = build or keras.applications.VGG16
    convolutions = build(weights=None, include_top=False, input_shape=(224, 224, 3))
    flat = int(np.prod(convolutions.output_shape[1:]))
    top = sum((m + 1) * n for m, n in ((flat, units), (units, units), (units, 1000)))
    whole = top + convolutions.count_params()
    numbers = {"parameters": f"{whole:,}", "in the dense top": f"{top / whole:.0%}"}
    return Evidence(FALSE if top > whole / 2 else HOLDS, numbers)


@_undisturbed
def torch_files_need_torch(make=kept_network):
    """Read one, and name both photographs with it."""
    before = set(sys.modules)
    shares = in_parts(make(), _photographs())
    found = [class_names()[one] for one in shares.argmax(-1)]
    loaded = "torch" in set(sys.modules) - before
    numbers = {"the photographs": ", ".join(found), "torch was loaded for it": loaded}
    return Evidence(FALSE if found == ["palace", "daisy"] else HOLDS, numbers)


@_undisturbed
def trained_features_do_better(trained=kept_network, untrained=lite_network):
    """Tell building, tree and petals apart, from six pieces of each, by one and the same head."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    (x, y), (x_test, y_test) = photo_patches(test=20)
    right = []
    for make in (trained, untrained):
        body = features_of(make())
        features, new = in_parts(body, x), in_parts(body, x_test)
        head = make_pipeline(StandardScaler(), LogisticRegression()).fit(features, y)
        right.append(head.score(new, y_test))
    better = right[0] > right[1] + 0.1
    numbers = {"pictures to learn from": len(x), "right much more often": bool(better)}
    return Evidence(HOLDS if better else FALSE, numbers)
