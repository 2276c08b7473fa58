"""What is said of data larger than the memory, and whether it is so."""

from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    HOLDS_IF,
    IMPLIED,
    NOTES,
    OFFICIAL,
    RETIRED,
    UNTESTABLE,
    Claims,
    claims_on,
)

from . import large_data_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("large_data", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "`train_on_batch(x, y)` and `test_on_batch(x, y)` train and test on one batch.",
            (FAQ, NOTES),
            tried.one_batch_is_trained_and_tested,
            HOLDS,
            ("C79",),
        ),
        _claim(
            2,
            "What `train_on_batch` returns is the loss of that batch alone, and no running mean.",
            (IMPLIED,),
            tried.its_loss_is_that_batch_alone,
            HOLDS,
            ("C79",),
        ),
        _claim(
            3,
            "`model.fit_generator(generator, steps_per_epoch, epochs)` trains from a generator.",
            (FAQ, NOTES),
            tried.generators_have_their_own_fit,
            RETIRED,
            ("C80",),
        ),
        _claim(
            4,
            "How much an epoch is, and how many there are, is said by `samples_per_epoch` "
            "and `nb_epoch`.",
            (NOTES,),
            tried.epochs_are_counted_in_samples,
            RETIRED,
            ("C80",),
        ),
        _claim(
            5,
            "`fit` takes `workers`, `use_multiprocessing` and `max_queue_size`.",
            (IMPLIED,),
            tried.fit_takes_workers,
            RETIRED,
            ("C80",),
        ),
        _claim(
            6,
            "Whatever yields batches can be handed to `fit`.",
            (IMPLIED,),
            tried.anything_that_yields_batches_will_do,
            HOLDS_IF,
            ("C80",),
        ),
        _claim(
            7,
            "A generator, a `PyDataset` and a `tf.data.Dataset` can be handed to `fit`, "
            "which sees the same as of arrays.",
            (OFFICIAL,),
            tried.datasets_can_be_handed_over,
            HOLDS,
            ("C80",),
        ),
        _claim(
            8,
            "The CIFAR10 example in Keras's repository shows it at work.",
            (FAQ, NOTES),
            tried.the_example_is_at_hand,
            UNTESTABLE,
            ("C81",),
        ),
        _claim(
            9,
            "A generator that ends serves for several epochs.",
            (IMPLIED,),
            tried.one_that_ends_serves_for_all_epochs,
            FALSE,
            ("C80",),
        ),
        _claim(
            10,
            "With `steps_per_epoch=5` each epoch has five batches.",
            (IMPLIED,),
            tried.each_epoch_has_so_many_steps,
            HOLDS_IF,
            ("C80",),
        ),
        _claim(
            11,
            "An epoch ends by itself, with a generator that doesn't.",
            (IMPLIED,),
            tried.an_epoch_of_an_endless_one_ends,
            FALSE,
            ("C80",),
        ),
        _claim(
            12,
            "`fit` reads from a generator only what it trains on.",
            (IMPLIED,),
            tried.only_what_is_trained_on_is_read,
            FALSE,
            ("C80",),
        ),
        _claim(
            13,
            "Several workers of a `PyDataset` keep the order of the batches.",
            (IMPLIED,),
            tried.workers_keep_the_order,
            HOLDS,
            ("C80",),
        ),
        _claim(
            14,
            "A `PyDataset` is read ahead by `max_queue_size` batches, and hardly more.",
            (IMPLIED,),
            tried.the_queue_bounds_what_is_ahead,
            HOLDS,
            ("C80",),
        ),
        _claim(
            15,
            "Arrays are handed to `fit` without being copied.",
            (IMPLIED,),
            tried.arrays_are_not_copied,
            FALSE,
            ("C80",),
        ),
    ]
)
