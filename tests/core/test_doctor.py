from faqlab.core import doctor as module
from faqlab.core.doctor import doctor
from faqlab.core.doctor_backends import Steps
from faqlab.core.doctor_here import Here
from faqlab.core.doctor_line import BROKEN

WELL = Steps(dict.fromkeys(("h5py", "backend", "Keras"), "well"), {})


def test_this_python_is_well():
    report = doctor(steps=lambda: WELL)
    assert report.ok, str(report)
    names = [line.name for line in report]
    assert len(names) == len(set(names)) == 18
    assert names[0] == "Python"


def test_quick_leaves_the_process_out():
    def never():
        raise AssertionError("a process was started")

    names = [line.name for line in doctor(quick=True, steps=never)]
    assert "Keras" not in names
    assert "kernel" in names


def test_what_is_broken_is_told_and_the_rest_is_looked_at(tmp_path):
    (tmp_path / "keras.py").touch()
    here = Here(folder=tmp_path, python=(3, 9, 0), requires=("h5py>=99",))
    report = doctor(here, steps=lambda: Steps({"h5py": "3"}, {}, died="backend", code=-4))
    broken = {line.name for line in report.broken}
    assert {"Python", "names of files", "package h5py", "backend", "Keras"} <= broken
    assert report["backend"].found.startswith("It died of an illegal instruction")


def test_a_check_that_fails_itself_is_a_line(monkeypatch):
    def twice_line(here):
        raise RuntimeError("metadata in pieces")

    monkeypatch.setattr(module, "_BEFORE", (twice_line,))
    line = doctor(quick=True)["twice"]
    assert line.state == BROKEN
    assert "RuntimeError: metadata in pieces" in line.found
