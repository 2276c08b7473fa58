"""On a Ray of this machine, where Ray is installed."""

import pytest

from faqlab.core.worker_launch import Workers, launch_workers

# Ray leaves its own processes to themselves when it shuts down.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

WHO = """
import json, os, sys, time
told = json.loads(os.environ["TF_CONFIG"])
print("I am", told["task"]["index"], "of", len(told["cluster"]["worker"]), *sys.argv[1:])
"""


@pytest.fixture(scope="module")
def cluster():
    ray = pytest.importorskip("ray")
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield "auto"
    ray.shutdown()


@pytest.fixture
def script(tmp_path):
    def write(text):
        path = tmp_path / "script.py"
        path.write_text(text)
        return path

    return write


def test_each_worker_runs_and_is_heard(cluster, script):
    heard = []
    report = launch_workers(
        script(WHO), 2, ["x"], address=cluster, told=lambda *line: heard.append(line)
    )
    assert report.finished
    lines = [f"I am {rank} of 2 x" for rank in (0, 1)]
    assert [list(one.lines) for one in report.workers] == [[line] for line in lines]
    assert sorted(heard) == list(enumerate(lines))


def test_one_is_killed_and_the_other_is_stopped(cluster, script):
    with Workers(script(WHO + "time.sleep(600)"), 2, address=cluster) as workers:
        assert workers.wait_for("I am", 0)
        assert workers.wait_for("I am", 1)
        workers.kill(1)
        report = workers.wait(limit=60, grace=0.1)
    assert [one.rank for one in report.died] == [1]
    assert report.died[0].ended == "killed by SIGKILL"
    assert report.workers[0].ended == "stopped"
