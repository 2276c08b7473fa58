"""What is said of training loss and testing loss, and whether it is so."""

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

from . import loss_gap_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("loss_gap", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "Dropout is off in testing.",
            (FAQ, NOTES, OFFICIAL),
            tried.dropout_is_off_in_testing,
            HOLDS,
            ("C63",),
        ),
        _claim(
            2,
            "L1 and L2 penalties are off in testing.",
            (FAQ, NOTES, OFFICIAL),
            tried.penalties_are_off_in_testing,
            FALSE,
            ("C64",),
        ),
        _claim(
            3,
            "They are in the training loss and not in `val_loss`.",
            (OFFICIAL,),
            tried.validation_leaves_penalties_out,
            FALSE,
            ("C64",),
        ),
        _claim(
            4,
            "The training loss is the mean over the epoch's batches, while the weights change.",
            (FAQ, NOTES, OFFICIAL),
            tried.the_training_loss_is_a_mean_over_batches,
            HOLDS,
            ("C65",),
        ),
        _claim(
            5,
            "The first batches of an epoch have a higher loss than the last ones.",
            (FAQ, NOTES, OFFICIAL),
            tried.the_first_batches_have_the_higher_loss,
            HOLDS,
            ("C66",),
        ),
        _claim(
            6,
            "The testing loss is taken with the model as it is at the end of the epoch, so it is "
            "lower.",
            (FAQ, NOTES, OFFICIAL),
            tried.the_loss_after_the_epoch_is_lower,
            HOLDS,
            ("C67",),
        ),
        _claim(
            7,
            "A large gap between the two curves means that the model overfits.",
            (NOTES,),
            tried.a_gap_means_overfitting,
            HOLDS_IF,
            ("C68",),
        ),
        _claim(
            8,
            "Dropout is the only layer that behaves otherwise in testing.",
            (IMPLIED,),
            tried.dropout_is_the_only_one,
            FALSE,
            ("C63",),
        ),
        _claim(
            9,
            "The loss, measured once more as a metric, is the same number.",
            (IMPLIED,),
            tried.a_metric_is_the_loss,
            HOLDS_IF,
            ("C64",),
        ),
        _claim(
            10,
            "Class weights count in `val_loss` as they do in `loss`.",
            (IMPLIED,),
            tried.class_weights_count_in_validation,
            FALSE,
            (),
        ),
    ]
)
