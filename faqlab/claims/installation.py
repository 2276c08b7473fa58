"""What is said of installing h5py and HDF5, and whether it is so."""

from faqlab.core.claim import FALSE, FAQ, HOLDS, HOLDS_IF, IMPLIED, OFFICIAL, Claims, claims_on

from . import installation_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("installation", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "To save models as HDF5 files, for example by `ModelCheckpoint`, Keras uses h5py.",
            (FAQ, OFFICIAL),
            tried.checkpoints_are_hdf5,
            HOLDS,
        ),
        _claim(
            2,
            "h5py is a dependency of Keras, and comes with it.",
            (FAQ, OFFICIAL),
            tried.keras_requires_h5py,
            HOLDS,
        ),
        _claim(
            3,
            "On Debian `libhdf5-serial-dev` must be installed as well.",
            (FAQ, OFFICIAL),
            tried.the_system_must_have_hdf5,
            FALSE,
            ("C142",),
        ),
        _claim(
            4,
            "If `import h5py` gives no error, h5py is installed.",
            (FAQ, OFFICIAL),
            tried.importing_tells,
            HOLDS_IF,
            ("C142",),
        ),
        _claim(
            5,
            "Who saves in the new format, `.keras`, needs no HDF5.",
            (IMPLIED,),
            tried.keras_files_need_no_hdf5,
            FALSE,
        ),
    ]
)
