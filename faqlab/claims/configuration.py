"""What is said of Keras's configuration, and whether it is so."""

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

from . import configuration_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("configuration", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "By default all that Keras keeps is in `$HOME/.keras/`.",
            (FAQ, NOTES, OFFICIAL),
            tried.all_is_in_the_home,
            HOLDS,
            ("C126", "C132"),
        ),
        _claim(
            2,
            "The configuration is `$HOME/.keras/keras.json`, with four fields from the start.",
            (FAQ, NOTES, OFFICIAL),
            tried.a_file_is_made,
            HOLDS,
            ("C126",),
        ),
        _claim(
            3,
            "If Keras can't make its folder, it takes `/tmp/.keras/`.",
            (FAQ, NOTES, OFFICIAL),
            tried.the_fallback_is_tmp,
            HOLDS_IF,
            ("C127",),
        ),
        _claim(
            4,
            "`image_data_format` is how image layers take their pictures: `channels_last` or "
            "`channels_first`.",
            (FAQ, NOTES, OFFICIAL),
            tried.images_may_come_either_way,
            (HOLDS_IF, HOLDS),
            ("C131",),
        ),
        _claim(
            5,
            "`epsilon` prevents division by zero.",
            (FAQ, NOTES, OFFICIAL),
            tried.epsilon_prevents_division_by_zero,
            HOLDS_IF,
            ("C129",),
        ),
        _claim(
            6,
            "`floatx` is the default type of numbers.",
            (FAQ, NOTES, OFFICIAL),
            tried.floatx_is_the_default,
            HOLDS,
            ("C130",),
        ),
        _claim(
            7,
            "The field `backend` chooses the backend.",
            (FAQ, NOTES, OFFICIAL),
            tried.the_file_names_the_backend,
            HOLDS_IF,
            ("C128",),
        ),
        _claim(
            8,
            "Files that `get_file()` downloads are in `$HOME/.keras/datasets/`.",
            (FAQ, NOTES, OFFICIAL),
            tried.downloads_are_in_datasets,
            HOLDS_IF,
            ("C132",),
        ),
        _claim(
            9,
            "A mistake in the file is reported.",
            (IMPLIED,),
            tried.mistakes_are_reported,
            FALSE,
            ("C128",),
        ),
        _claim(
            10,
            "A change of the file counts at once.",
            (IMPLIED,),
            tried.a_file_counts_at_once,
            FALSE,
            ("C128",),
        ),
        _claim(
            11,
            "Whoever loads a model needs the configuration that it was made with.",
            (NOTES,),
            tried.a_model_needs_its_configuration,
            FALSE,
            ("C130",),
        ),
        _claim(
            12,
            "`keras.config.set_floatx` can be called at any time.",
            (IMPLIED,),
            tried.floatx_can_be_set_at_any_time,
            HOLDS_IF,
            ("C130",),
        ),
    ]
)
