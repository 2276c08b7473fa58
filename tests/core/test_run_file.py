import io
import math

import numpy as np
import pytest

from faqlab.core.run import Run


@pytest.fixture
def run() -> Run:
    run = Run("digits / 数字")
    run.means = frozenset(["loss"])
    run.begin(epochs=3, steps=2)
    for epoch in range(3):
        for batch in range(2):
            run.add_batch(epoch, batch, {"loss": 1 / (epoch + batch + 1)}, samples=32)
        values = {"loss": 0.5, "val_loss": math.nan} if epoch else {"loss": math.inf}
        run.add_epoch(epoch, values)
    run.end("stopped", "The Stop button was pressed.")
    return run


def test_a_run_comes_back_equal(run, tmp_path):
    run.save(tmp_path / "run.npz")
    again = Run.load(tmp_path / "run.npz")
    assert again == run
    assert again.history().keys() == {"loss", "val_loss"}
    assert len(again.history()["val_loss"]) == 2


def test_an_empty_run_comes_back_equal(tmp_path):
    Run().save(tmp_path / "run.npz")
    assert Run.load(tmp_path / "run.npz") == Run()


def test_numpy_alone_can_read_the_file(run, tmp_path):
    """The format is numpy's own: a reader without faqlab gets at the numbers."""
    run.save(tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz", allow_pickle=False) as arrays:
        assert arrays["epochs"].shape == (len(run.epochs.columns), 3)
        assert arrays["batches"].shape == (len(run.batches.columns), 6)


def test_a_file_cut_off_anywhere_is_a_clear_error(run, tmp_path):
    run.save(tmp_path / "run.npz")
    whole = (tmp_path / "run.npz").read_bytes()
    for length in range(len(whole)):
        (tmp_path / "cut.npz").write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"can't be read as a run .* Expected: a whole file"):
            Run.load(tmp_path / "cut.npz")


def test_a_file_with_a_flipped_bit_is_never_read_as_another_run(run, tmp_path):
    run.save(tmp_path / "run.npz")
    whole = (tmp_path / "run.npz").read_bytes()
    rng = np.random.default_rng(0)
    refused = 0
    for place in rng.choice(len(whole) * 8, size=400, replace=False):
        changed = bytearray(whole)
        changed[place // 8] ^= 1 << (place % 8)
        (tmp_path / "flip.npz").write_bytes(changed)
        try:
            assert Run.load(tmp_path / "flip.npz") == run  # a bit that carries nothing (a date)
        except ValueError:
            refused += 1
    assert refused > 200


@pytest.mark.parametrize("content", [b"", b"not a run", b"\x89HDF\r\n\x1a\n", b"PK\x03\x04"])
def test_another_file_is_a_clear_error(content, tmp_path):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(ValueError, match=rf"other, {len(content)} bytes, can't be read"):
        Run.load(tmp_path / "other")


def test_a_pickle_inside_is_not_executed(tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    np.savez(tmp_path / "trap.npz", header=np.array([Trap()], dtype=object))
    with pytest.raises(ValueError, match="can't be read as a run"):
        Run.load(tmp_path / "trap.npz")
    assert not (tmp_path / "sprung").exists()


def test_another_npz_is_a_clear_error(tmp_path):
    buffer = io.BytesIO()
    np.savez(buffer, x=np.zeros(3))
    (tmp_path / "x.npz").write_bytes(buffer.getvalue())
    with pytest.raises(ValueError, match="can't be read as a run"):
        Run.load(tmp_path / "x.npz")


def test_no_such_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        Run.load(tmp_path / "nothing.npz")


def test_saving_into_a_folder_that_is_none_leaves_the_old_file(run, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match="file"):
        run.save(tmp_path / "file" / "run.npz")
    assert (tmp_path / "file").read_text() == "x"
