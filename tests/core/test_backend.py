"""What is written to file descriptor 2 is seen from outside only, so each test has a child."""

import os
import subprocess
import sys

import pytest

from faqlab.core.backend import quiet_stderr


def child(source: str) -> subprocess.CompletedProcess:
    # What quiets TensorFlow in the tests must not be what makes this pass.
    env = {name: value for name, value in os.environ.items() if not name.startswith("TF_CPP")}
    return subprocess.run(
        [sys.executable, "-c", source], env=env, capture_output=True, text=True, timeout=120
    )


def test_importing_keras_through_us_writes_nothing():
    done = child(
        "import faqlab.history, keras, sys\n"
        "keras.ops.add(keras.ops.ones(3), 1)\n"
        "assert 'tensorflow' in sys.modules"
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


def test_what_c_code_writes_within_is_gone_and_what_comes_after_is_there():
    done = child(
        "import os, sys, types\n"
        "sys.modules['keras'] = types.ModuleType('keras')\n"  # quicker than the real one
        "from faqlab.core.backend import quiet_stderr\n"
        "os.write(2, b'before.')\n"
        "with quiet_stderr():\n"
        "    os.write(2, b'within.')\n"
        "os.write(2, b'after.')\n"
        "print('python.', file=sys.stderr)\n"
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "before.after.python.\n"


def test_an_error_within_comes_through_and_all_is_as_it_was(capfd):
    def fail():
        with quiet_stderr():
            os.write(2, b"within.")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    os.write(2, b"after.")
    assert capfd.readouterr().err == "after."


def test_no_file_descriptor_is_left_open():
    def highest():
        new = os.open(os.devnull, os.O_RDONLY)
        os.close(new)
        return new

    before = highest()
    for _ in range(20):
        with quiet_stderr():
            pass
    assert highest() == before


def test_the_keras_that_is_loaded_already_is_used():
    done = child(
        "import sys, types\n"
        "sys.modules['keras'] = mine = types.ModuleType('keras')\n"
        "from faqlab.core import backend\n"
        "assert backend.keras is mine\n"
    )
    assert (done.returncode, done.stderr) == (0, "")
