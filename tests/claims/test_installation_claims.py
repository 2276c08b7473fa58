"""Each sentence here, and on a Keras or a computer where it is otherwise."""

import io
import zipfile

import pytest

from faqlab.claims import installation
from faqlab.claims import installation_experiments as tried
from faqlab.core.claim import FALSE, HOLDS
from faqlab.core.hdf5_origin import Hdf5Origin
from faqlab.core.import_trial import ImportTrial


@pytest.fixture(scope="module")
def findings():
    return {finding.claim.id: finding for finding in installation.CLAIMS.run()}


@pytest.mark.parametrize("claim", installation.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def zipped(name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("model.weights.npz", b"numbers")
    return file.getvalue()


def cautious(folder):
    """A Python that doesn't take files that lie about."""
    return ImportTrial("h5py", True)


def nothing(folder):
    return ImportTrial("h5py", False, "ModuleNotFoundError: no h5py")


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.checkpoints_are_hdf5, lambda name: b"PK", FALSE),
        (tried.keras_requires_h5py, lambda name: ["numpy", "h5netcdf"], FALSE),
        (tried.keras_requires_h5py, lambda name: None, FALSE),
        (tried.the_system_must_have_hdf5, lambda: Hdf5Origin("3", "1.14"), HOLDS),
        (
            tried.the_system_must_have_hdf5,
            lambda: Hdf5Origin("3", "1.14", installer="conda"),
            FALSE,
        ),
        (tried.importing_tells, cautious, HOLDS),
        (tried.importing_tells, nothing, FALSE),
        (tried.keras_files_need_no_hdf5, zipped, HOLDS),
        (tried.keras_files_need_no_hdf5, lambda name: b"something else", FALSE),
    ],
)
def test_where_it_is_otherwise_the_verdict_is_another(experiment, planted, verdict):
    assert experiment(planted).verdict == verdict
