"""What is said of the validation split, and whether it is so."""

from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    HOLDS_IF,
    IMPLIED,
    NOTES,
    OFFICIAL,
    Claims,
    claims_on,
)

from . import split_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("validation_split", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "With `validation_split=0.1` the validation data are the last 10 % of the rows; with "
            "0.25 the last 25 %.",
            (FAQ, NOTES, OFFICIAL),
            tried.the_last_rows,
            HOLDS,
            ("C86",),
        ),
        _claim(
            2,
            "Where it doesn't come out even, training gets the whole rows of its share, rounded "
            "down, and validation the rest.",
            (IMPLIED,),
            tried.rounded_down,
            HOLDS,
            ("C86",),
        ),
        _claim(
            3,
            "Where it comes out even, the share is exact: 0.9 of 100 rows leaves 10 for training.",
            (IMPLIED,),
            tried.even_shares_are_exact,
            HOLDS_IF,
            ("C86",),
        ),
        _claim(
            4,
            "The rows aren't shuffled before the cut: the last ones never get into the training.",
            (FAQ, NOTES, OFFICIAL),
            tried.cut_before_shuffling,
            HOLDS,
            ("C86",),
        ),
        _claim(
            5,
            "All epochs of a `fit` are validated on the same rows, in the same order.",
            (FAQ, NOTES, OFFICIAL),
            tried.the_same_in_every_epoch,
            HOLDS,
            ("C87",),
        ),
        _claim(
            6,
            "Another `fit` on the same rows keeps the same ones for validation.",
            (IMPLIED,),
            tried.the_same_in_every_fit,
            HOLDS,
            ("C87",),
        ),
        _claim(
            7,
            "It is the same as to cut the last rows off by hand and give them as "
            "`validation_data`.",
            (IMPLIED,),
            tried.the_same_as_validation_data,
            HOLDS,
            ("C86",),
        ),
        _claim(
            8,
            "`validation_split` works for whatever `fit` takes.",
            (IMPLIED,),
            tried.any_input_can_be_split,
            HOLDS_IF,
            ("C88",),
        ),
        _claim(
            9,
            "`validation_split` works for NumPy arrays only.",
            (OFFICIAL,),
            tried.arrays_only,
            FALSE,
            ("C88",),
        ),
        _claim(
            10,
            "Where both are given, `validation_data` is used, and no row is cut off.",
            (IMPLIED,),
            tried.validation_data_wins,
            HOLDS,
            ("C88",),
        ),
        _claim(
            11,
            "Sample weights are cut with their rows, and count in validation.",
            (IMPLIED,),
            tried.weights_are_cut_too,
            HOLDS,
            ("C88",),
        ),
        _claim(
            12,
            "A fraction that is none, such as `validation_split=20`, is refused.",
            (IMPLIED,),
            tried.a_wrong_fraction_is_refused,
            FALSE,
        ),
        _claim(
            13,
            "If the training has no row of a class, Keras says so.",
            (IMPLIED,),
            tried.missing_classes_are_reported,
            FALSE,
            ("C86",),
        ),
    ]
)
