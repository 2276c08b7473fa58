"""What is said of shuffling, and whether it is so."""

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

from . import shuffling_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("shuffling", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "Training data are shuffled: `shuffle=True` is the default.",
            (FAQ, NOTES, OFFICIAL),
            tried.shuffled_by_default,
            HOLDS,
            ("C89",),
        ),
        _claim(
            2,
            "They are shuffled anew for each epoch.",
            (FAQ, NOTES, OFFICIAL),
            tried.shuffled_anew,
            HOLDS_IF,
            ("C89",),
        ),
        _claim(
            3,
            "After a seed, a second `fit` goes on with other orders than the first.",
            (IMPLIED,),
            tried.a_second_fit_goes_on,
            FALSE,
            ("C89",),
        ),
        _claim(
            4,
            "`tf.data`'s `shuffle` with a seed has another order in each epoch, and the same ones "
            "again in the next run.",
            (IMPLIED,),
            tried.a_seeded_dataset_is_fresh,
            HOLDS,
            ("C89",),
        ),
        _claim(
            5,
            "Validation data are never shuffled.",
            (FAQ, NOTES, OFFICIAL),
            tried.validation_is_never_shuffled,
            HOLDS,
            ("C90",),
        ),
        _claim(
            6,
            "`fit` keeps a validation set of `tf.data` in order too.",
            (IMPLIED,),
            tried.validation_sets_are_kept_in_order,
            FALSE,
            ("C90",),
        ),
        _claim(
            7,
            "`shuffle=True` shuffles whatever is given to `fit`.",
            (IMPLIED,),
            tried.everything_is_shuffled,
            HOLDS_IF,
            ("C91",),
        ),
        _claim(
            8,
            '`shuffle="batch"` moves whole batches, and leaves each as it is.',
            (IMPLIED,),
            tried.whole_batches_are_moved,
            FALSE,
            ("C91",),
        ),
        _claim(
            9,
            "A word that `shuffle` doesn't know is refused.",
            (IMPLIED,),
            tried.other_words_are_refused,
            FALSE,
            ("C91",),
        ),
        _claim(
            10,
            "`shuffle=False` keeps the order.",
            (FAQ, NOTES, OFFICIAL),
            tried.off_keeps_the_order,
            HOLDS,
            ("C92",),
        ),
        _claim(
            11,
            "`evaluate` and `predict` keep the order.",
            (IMPLIED,),
            tried.the_others_keep_the_order,
            HOLDS,
            ("C92",),
        ),
    ]
)
