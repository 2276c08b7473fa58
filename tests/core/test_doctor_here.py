import sys

import pytest

from faqlab.core.doctor_here import Here


def test_what_is_not_given_is_this_python():
    here = Here()
    assert here.python == sys.version_info[:3]
    assert here.version("keras").startswith("3.")
    assert here.version("no-such-package") is None
    assert any(one.startswith("keras") for one in here.requires)


@pytest.mark.parametrize(
    ("fields", "command"),
    [
        ({"kind": "conda"}, 'Run: conda install -c conda-forge "h5py>=3,<4"'),
        ({"kind": "venv", "managed": False}, '-m pip install --upgrade "h5py>=3,<4"'),
        ({"kind": "system", "managed": True}, "python3 -m venv .venv, then source"),
    ],
)
def test_a_command_for_each_kind_of_environment(fields, command):
    assert command in Here(**fields).install("h5py>=3,<4")


def test_plain_names_need_no_quotes_and_a_path_with_blanks_does(tmp_path):
    here = Here(executable=str(tmp_path / "my env" / "python"), kind="venv", managed=False)
    assert here.install("h5py") == f'Run: "{here.executable}" -m pip install --upgrade h5py'
