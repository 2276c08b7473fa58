"""What is said of freezing layers, and whether it is so."""

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

from . import freezing_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("freezing", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "A layer that is made with `trainable=False` is never changed by training.",
            (FAQ, NOTES, OFFICIAL),
            tried.a_layer_made_frozen_stays,
            HOLDS,
            ("C97",),
        ),
        _claim(
            2,
            "Two models that share a layer: the one that was compiled while the layer was frozen "
            "leaves it alone, the one compiled after it was thawed trains it.",
            (FAQ, NOTES),
            tried.the_two_models_differ,
            FALSE,
            ("C98",),
        ),
        _claim(
            3,
            "A model that has been fitted while the layer was frozen leaves it alone from then on.",
            (IMPLIED,),
            tried.a_model_that_was_fitted_frozen_stays_so,
            HOLDS_IF,
            ("C100",),
        ),
        _claim(
            4,
            "To change `trainable` does nothing until `compile` is called.",
            (FAQ, NOTES, OFFICIAL),
            tried.nothing_changes_without_compile,
            HOLDS_IF,
            ("C99",),
        ),
        _claim(
            5,
            "`compile` puts the flags into effect, and changes no weight.",
            (FAQ, OFFICIAL),
            tried.compile_puts_it_into_effect,
            HOLDS,
            ("C99",),
        ),
        _claim(
            6,
            "Keras warns where `trainable` was changed and `compile` was not called.",
            (IMPLIED,),
            tried.keras_warns_of_a_change,
            FALSE,
            ("C99",),
        ),
        _claim(
            7,
            "A frozen layer runs in training as it does in inference.",
            (IMPLIED,),
            tried.a_frozen_layer_runs_as_in_inference,
            HOLDS_IF,
            ("C101",),
        ),
        _claim(
            8,
            "Layers below a frozen one still train.",
            (IMPLIED,),
            tried.layers_below_still_train,
            HOLDS,
            ("C102",),
        ),
        _claim(
            9,
            "To freeze a model freezes every layer within it.",
            (OFFICIAL,),
            tried.a_model_freezes_all_within,
            HOLDS,
            ("C102",),
        ),
        _claim(
            10,
            "A layer of a frozen model trains when its own flag is set back.",
            (IMPLIED,),
            tried.a_layer_of_a_frozen_model_is_thawed,
            HOLDS_IF,
            ("C102",),
        ),
        _claim(
            11,
            "A frozen layer's L2 penalty still counts in the loss.",
            (IMPLIED,),
            tried.the_loss_stays,
            FALSE,
            ("C97",),
        ),
        _claim(
            12,
            "In the usual recipe of a GAN the discriminator, compiled before it was frozen, "
            "trains in its own step.",
            (IMPLIED,),
            tried.the_discriminator_trains,
            FALSE,
            ("C98",),
        ),
    ]
)
