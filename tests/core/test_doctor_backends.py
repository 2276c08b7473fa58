"""Processes that really die, hang and fail, and what is said of each."""

import os
import signal
import sys

import pytest

from faqlab.core.doctor_backends import Steps, run_steps, step_lines
from faqlab.core.doctor_here import Here
from faqlab.core.doctor_line import BROKEN, OK

LINUX = Here(system="Linux", kind="venv", managed=False, environ={})
WELL = {"h5py": "3.14.0", "backend": "tensorflow 2.21.0"}


def child(source):
    """A process that goes the steps after something was planted."""
    return [
        sys.executable,
        "-c",
        f"{source}\nfrom faqlab.core.doctor_child import main\nmain('h5py')",
    ]


def test_a_healthy_python():
    steps = run_steps()
    assert (steps.errors, steps.died, steps.code) == ({}, "", 0)
    assert [line.state for line in step_lines(Here(), steps)] == [OK] * 3


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import sys; sys.modules['h5py'] = None", "import of h5py halted"),
        ("import h5py; h5py.version.hdf5_built_version_tuple = (1, 8, 0)", "is for HDF5 1.8.0"),
        ("import h5py; del h5py.File", "AttributeError"),
    ],
)
def test_a_planted_fault_is_an_error_of_its_step(source, words):
    steps = run_steps(child(source))
    assert words in steps.errors["h5py"]
    line = step_lines(LINUX, steps)[0]
    assert (line.state, line.remedy.startswith("Run: ")) == (BROKEN, True)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_process_that_meets_an_unknown_instruction():
    plant = "import h5py, os, signal\nh5py.File = lambda *a: os.kill(os.getpid(), signal.SIGILL)"
    steps = run_steps(child(plant))
    assert (steps.died, steps.code) == ("h5py", -signal.SIGILL)
    h5py, backend, _ = step_lines(LINUX, steps)
    assert "lacks AVX" in h5py.found
    assert "KERAS_BACKEND=torch" in h5py.remedy
    assert "the process died of h5py" in backend.found


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize(("number", "words"), [("SIGKILL", "no memory"), ("SIGABRT", "reinstall")])
def test_a_process_that_is_ended(number, words):
    plant = f"import h5py, os, signal\nh5py.File = lambda *a: os.kill(os.getpid(), signal.{number})"
    assert words in step_lines(LINUX, run_steps(child(plant)))[0].remedy


def test_a_process_that_hangs_or_cannot_be_started():
    steps = run_steps(child("import h5py, time\nh5py.File = lambda *a: time.sleep(99)"), limit=3)
    assert "took too long" in step_lines(LINUX, steps)[0].found
    steps = run_steps(["no-such-program"])
    assert steps.died == "Python"
    assert step_lines(LINUX, steps)[0].state == BROKEN


@pytest.mark.parametrize(
    ("step", "error", "here", "remedy"),
    [
        ("backend", "ModuleNotFoundError: No module named 'tensorflow'", LINUX, "tensorflow"),
        (
            "backend",
            "ImportError: DLL load failed while importing _pywrap",
            Here(system="Windows", environ={}),
            "Visual C++ Redistributable",
        ),
        ("Keras", "TypeError: Descriptors cannot be created directly", LINUX, "protobuf>=4.25"),
        (
            "backend",
            "ImportError: libstdc++.so.6: version `GLIBCXX_3.4.29' not found",
            Here(kind="conda", environ={}),
            "conda install -c conda-forge libstdcxx-ng",
        ),
        ("backend", "ImportError: version `GLIBC_2.34' not found", LINUX, "too old"),
        ("backend", "ValueError: numpy.dtype size changed", LINUX, "--force-reinstall"),
        (
            "Keras",
            "ValueError: Unable to import backend : theano",
            Here(environ={"KERAS_BACKEND": "theano"}),
            "KERAS_BACKEND is 'theano': unset it",
        ),
        ("Keras", "ValueError: Unable to import backend : theano", LINUX, "keras.json names it"),
        ("Keras", "ValueError: Invalid `floatx` configuration.", LINUX, "Mend keras.json"),
        ("Keras", "AttributeError: partially initialized module 'keras'", LINUX, "rename it"),
        ("h5py", "OSError: [Errno 28] No space left on device", LINUX, "Make room"),
        ("Keras", "RuntimeError: never heard of", LINUX, "make a new environment"),
    ],
)
def test_what_helps(step, error, here, remedy):
    lines = {line.name: line for line in step_lines(here, Steps({}, {step: error}))}
    assert lines[step].state == BROKEN
    assert remedy in lines[step].remedy
    assert lines[step].remedy[0].isupper()
    assert error in lines[step].found


def test_a_missing_package_of_another_is_the_one_to_install():
    steps = Steps(WELL, {"Keras": "ModuleNotFoundError: No module named 'optree'"})
    keras = step_lines(LINUX, steps)[2]
    assert keras.remedy.endswith("-m pip install --upgrade optree")
