"""What is said of early stopping, and whether it is so."""

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

from . import stopping_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("early_stopping", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "`EarlyStopping` ends training when the validation loss no longer falls.",
            (FAQ, NOTES, OFFICIAL),
            tried.stops_when_it_no_longer_falls,
            HOLDS,
            ("C82",),
        ),
        _claim(
            2,
            "The FAQ's two lines stop a training early.",
            (FAQ, NOTES),
            tried.the_faqs_lines_stop,
            HOLDS_IF,
            ("C82", "C85"),
        ),
        _claim(
            3,
            "`patience=2`: two misses end it.",
            (NOTES,),
            tried.two_misses_end_it,
            HOLDS_IF,
            ("C83",),
        ),
        _claim(
            4,
            "An epoch that is as good as the best counts as better.",
            (IMPLIED,),
            tried.equal_is_better,
            FALSE,
            ("C83",),
        ),
        _claim(
            5,
            "An epoch that is better than the one before starts the patience anew.",
            (IMPLIED,),
            tried.better_than_the_last_is_enough,
            FALSE,
            ("C83",),
        ),
        _claim(
            6,
            "Steps smaller than `min_delta` count as no improvement.",
            (IMPLIED,),
            tried.small_steps_count_for_nothing,
            HOLDS_IF,
            ("C83",),
        ),
        _claim(
            7,
            "A loss of NaN ends training.",
            (IMPLIED,),
            tried.nan_ends_training,
            FALSE,
            ("C83",),
        ),
        _claim(
            8,
            "A NaN in the first epoch is forgotten when numbers come.",
            (IMPLIED,),
            tried.a_first_nan_is_forgotten,
            FALSE,
            ("C83",),
        ),
        _claim(
            9,
            "The model has the best weights in the end.",
            (IMPLIED,),
            tried.the_best_weights_are_kept,
            HOLDS_IF,
            ("C84",),
        ),
        _claim(
            10,
            "`restore_best_weights=True` brings them back also where training ends by itself.",
            (IMPLIED,),
            tried.restored_at_a_natural_end,
            HOLDS,
            ("C84",),
        ),
        _claim(
            11,
            "And also where training is interrupted.",
            (IMPLIED,),
            tried.restored_after_an_interrupt,
            FALSE,
            ("C84",),
        ),
        _claim(
            12,
            "The best epoch is found among all epochs.",
            (IMPLIED,),
            tried.the_best_of_all_epochs,
            HOLDS_IF,
            ("C84",),
        ),
        _claim(
            13,
            'Without validation data, `monitor="val_loss"` is an error.',
            (IMPLIED,),
            tried.missing_validation_is_an_error,
            FALSE,
            ("C85",),
        ),
        _claim(
            14,
            "A misspelt name is an error.",
            (IMPLIED,),
            tried.a_misspelt_name_is_an_error,
            HOLDS_IF,
            ("C85",),
        ),
        _claim(
            15,
            '`mode="auto"` finds out which way is better.',
            (IMPLIED,),
            tried.auto_finds_the_way,
            HOLDS_IF,
            ("C85",),
        ),
        _claim(
            16,
            "With a `baseline` that is never reached, training ends after `patience` epochs.",
            (IMPLIED,),
            tried.a_baseline_ends_it,
            HOLDS_IF,
            ("C83",),
        ),
    ]
)
