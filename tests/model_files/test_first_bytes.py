import pickle
from collections import Counter

import pytest

from faqlab.model_files.first_bytes import PICKLE, is_pickle, looks_like


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_under_any_name(protocol):
    data = pickle.dumps(Counter("letters"), protocol)
    assert is_pickle(data)
    assert looks_like(data) == PICKLE


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"<html><body>", "HTML"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "git"),
        (b"plain words\n", "a text"),
        (bytes(range(128, 250)), ""),
    ],
)
def test_other_things_are_named(start, words):
    assert words.lower() in looks_like(start).lower()
    assert not is_pickle(start)
