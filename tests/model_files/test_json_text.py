import json

import pytest

from faqlab.model_files.json_text import read_json


def test_what_json_says():
    config = {"layers": [1, 2.5, None, True, "ü"], "deep": {"a": [[[]]]}}
    assert read_json(json.dumps(config).encode()) == config


@pytest.mark.parametrize(
    "text", [b"[" * 300 + b"]" * 300, b"{", b"\xff\xfe{\x00}\x00", b"", b"[" + b"1," * 2_000_000]
)
def test_what_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        read_json(text)


def test_brackets_in_texts_do_not_count():
    assert read_json(json.dumps("[" * 1000).encode()) == "[" * 1000


def test_a_name_that_stands_twice_is_remarked():
    remarks = []
    assert read_json(b'{"a": 1, "a": 2}', remarks) == {"a": 2}
    assert remarks
