"""Hostile and broken files of models, each with the code that an audit must name it by.

What they carry only touches a marker file. `HOSTILE` maps a name to the code and to what makes the
file: a function of a `Bench`, which returns its path.
"""

import base64
import io
import json
import os
import pickle
import shutil
import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from keras.src.utils import python_utils

from faqlab.core.backend import keras

HOSTILE: dict[str, tuple[str, Callable]] = {}


def file(name: str, code: str):
    """Enter a maker into the corpus."""

    def enter(maker):
        assert name not in HOSTILE
        HOSTILE[name] = code, maker
        return maker

    return enter


@dataclass
class Bench:
    """Where the files are made: an honest model in several formats, a folder, the marker.

    Args:
        folder: Where to put files.
        marker: The file that comes to be if a payload runs.
    """

    folder: Path
    marker: Path

    def __post_init__(self):
        keras.utils.set_random_seed(0)
        layers = keras.layers
        body = [layers.Dense(6, activation="relu"), layers.Dense(3, name="head")]
        model = keras.Sequential([keras.Input((4,)), *body])
        model.compile("adam", "mse", metrics=["mae"])
        model.fit(np.ones((4, 4)), np.ones((4, 3)), verbose=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name in ("honest.keras", "honest.h5"):
                model.save(self.folder / name)
        model.save_weights(self.folder / "honest.weights.h5")
        model.export(self.folder / "honest", verbose=False)
        with zipfile.ZipFile(self.folder / "honest.keras") as parts:
            self.parts = {name: parts.read(name) for name in parts.namelist()}
        self.payload = f"(__import__('pathlib').Path({str(self.marker)!r}).touch(), x)[1]"

    def path(self, name: str) -> Path:
        return self.folder / name

    def bytecode(self) -> str:
        return python_utils.func_dump(eval(f"lambda x: {self.payload}"))[0]

    def code(self) -> dict:
        """A lambda as Keras 3 reads it: a Lambda layer the names, anything else the list."""
        inner = {"code": self.bytecode(), "defaults": None, "closure": None}
        inner["value"] = [inner["code"], None, None]
        return {"class_name": "__lambda__", "config": inner}

    def lambda_layer(self, **more) -> dict:
        return layer("Lambda", name="evil", **({"function": self.code()} | more))

    def zip(self, name: str, parts: dict[str, bytes], packing=zipfile.ZIP_STORED) -> Path:
        with zipfile.ZipFile(self.path(name), "w", packing) as file:
            for part, data in parts.items():
                file.writestr(part, data)
        return self.path(name)

    def keras(self, name: str, change: Callable[[dict], None]) -> Path:
        """A `.keras` with another configuration."""
        config = json.loads(self.parts["config.json"])
        change(config)
        return self.zip(name, self.parts | {"config.json": json.dumps(config).encode()})

    def with_layer(self, name: str, added: dict) -> Path:
        return self.keras(name, lambda config: config["config"]["layers"].append(added))

    def with_part(self, name: str, part: str, data: bytes) -> Path:
        return self.zip(name, self.parts | {part: data})

    def h5(self, name: str, change: Callable[[h5py.File], None], base="honest.weights.h5") -> Path:
        """An HDF5 file with something else in it."""
        self.path(name).write_bytes(self.path(base).read_bytes())
        with h5py.File(self.path(name), "r+") as opened:
            change(opened)
        return self.path(name)

    def old_h5(self, name: str, attribute: str, value: object) -> Path:
        def change(opened):
            opened.attrs[attribute] = json.dumps(value)

        return self.h5(name, change, "honest.h5")

    def text(self, name: str, data: bytes) -> Path:
        self.path(name).write_bytes(data)
        return self.path(name)

    def pickle(self, protocol: int) -> bytes:
        return pickle.dumps(Touch(str(self.marker)), protocol)


class Touch:
    """Unpickled it makes a file."""

    def __init__(self, path: str):
        self.path = path

    def __reduce__(self):
        return open, (self.path, "w")


def layer(class_name: str, module: str | None = "keras.layers", registered=None, **config) -> dict:
    return {
        "module": module,
        "class_name": class_name,
        "config": config,
        "registered_name": registered,
    }


def function(module: str, name: str) -> dict:
    return layer("function", module, name) | {"config": name}


# Code in a configuration of Keras 3, wherever it can stand.


@file("lambda.keras", "lambda")
def _(bench):
    return bench.with_layer("lambda.keras", bench.lambda_layer())


@file("lambda_nested.keras", "lambda")
def _(bench):
    inner = layer("Sequential", "keras", name="inner", layers=[bench.lambda_layer()])
    return bench.with_layer("lambda_nested.keras", inner)


@file("lambda_wrapped.keras", "lambda")
def _(bench):
    wrapped = layer("TimeDistributed", name="each", layer=bench.lambda_layer())
    return bench.with_layer("lambda_wrapped.keras", wrapped)


@file("lambda_activation.keras", "lambda")
def _(bench):
    return bench.with_layer(
        "lambda_activation.keras", layer("Activation", name="a", activation=bench.code())
    )


@file("lambda_initializer.keras", "lambda")
def _(bench):
    return bench.with_layer(
        "lambda_initializer.keras",
        layer("Dense", name="d", units=3, kernel_initializer=bench.code()),
    )


@file("lambda_output_shape.keras", "lambda")
def _(bench):
    added = bench.lambda_layer(
        function=function("keras.activations", "relu"), output_shape=bench.code()
    )
    return bench.with_layer("lambda_output_shape.keras", added)


@file("lambda_loss.keras", "lambda")
def _(bench):
    return bench.keras(
        "lambda_loss.keras", lambda config: config["compile_config"].update(loss=bench.code())
    )


@file("lambda_metric.keras", "lambda")
def _(bench):
    return bench.keras(
        "lambda_metric.keras",
        lambda config: config["compile_config"].update(metrics=[["mae", bench.code()]]),
    )


@file("lambda.json", "lambda")
def _(bench):
    config = layer("Sequential", "keras", name="s", layers=[bench.lambda_layer()])
    return bench.text("lambda.json", json.dumps(config).encode())


# As Keras 1 and 2 wrote it.


def old_lambda(bench, **more) -> dict:
    code = [bench.bytecode(), None, None]
    inner = {"name": "evil", "function": code, "function_type": "lambda"} | more
    return {
        "class_name": "Sequential",
        "config": {"layers": [{"class_name": "Lambda", "config": inner}]},
    }


@file("old_lambda.h5", "lambda")
def _(bench):
    return bench.old_h5("old_lambda.h5", "model_config", old_lambda(bench))


@file("old_lambda_untyped.h5", "lambda")
def _(bench):
    return bench.old_h5(
        "old_lambda_untyped.h5", "model_config", old_lambda(bench, function_type=None)
    )


@file("old_lambda_output_shape.h5", "lambda")
def _(bench):
    config = old_lambda(
        bench, function="relu", function_type="function", output_shape_type="lambda"
    )
    return bench.old_h5("old_lambda_output_shape.h5", "model_config", config)


@file("old_lambda_of_a_module.json", "callable")
def _(bench):
    config = old_lambda(bench, function="system", function_type="function", module="os")
    return bench.text("old_lambda_of_a_module.json", json.dumps(config).encode())


@file("old_write_file.h5", "callable")
def _(bench):
    added = {
        "class_name": "TFOpLambda",
        "config": {"name": "tf.io.write_file", "function": "io.write_file"},
    }
    return bench.old_h5(
        "old_write_file.h5",
        "model_config",
        {"class_name": "Functional", "config": {"layers": [added]}},
    )


@file("old_loss.h5", "callable")
def _(bench):
    return bench.old_h5("old_loss.h5", "training_config", {"loss": function("os", "system")})


# Functions that are none of a model's.

CALLABLES = [
    ("os", "system"),
    ("posix", "system"),
    ("subprocess", "check_output"),
    ("builtins", "eval"),
    ("builtins", "os.system"),
    ("runpy", "run_path"),
    ("numpy", "load"),
    ("keras.utils", "get_file"),
    ("keras.models", "load_model"),
    ("keras.visualization", "plot_image_gallery"),
    ("keras.config", "enable_unsafe_deserialization"),
    ("keras.src.utils.python_utils", "func_load"),
    ("keras.losses", "deserialize"),
]


def _enter_callable(module: str, name: str) -> None:
    title = f"calls_{module}_{name}.keras"

    @file(title, "callable")
    def _(bench):
        arguments = {"path": str(bench.marker)}
        added = bench.lambda_layer(function=function(module, name), arguments=arguments)
        return bench.with_layer(title, added)


for _module, _name in CALLABLES:
    _enter_callable(_module, _name)


@file("calls_as_activation.keras", "callable")
def _(bench):
    added = layer("Dense", name="d", units=3, activation=function("os", "system"))
    return bench.with_layer("calls_as_activation.keras", added)


@file("calls_as_text.keras", "callable")
def _(bench):
    added = layer("Dense", name="d", units=3, activation="os.system")
    return bench.with_layer("calls_as_text.keras", added)


# Classes that are none of Keras's.

CLASSES = [
    ("Popen", "subprocess", None, "unknown class"),
    ("MyLayer", None, "MyPackage>MyLayer", "unknown class"),
    ("KerasFileEditor", "keras.src.saving.file_editor", "KerasFileEditor", "unknown class"),
    ("TFSMLayer", "keras.layers", None, "program"),
    ("TorchModuleWrapper", "keras.layers", None, "program"),
    ("JaxLayer", "keras.layers", None, "program"),
    ("FlaxLayer", "keras.layers", None, "program"),
    ("Dense", "keras.layers", "MyPackage>Dense", "registered name"),
]


def _enter_class(class_name: str, module: str | None, registered: str | None, code: str) -> None:
    title = f"class_{class_name}_{code.replace(' ', '_')}.keras"

    @file(title, code)
    def _(bench):
        added = layer(class_name, module, registered, name="c", units=3, args=["touch", "x"])
        return bench.with_layer(title, added)


for _one in CLASSES:
    _enter_class(*_one)


# Other files, by a text.


@file("vocabulary_path.keras", "path")
def _(bench):
    secret = bench.text("secret.txt", b"secret\n")
    return bench.with_layer(
        "vocabulary_path.keras", layer("StringLookup", name="s", vocabulary=str(secret))
    )


@file("vocabulary_url.keras", "path")
def _(bench):
    url = bench.text("secret.txt", b"secret\n").as_uri()
    return bench.with_layer(
        "vocabulary_url.keras", layer("TextVectorization", name="t", vocabulary=url)
    )


# Pickles.


@file("pickle_in_text.keras", "pickle")
def _(bench):
    text = base64.b64encode(bench.pickle(4)).decode()
    return bench.with_layer("pickle_in_text.keras", layer("Dense", name=text, units=3))


@file("objects_in_text.keras", "pickle")
def _(bench):
    value = {"class_name": "__numpy__", "config": {"value": [1], "dtype": "object"}}
    return bench.with_layer("objects_in_text.keras", layer("Dense", name="d", units=value))


@file("pickle_4.keras", "pickle")
def _(bench):
    return bench.text("pickle_4.keras", bench.pickle(4))


@file("pickle_0.h5", "pickle")
def _(bench):
    return bench.text("pickle_0.h5", bench.pickle(0))


@file("pickle_1.json", "pickle")
def _(bench):
    return bench.text("pickle_1.json", bench.pickle(1))


@file("pickle_asset.keras", "pickle")
def _(bench):
    return bench.with_part("pickle_asset.keras", "assets/words.txt", bench.pickle(2))


@file("pickle_old_asset.keras", "pickle")
def _(bench):
    return bench.with_part("pickle_old_asset.keras", "assets/words.txt", bench.pickle(0))


def objects() -> bytes:
    data = io.BytesIO()
    np.save(data, np.array([{}], dtype=object), allow_pickle=True)
    return data.getvalue()


@file("pickle_npy.keras", "pickle")
def _(bench):
    return bench.with_part("pickle_npy.keras", "assets/words.npy", objects())


@file("pickle_npz.keras", "pickle")
def _(bench):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as arrays:
        arrays.writestr("kernel.npy", objects())
    parts = {name: part for name, part in bench.parts.items() if not name.endswith(".h5")}
    return bench.zip("pickle_npz.keras", parts | {"model.weights.npz": data.getvalue()})


@file("script.keras", "program")
def _(bench):
    return bench.with_part("script.keras", "assets/run", b"#!/bin/sh\ntouch x\n")


@file("module.keras", "program")
def _(bench):
    return bench.with_part("module.keras", "assets/layers.py", b"import os\n")


@file("library.keras", "program")
def _(bench):
    return bench.with_part("library.keras", "assets/words", b"\x7fELF" + bytes(60))


# Zips that reach outside, deceive, or burst.


@file("traversal.keras", "traversal")
def _(bench):
    return bench.with_part("traversal.keras", "assets/../../../outside.txt", b"x")


@file("absolute.keras", "traversal")
def _(bench):
    return bench.with_part("absolute.keras", "/outside.txt", b"x")


@file("drive.keras", "traversal")
def _(bench):
    return bench.with_part("drive.keras", "C:/outside.txt", b"x")


@file("backslash.keras", "traversal")
def _(bench):
    return _renamed(bench, "backslash.keras", b"..\\..\\out.txt")


@file("nul.keras", "traversal")
def _(bench):
    return _renamed(bench, "nul.keras", b"words.txt\0.html")


def _renamed(bench, name: str, part: bytes) -> Path:
    """A part with a name that `zipfile` would change when it writes."""
    stand_in = "n" * len(part)
    path = bench.with_part(name, f"assets/{stand_in}", b"x")
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), part))
    return path


@file("link.keras", "link")
def _(bench):
    path = bench.path("link.keras")
    path.write_bytes(bench.path("honest.keras").read_bytes())
    one = zipfile.ZipInfo("assets/words.txt")
    one.create_system, one.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr(one, "/etc/passwd")
    return path


@file("twice.keras", "duplicate member")
def _(bench):
    path = bench.with_layer("twice.keras", layer("Dense", name="d", units=3))
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as parts:
        warnings.simplefilter("ignore")
        parts.writestr("config.json", bench.parts["config.json"])
    return path


@file("twice_in_capitals.keras", "duplicate member")
def _(bench):
    return bench.with_part("twice_in_capitals.keras", "Config.json", b"{}")


@file("encrypted.keras", "encrypted")
def _(bench):
    data = bytearray(bench.with_part("encrypted.keras", "assets/a", b"x").read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bench.text("encrypted.keras", data)


@file("lzma.keras", "wrong magic")
def _(bench):
    return bench.zip("lzma.keras", bench.parts, zipfile.ZIP_LZMA)


@file("bomb_config.keras", "bomb")
def _(bench):
    parts = bench.parts | {"config.json": bench.parts["config.json"] + b" " * (100 << 20)}
    return bench.zip("bomb_config.keras", parts, zipfile.ZIP_DEFLATED)


@file("bomb_weights.keras", "bomb")
def _(bench):
    parts = bench.parts | {"model.weights.h5": bench.parts["model.weights.h5"] + bytes(100 << 20)}
    return bench.zip("bomb_weights.keras", parts, zipfile.ZIP_DEFLATED)


@file("bomb_asset.keras", "bomb")
def _(bench):
    return bench.zip(
        "bomb_asset.keras", bench.parts | {"assets/a": bytes(100 << 20)}, zipfile.ZIP_DEFLATED
    )


@file("many_parts.keras", "size")
def _(bench):
    return bench.zip("many_parts.keras", bench.parts | {f"assets/{i}": b"" for i in range(10_500)})


@file("overlapping.keras", "checksum")
def _(bench):
    """Two parts of the list have the same place in the file."""
    parts = bench.parts | {"assets/a": bytes(4096), "assets/b": bytes(4096)}
    data = bytearray(bench.zip("overlapping.keras", parts).read_bytes())
    lists = data.index(b"PK\x01\x02")
    a, b = (data.index(name, lists) for name in (b"assets/a", b"assets/b"))
    data[b - 4 : b] = data[a - 4 : a]
    return bench.text("overlapping.keras", data)


@file("flipped.keras", "checksum")
def _(bench):
    data = bytearray(bench.path("honest.keras").read_bytes())
    data[data.index(b"\x89HDF") + 900] ^= 1
    return bench.text("flipped.keras", data)


@file("cut.keras", "cut off")
def _(bench):
    return bench.text("cut.keras", bench.path("honest.keras").read_bytes()[:-200])


@file("no_config.keras", "missing member")
def _(bench):
    parts = {name: part for name, part in bench.parts.items() if name != "config.json"}
    return bench.zip("no_config.keras", parts)


@file("no_weights.keras", "missing member")
def _(bench):
    parts = {name: part for name, part in bench.parts.items() if not name.endswith(".h5")}
    return bench.zip("no_weights.keras", parts)


@file("junk_before.keras", "two formats")
def _(bench):
    return bench.text("junk_before.keras", b"x" * 100 + bench.path("honest.keras").read_bytes())


@file("h5_and_zip.h5", "two formats")
def _(bench):
    both = bench.path("honest.h5").read_bytes() + bench.path("honest.keras").read_bytes()
    return bench.text("h5_and_zip.h5", both)


@file("extra.keras", "extra member")
def _(bench):
    return bench.with_part("extra.keras", "notes.html", b"<html></html>")


# JSON that deceives or bursts.


@file("deep.keras", "json")
def _(bench):
    return bench.with_part("deep.keras", "config.json", b"[" * 5000 + b"]" * 5000)


@file("deep_hidden.keras", "json")
def _(bench):
    """Closing brackets in texts, so that counting all brackets sees no depth."""
    return bench.with_part("deep_hidden.keras", "config.json", b'{"}":' * 3000 + b"1" + b"}" * 3000)


@file("utf_16.keras", "json")
def _(bench):
    text = bench.parts["config.json"].decode().encode("utf-16")
    return bench.with_part("utf_16.keras", "config.json", text)


@file("key_twice.keras", "duplicate key")
def _(bench):
    text = bench.parts["config.json"].replace(
        b'"class_name"', b'"class_name": "A", "class_name"', 1
    )
    return bench.with_part("key_twice.keras", "config.json", text)


@file("many_values.json", "json")
def _(bench):
    text = b'{"class_name": "Sequential", "config": [' + b"[]," * 2_000_000 + b"1]}"
    return bench.text("many_values.json", text)


@file("huge_layer.keras", "size")
def _(bench):
    return bench.with_layer("huge_layer.keras", layer("Dense", name="d", units=100_000_000))


@file("huge_layer.h5", "size")
def _(bench):
    huge = {"class_name": "Embedding", "config": {"input_dim": 10**9, "output_dim": 10**6}}
    return bench.old_h5(
        "huge_layer.h5", "model_config", {"class_name": "Sequential", "config": [huge]}
    )


@file("huge_input.json", "size")
def _(bench):
    layers = [layer("InputLayer", batch_shape=[None, 10**12]), layer("Dense", units=1)]
    config = layer("Sequential", "keras", name="s", layers=layers)
    return bench.text("huge_input.json", json.dumps(config).encode())


@file("many_layers.keras", "layers")
def _(bench):
    added = [layer("Activation", name=f"a{i}", activation="relu") for i in range(3000)]
    return bench.keras("many_layers.keras", lambda config: config["config"]["layers"].extend(added))


# HDF5 that reaches outside, bursts, or holds no numbers.


@file("external_link.weights.h5", "external link")
def _(bench):
    def change(opened):
        opened["layers/x"] = h5py.ExternalLink("/etc/passwd", "/secret")

    return bench.h5("external_link.weights.h5", change)


@file("external_link.keras", "external link")
def _(bench):
    path = HOSTILE["external_link.weights.h5"][1](bench)
    return bench.with_part("external_link.keras", "model.weights.h5", path.read_bytes())


@file("soft_link.h5", "soft link")
def _(bench):
    def change(opened):
        opened["model_weights/x"] = h5py.SoftLink("/optimizer_weights")

    return bench.h5("soft_link.h5", change, "honest.h5")


@file("external_storage.weights.h5", "external storage")
def _(bench):
    secret = str(bench.text("secret.txt", b"secret\n"))

    def change(opened):
        opened.create_dataset("x", (2,), "f4", external=[(secret, 0, 8)])

    return bench.h5("external_storage.weights.h5", change)


@file("virtual.weights.h5", "virtual")
def _(bench):
    def change(opened):
        layout = h5py.VirtualLayout((4,), "f4")
        layout[:] = h5py.VirtualSource("/etc/elsewhere.h5", "x", (4,))
        opened.create_virtual_dataset("x", layout)

    return bench.h5("virtual.weights.h5", change)


@file("bomb_shape.weights.h5", "bomb")
def _(bench):
    return bench.h5(
        "bomb_shape.weights.h5", lambda opened: opened.create_dataset("x", (800_000_000,), "f4")
    )


@file("bomb_terabytes.h5", "bomb")
def _(bench):
    return bench.h5(
        "bomb_terabytes.h5", lambda opened: opened.create_dataset("x", (10**12,), "f4"), "honest.h5"
    )


@file("bomb_chunks.weights.h5", "bomb")
def _(bench):
    def change(opened):
        zeros = np.zeros(20 << 20, "f4")
        opened.create_dataset("x", data=zeros, chunks=(1 << 20,), compression="gzip")

    return bench.h5("bomb_chunks.weights.h5", change)


@file("bomb_of_many.weights.h5", "bomb")
def _(bench):
    """Many arrays, each too small to be one."""

    def change(opened):
        for i in range(50):
            opened.create_dataset(f"x{i}", (10 << 20,), "f4")

    return bench.h5("bomb_of_many.weights.h5", change)


@file("many_chunks.weights.h5", "size")
def _(bench):
    return bench.h5(
        "many_chunks.weights.h5",
        lambda opened: opened.create_dataset("x", (10_000_000,), "f4", chunks=(1,)),
    )


@file("many_groups.weights.h5", "size")
def _(bench):
    def change(opened):
        for i in range(31_000):
            opened.create_group(f"g{i}")

    return bench.h5("many_groups.weights.h5", change)


@file("plug_in.weights.h5", "filter plug-in")
def _(bench):
    def change(opened):
        plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plan.set_chunk((4,))
        plan.set_filter(32001, h5py.h5z.FLAG_OPTIONAL)
        space, kind = h5py.h5s.create_simple((4,)), h5py.h5t.IEEE_F32LE
        h5py.h5d.create(opened.id, b"x", kind, space, plan)

    return bench.h5("plug_in.weights.h5", change)


@file("circle.weights.h5", "second name")
def _(bench):
    def change(opened):
        opened["layers/again"] = opened["layers"]

    return bench.h5("circle.weights.h5", change)


@file("objects.weights.h5", "dtype")
def _(bench):
    def change(opened):
        opened.create_dataset("x", data=["a", "b"], dtype=h5py.string_dtype())

    return bench.h5("objects.weights.h5", change)


@file("references.weights.h5", "dtype")
def _(bench):
    def change(opened):
        opened.create_dataset("x", data=[opened["layers"].ref], dtype=h5py.ref_dtype)

    return bench.h5("references.weights.h5", change)


def _enter_number(name: str, value: float, dtype: str, **how) -> None:
    @file(name, "not finite")
    def _(bench):
        def change(opened):
            opened.create_dataset("x", data=np.array([1.0, value], dtype), **how)

        return bench.h5(name, change)


_enter_number("nan.weights.h5", np.nan, "f4")
_enter_number("infinite.weights.h5", np.inf, "f2")
_enter_number("beyond_float32.weights.h5", 1e300, "f8")
_enter_number("nan_packed.weights.h5", np.nan, ">f4", compression="gzip", chunks=(1,))


@file("cut.h5", "cut off")
def _(bench):
    return bench.text("cut.h5", bench.path("honest.h5").read_bytes()[:-64])


@file("cut_at_the_start.weights.h5", "cut off")
def _(bench):
    return bench.text(
        "cut_at_the_start.weights.h5", bench.path("honest.weights.h5").read_bytes()[:40]
    )


@file("text_that_leads_nowhere.h5", "damaged")
def _(bench):
    """HDF5 would go on for ever."""
    data = bytearray(bench.path("honest.h5").read_bytes())
    data += b"GCOL\x01\0\0\0" + struct.pack("<Q", 64) + bytes(48)
    return bench.text("text_that_leads_nowhere.h5", data)


@file("not_json.h5", "json")
def _(bench):
    def change(opened):
        opened.attrs["model_config"] = np.arange(3)

    return bench.h5("not_json.h5", change, "honest.h5")


# What is no model at all.

OTHERS = {
    "empty.keras": ("empty", b""),
    "text.h5": ("wrong magic", b"Model weights go here.\n"),
    "pointer.keras": ("wrong magic", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
    "page.h5": ("wrong magic", b"<!DOCTYPE html><html>Sign in</html>"),
    "packed.keras": ("wrong magic", b"\x1f\x8b\x08" + bytes(60)),
    "array.h5": ("pickle", objects()),
    "zeros.h5": ("damaged", bytes(5000)),
    "picture.keras": ("wrong magic", b"\x89PNG\r\n\x1a\n" + bytes(60)),
}


def _enter_other(name: str, code: str, data: bytes) -> None:
    @file(name, code)
    def _(bench):
        return bench.text(name, data)


for _name, (_code, _data) in OTHERS.items():
    _enter_other(_name, _code, _data)


@file("h5_by_another_name.keras", "wrong magic")
def _(bench):
    return bench.text("h5_by_another_name.keras", bench.path("honest.h5").read_bytes())


@file("keras_by_another_name.h5", "wrong magic")
def _(bench):
    return bench.text("keras_by_another_name.h5", bench.path("honest.keras").read_bytes())


@file("other_data.h5", "wrong magic")
def _(bench):
    with h5py.File(bench.path("other_data.h5"), "w") as opened:
        opened["x"] = np.ones(3)
    return bench.path("other_data.h5")


@file("other.zip", "wrong magic")
def _(bench):
    return bench.zip("other.zip", {"readme.txt": b"x"})


@file("folder.keras", "wrong magic")
def _(bench):
    bench.path("folder.keras").mkdir()
    return bench.path("folder.keras")


if hasattr(os, "mkfifo"):

    @file("pipe.keras", "not a file")
    def _(bench):
        os.mkfifo(bench.path("pipe.keras"))
        return bench.path("pipe.keras")


# SavedModels: the graph is the program.


def saved_model(bench, name: str, function) -> Path:
    """A SavedModel that has one function of a text."""
    import tensorflow as tf

    module = tf.Module()
    module.call = tf.function(function, input_signature=[tf.TensorSpec([], tf.string)])
    module.kept = tf.Variable(1.0)
    tf.saved_model.save(module, str(bench.path(name)), signatures={"serving_default": module.call})
    return bench.path(name)


@file("saved_python", "operation")
def _(bench):
    import tensorflow as tf

    def call(x):
        return {"y": tf.numpy_function(lambda x: x, [x], tf.string)}

    return saved_model(bench, "saved_python", call)


@file("saved_write", "operation")
def _(bench):
    import tensorflow as tf

    def call(x):
        tf.io.write_file(str(bench.marker), x)
        return {"y": x}

    return saved_model(bench, "saved_write", call)


@file("saved_read", "operation")
def _(bench):
    import tensorflow as tf

    return saved_model(bench, "saved_read", lambda x: {"y": tf.io.read_file(x)})


@file("saved_save", "operation")
def _(bench):
    """What every SavedModel holds, but in the wrong place: saving, when the model is called."""
    import tensorflow as tf

    def call(x):
        tf.raw_ops.SaveV2(
            prefix=str(bench.marker), tensor_names=["x"], shape_and_slices=[""], tensors=[x]
        )
        return {"y": x}

    return saved_model(bench, "saved_save", call)


def saved_copy(bench, name: str) -> Path:
    shutil.copytree(bench.path("honest"), bench.path(name))
    return bench.path(name)


@file("saved_pickle", "pickle")
def _(bench):
    folder = saved_copy(bench, "saved_pickle")
    (folder / "assets" / "words").write_bytes(bench.pickle(4))
    return folder


@file("saved_script", "program")
def _(bench):
    folder = saved_copy(bench, "saved_script")
    (folder / "setup.py").write_text("import os")
    return folder


if os.name == "posix":

    @file("saved_link", "link")
    def _(bench):
        folder = saved_copy(bench, "saved_link")
        (folder / "assets" / "words").symlink_to("/etc/passwd")
        return folder


@file("saved_damaged", "damaged")
def _(bench):
    folder = saved_copy(bench, "saved_damaged")
    (folder / "saved_model.pb").write_bytes(b"\x0a\xff\xff\xff\xff\x7f")
    return folder


@file("saved_lambda", "lambda")
def _(bench):
    """Keras 2 keeps its configuration beside the graph: objects in field 1, JSON in their 5th."""
    folder = saved_copy(bench, "saved_lambda")
    text = json.dumps(bench.lambda_layer()).encode()
    inner = b"\x2a" + _varint(len(text)) + text
    (folder / "keras_metadata.pb").write_bytes(b"\x0a" + _varint(len(inner)) + inner)
    return folder


def _varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])
