"""The topic as a whole: what its names say, and a script that comes too late."""

import pytest

from faqlab import multi_gpu

TOO_LATE = """
import faqlab.multi_gpu  # it imports Keras, and has TensorFlow start its devices

faqlab.multi_gpu.train_together(None, [], [], epochs=1)
"""


@pytest.mark.parametrize("name", multi_gpu.__all__)
def test_a_public_name_is_there_and_says_what_it_is(name):
    assert getattr(multi_gpu, name).__doc__


def test_the_public_names_are_sorted():
    assert sorted(multi_gpu.__all__) == multi_gpu.__all__


def test_a_script_that_imports_faqlab_before_keras_is_told_what_to_do(tmp_path):
    script = tmp_path / "train.py"
    script.write_text(TOO_LATE)
    (worker,) = multi_gpu.launch_workers(script, 1, limit=120).workers
    assert worker.ended.startswith("exit code 1: RuntimeError: It is too late to join")
    assert "import Keras first, faqlab after it" in worker.ended
