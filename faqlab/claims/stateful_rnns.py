"""What is said of stateful RNNs, and whether it is so."""

from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    HOLDS_IF,
    IMPLIED,
    NOTES,
    OFFICIAL,
    RETIRED,
    Claims,
    claims_on,
)

from . import stateful_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("stateful_rnns", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "The state that a batch leaves is what the next one begins with: a series in parts "
            "gives the same as the whole.",
            (FAQ, NOTES, OFFICIAL),
            tried.in_parts_as_in_one,
            HOLDS,
            ("C103",),
        ),
        _claim(
            2,
            "Row i of a batch must go on where row i of the batch before ended.",
            (FAQ, NOTES, OFFICIAL),
            tried.rows_must_stay_in_place,
            HOLDS,
            ("C104",),
        ),
        _claim(
            3,
            "All batches must have the same number of rows: another number is refused.",
            (FAQ, NOTES, OFFICIAL),
            tried.every_batch_has_as_many_rows,
            HOLDS_IF,
            ("C105",),
        ),
        _claim(
            4,
            "The batch size is given to the layer: `batch_size=`, `batch_input_shape=`.",
            (FAQ, NOTES),
            tried.the_layer_takes_the_batch_size,
            RETIRED,
            ("C106",),
        ),
        _claim(
            5,
            "A stateful network must be told its batch size.",
            (FAQ, NOTES, OFFICIAL),
            tried.the_batch_size_is_given_first,
            HOLDS_IF,
            ("C106",),
        ),
        _claim(
            6,
            "Every method that runs the model moves the state: `fit`, `evaluate`, `predict`, "
            "`train_on_batch` and the others.",
            (FAQ, NOTES, OFFICIAL),
            tried.every_method_moves_the_state,
            HOLDS,
            ("C107",),
        ),
        _claim(
            7,
            "`model.predict_classes()` moves it too.",
            (FAQ, NOTES),
            tried.the_model_predicts_classes,
            RETIRED,
            ("C107",),
        ),
        _claim(
            8,
            "`model.reset_states()` resets all layers.",
            (FAQ, NOTES),
            tried.the_model_resets,
            RETIRED,
            ("C108",),
        ),
        _claim(
            9,
            "`layer.reset_states()` resets one layer.",
            (FAQ, NOTES, OFFICIAL),
            tried.the_layer_resets,
            HOLDS_IF,
            ("C108",),
        ),
        _claim(
            10,
            "`fit` begins each epoch with a state of zeros.",
            (IMPLIED,),
            tried.each_epoch_begins_with_zeros,
            FALSE,
            ("C109",),
        ),
        _claim(
            11,
            "Validation leaves the state of the training alone.",
            (IMPLIED,),
            tried.validation_leaves_the_state,
            FALSE,
            ("C109",),
        ),
        _claim(
            12,
            "`fit` needs `shuffle=False`: shuffled, another state is left.",
            (FAQ, OFFICIAL),
            tried.shuffling_must_be_off,
            HOLDS,
            ("C110",),
        ),
        _claim(
            13,
            "Training on a batch reaches back into the batches before it.",
            (IMPLIED,),
            tried.gradients_reach_the_batch_before,
            FALSE,
            ("C111",),
        ),
        _claim(
            14,
            "A saved model keeps its state.",
            (IMPLIED,),
            tried.a_file_keeps_the_state,
            FALSE,
            ("C111",),
        ),
        _claim(
            15,
            "Weights can be moved from a stateful network to a stateless one.",
            (IMPLIED,),
            tried.weights_fit_both,
            HOLDS,
            ("C111",),
        ),
        _claim(
            16,
            "All batches must have the same number of time steps.",
            (IMPLIED,),
            tried.batches_have_as_many_steps,
            FALSE,
            ("C111",),
        ),
        _claim(
            17,
            "A `Bidirectional` layer carries both of its directions on.",
            (IMPLIED,),
            tried.both_directions_are_carried,
            FALSE,
            ("C103",),
        ),
    ]
)
