"""What is said of HDF5 as an input, and whether it is so."""

from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    HOLDS_IF,
    IMPLIED,
    NOTES,
    RETIRED,
    Claims,
    claims_on,
)

from . import hdf5_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("hdf5_input", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "`HDF5Matrix` in `keras.utils.io_utils` reads HDF5 data.",
            (FAQ, NOTES),
            tried.the_matrix_is_there,
            RETIRED,
            ("C119",),
        ),
        _claim(
            2,
            "A dataset of an HDF5 file can be given to `predict` as it is.",
            (FAQ, NOTES),
            tried.a_dataset_can_be_predicted,
            HOLDS,
            ("C120",),
        ),
        _claim(
            3,
            "And to `fit`, `evaluate` and the others.",
            (IMPLIED,),
            tried.every_method_takes_a_dataset,
            HOLDS,
            ("C120",),
        ),
        _claim(
            4,
            "`fit` reads such a dataset from the disk piece by piece.",
            (IMPLIED,),
            tried.fit_reads_piece_by_piece,
            FALSE,
            ("C121",),
        ),
        _claim(
            5,
            "The file must stay open until `fit` is done.",
            (IMPLIED,),
            tried.the_file_stays_open_to_the_end,
            FALSE,
            ("C121",),
        ),
        _claim(
            6,
            "The file must be open when the dataset is handed over.",
            (FAQ, NOTES),
            tried.the_file_must_be_open_first,
            HOLDS,
            ("C122",),
        ),
        _claim(
            7,
            "Samples of a dataset can be picked by a list of their numbers.",
            (IMPLIED,),
            tried.samples_in_any_order,
            HOLDS_IF,
            ("C123",),
        ),
        _claim(
            8,
            "Samples at random are read as cheaply as samples in a row.",
            (IMPLIED,),
            tried.random_samples_cost_no_more,
            FALSE,
            ("C124",),
        ),
        _claim(
            9,
            "Several workers may read one file at the same time.",
            (IMPLIED,),
            tried.several_workers_read_one_file,
            HOLDS,
            ("C125",),
        ),
        _claim(
            10,
            "The `.h5` of a saved model and a data file in HDF5 have one format.",
            (NOTES,),
            tried.a_models_h5_is_hdf5,
            HOLDS,
            ("C37",),
        ),
    ]
)
