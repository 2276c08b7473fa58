"""What is said of samples, batches and epochs, and whether it is so."""

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

from . import batches_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("batches", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "The samples of a batch are processed independently of each other.",
            (FAQ, OFFICIAL),
            tried.samples_are_independent,
            HOLDS_IF,
            ("C24",),
        ),
        _claim(
            2,
            "In training, a batch makes exactly one update of the model.",
            (FAQ, NOTES, OFFICIAL),
            tried.a_batch_is_an_update,
            HOLDS_IF,
            ("C25",),
        ),
        _claim(
            3,
            "The larger a batch, the better it approximates the whole data.",
            (FAQ, NOTES, OFFICIAL),
            tried.larger_batches_are_nearer,
            HOLDS,
            ("C26",),
        ),
        _claim(
            4,
            "A larger batch takes longer to process, and still makes only one update.",
            (FAQ, NOTES, OFFICIAL),
            tried.larger_batches_take_longer,
            HOLDS,
            ("C27",),
        ),
        _claim(
            5,
            "For evaluating and predicting take the largest batch possible: it is faster.",
            (FAQ, NOTES, OFFICIAL),
            tried.larger_batches_predict_faster,
            # How far it goes on depends on the machine, and on what else it does.
            (HOLDS_IF, HOLDS),
            ("C28",),
        ),
        _claim(
            6,
            "The batch size changes nothing in what is predicted.",
            (IMPLIED,),
            tried.predictions_are_the_same,
            HOLDS,
            ("C29",),
        ),
        _claim(
            7,
            "With larger batches the weights move more slowly: an epoch has fewer updates.",
            (NOTES,),
            tried.larger_batches_learn_less_an_epoch,
            HOLDS,
            ("C30",),
        ),
        _claim(
            8,
            "An epoch is one pass through all samples: `ceil(samples / batch_size)` batches.",
            (FAQ, NOTES, OFFICIAL),
            tried.an_epoch_is_one_pass,
            HOLDS,
            ("C31",),
        ),
        _claim(
            9,
            "The smaller last batch counts by its samples in a mean, not like a whole batch.",
            (IMPLIED,),
            tried.the_last_batch_counts_by_its_samples,
            HOLDS,
            ("C32",),
        ),
        _claim(
            10,
            "How many updates an epoch has can be chosen: `steps_per_epoch`.",
            (NOTES,),
            tried.the_number_of_updates_is_free,
            HOLDS_IF,
            ("C33",),
        ),
        _claim(
            11,
            "With validation data, validation runs at the end of every epoch.",
            (FAQ, NOTES, OFFICIAL),
            tried.validation_ends_an_epoch,
            HOLDS_IF,
            ("C34",),
        ),
        _claim(
            12,
            "Callbacks can do something at the end of an epoch: change the learning rate, save.",
            (FAQ, NOTES, OFFICIAL),
            tried.callbacks_end_an_epoch,
            HOLDS,
            ("C35",),
        ),
        _claim(
            13,
            "Four batches of 32 with `gradient_accumulation_steps=4` train like one of 128.",
            (IMPLIED,),
            tried.collected_batches_are_one_large,
            HOLDS_IF,
            ("C25",),
        ),
        _claim(
            14,
            "What is collected when `fit` ends is used for a last update.",
            (IMPLIED,),
            tried.what_is_left_is_used,
            FALSE,
            ("C25",),
        ),
        _claim(
            15,
            "With collected gradients a learning rate schedule counts the updates.",
            (IMPLIED,),
            tried.schedules_count_updates,
            FALSE,
            ("C25",),
        ),
        _claim(
            16,
            "In mixed precision the weights take half the memory.",
            (IMPLIED,),
            tried.mixed_precision_halves_the_weights,
            FALSE,
            (),
        ),
    ]
)
