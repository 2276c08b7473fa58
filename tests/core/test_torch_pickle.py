"""What is taken, and every way in which a pickle could do more than say something."""

import collections
import os
import pickle
import pickletools
from io import BytesIO

import pytest

from faqlab.core import torch_pickle
from faqlab.core.torch_pickle import Name, Refused, Stored, Tensor, read_pickle


class Runs:
    """Unpickled by Python, it calls whatever it was given."""

    def __init__(self, call, *arguments):
        self.told = call, arguments

    def __reduce__(self):
        return self.told


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"a": 1, "b": -70_000, "c": 2**40, "d": -1},
        [1, [2, ["three"]], ()],
        (None, True, False, "ü", (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
        {"same": [(1, 2)] * 3, "long": list(range(1500))},
        2**70,
        collections.OrderedDict(a=1, b=(2, 3)),
    ],
)
def test_plain_values_are_what_python_itself_reads(value):
    assert read_pickle(BytesIO(pickle.dumps(value, 2))) == value


def test_one_pickle_after_another_is_read():
    file = BytesIO(pickle.dumps("one", 2) + pickle.dumps([2], 2) + b"rest")
    assert [read_pickle(file), read_pickle(file), file.read()] == ["one", [2], b"rest"]


def test_a_tensor_is_no_more_than_its_arguments():
    data = (
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\n"
        b"FloatStorage\nX\x01\x00\x00\x007X\x03\x00\x00\x00cpuK\x02NtQK\x00K\x02\x85K\x01\x85\x89"
        b"ccollections\nOrderedDict\n)RtR."
    )
    storage = Stored(("storage", Name("torch FloatStorage"), "7", "cpu", 2, None))
    assert read_pickle(BytesIO(data)) == Tensor((storage, 0, (2,), (1,), False, {}))


HOSTILE = {
    "os.system": Runs(os.system, "touch MARK"),
    "eval": Runs(eval, "open('MARK', 'w')"),
    "exec in a dict": {"weight": Runs(exec, "open('MARK', 'w')")},
    "open": Runs(open, "MARK", "w"),
    "getattr": Runs(getattr, "a", "upper"),
    "bytearray": Runs(bytearray, 10),
    "a class of ours": torch_pickle.Refused("x"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("protocol", [2, 4])
def test_nothing_of_a_hostile_pickle_runs(name, protocol, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match=r"nothing of it was run|protocol 4"):
        read_pickle(BytesIO(pickle.dumps(HOSTILE[name], protocol)))
    assert not list(tmp_path.iterdir())


def test_the_hostile_pickles_are_alive(tmp_path, monkeypatch):
    """Python's own reader runs them: what the others show is no accident."""
    monkeypatch.chdir(tmp_path)
    pickle.loads(pickle.dumps(HOSTILE["os.system"], 2))
    assert [path.name for path in tmp_path.iterdir()] == ["MARK"]


# Instructions that build objects, import, or refer to a table of Python's own.
@pytest.mark.parametrize(
    "data",
    [
        b"\x80\x02cos\nsystem\n(S'touch MARK'\ntR.",
        b"(S'touch MARK'\nios\nsystem\n.",
        b"\x80\x02(cos\nsystem\nX\x01\x00\x00\x00ao.",
        b"\x80\x02ccollections\nOrderedDict\n)\x81.",
        b"\x80\x04\x8c\x02os\x8c\x06system\x93.",
        b"\x80\x02\x82\x01.",
        b"\x80\x02Pname\n.",
        b"\x80\x02ccollections\nOrderedDict.__init__\n.",
        b"\x80\x02ctorch.storage\n_load_from_bytes\n.",
        b"\x80\x02cbuiltins\neval\n.",
        b"\x80\x02G\x00\x00\x00\x00\x00\x00\x00\x00.",
    ],
)
def test_other_instructions_and_names_are_refused(data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused):
        read_pickle(BytesIO(data))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\x02",
        b"\x80\x02}",
        b"\x80\x02.",
        b"\x80\x020.",
        b"\x80\x02t.",
        b"\x80\x02h\x07.",
        b"\x80\x02K\x01K\x02a.",
        b"\x80\x02](K\x01K\x02u.",
        b"\x80\x02}(K\x01u.",
        b"\x80\x02}K\x01K\x02s.",
        b"\x80\x02}(X\x01\x00\x00\x00a}s.",
        b"\x80\x02K\x01K\x01R.",
        b"\x80\x02K\x01)R.",
        b"\x80\x02ccollections\nOrderedDict\nK\x01\x85R.",
        b"\x80\x02X\xff\xff\xff\x7fabc.",
        b"\x80\x02X\x01\x00\x00\x00\xff.",
        b"\x80\x02\x8a\xff.",
        b"\x80\x02c\xff\xfe\n\xff\n.",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
    ],
)
def test_a_broken_pickle_is_refused(data):
    with pytest.raises(Refused):
        read_pickle(BytesIO(data))


def test_a_place_in_the_memo_far_out_costs_nothing():
    """Python's own reader makes room for all places up to it: gigabytes."""
    assert read_pickle(BytesIO(b"\x80\x02K\x05r\xff\xff\xff\x7fj\xff\xff\xff\x7f\x86.")) == (5, 5)


def test_a_pickle_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr(torch_pickle, "MOST_INSTRUCTIONS", 50)
    assert read_pickle(BytesIO(b"\x80\x02" + b"]" * 47 + b".")) == []
    with pytest.raises(Refused, match=r"too long\. Expected: 50 instructions\. Received: 'more'"):
        read_pickle(BytesIO(b"\x80\x02" + b"]" * 50 + b"."))


def test_the_message_says_what_the_file_names():
    with pytest.raises(Refused) as refused:
        read_pickle(BytesIO(b"\x80\x02cos\nsystem\n."))
    assert str(refused.value) == (
        "The file names something that doesn't belong into weights, and nothing of it was run. "
        "Expected: one of 'collections OrderedDict', 'torch._utils _rebuild_tensor_v2', "
        "'torch FloatStorage', 'torch LongStorage'. Received: 'os system'."
    )


def test_the_instructions_that_it_knows_are_as_many_as_it_says():
    known = {"STOP"}
    for one in pickletools.opcodes:
        try:
            torch_pickle._Machine().step(one.name, 0)
        except Refused as refused:
            if "that weights have no use for" in str(refused):
                continue
        except (IndexError, KeyError, TypeError):
            pass  # it knows what to do, and there is nothing to do it with
        known.add(one.name)
    assert f"knows {len(known)} of them" in read_pickle.__doc__
    assert not known & {"INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "STACK_GLOBAL", "EXT1", "PERSID"}
