"""Lessons without a network, on a disk that is read-only but for one folder.

All twenty take minutes: `python -m tests.benchmarks lessons` runs them so. Here it is those that
have most to do with files and with the network.
"""

import sys

import pytest

from .alone import alone, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "there can be")

PROBE = """
import pathlib, socket, sys
try:
    socket.create_connection(("198.51.100.1", 80), 5)
except OSError as error:
    print("network:", error.strerror)
for place in sys.argv[1:]:
    try:
        pathlib.Path(place, "written").touch()
        print("written")
    except OSError as error:
        print(error.strerror)
"""


def test_there_is_no_network_and_one_folder_to_write_to(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    done = alone(folder, sys.executable, "-c", PROBE, str(tmp_path), str(folder), timeout=60)
    told = ["network: Network is unreachable", "Read-only file system", "written"]
    assert done.stdout.splitlines() == told, done.stderr


@pytest.mark.parametrize("topic", ["configuration", "pretrained"])
def test_a_lesson_runs_alone(tmp_path, topic):
    done = alone(tmp_path, sys.executable, "-m", "faqlab", "run", topic, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not list((tmp_path / "home").iterdir())
