"""What is said of pretrained models, and whether it is so."""

from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    IMPLIED,
    NOTES,
    OFFICIAL,
    UNTESTABLE,
    Claims,
    claims_on,
)

from . import pretrained_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("pretrained", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "The networks are imported from `keras.applications.xception`, `.vgg16` and so on.",
            (FAQ, NOTES),
            tried.the_imports_work,
            HOLDS,
            ("C116",),
        ),
        _claim(
            2,
            "`weights='imagenet'` gives the trained network.",
            (FAQ, NOTES, OFFICIAL),
            tried.weights_come_with_the_network,
            UNTESTABLE,
            ("C117",),
        ),
        _claim(
            3,
            "Without its top, with `pooling='avg'`, a network gives a row of features a picture.",
            (FAQ, OFFICIAL),
            tried.features_are_a_row_a_picture,
            HOLDS,
            ("C118",),
        ),
        _claim(
            4,
            "Each family wants its pixels prepared in its own way.",
            (OFFICIAL,),
            tried.each_family_has_its_own_scale,
            HOLDS,
            ("C118",),
        ),
        _claim(
            5,
            "A picture scaled from 0 to 1 will do for any network.",
            (IMPLIED,),
            tried.zero_to_one_will_do,
            FALSE,
            ("C118",),
        ),
        _claim(
            6,
            "A trained network takes pictures of one size only.",
            (IMPLIED,),
            tried.one_size_only,
            FALSE,
            ("C118",),
        ),
        _claim(
            7,
            "`classes=5` gives a trained network for five classes of one's own.",
            (IMPLIED,),
            tried.classes_of_ones_own,
            FALSE,
            ("C117",),
        ),
        _claim(
            8,
            "`decode_predictions` names the classes without a network connection.",
            (IMPLIED,),
            tried.names_need_no_download,
            FALSE,
            ("C117",),
        ),
        _claim(
            9,
            "Inception V3 says where things are in a picture.",
            (NOTES,),
            tried.inception_says_where,
            FALSE,
            ("C117",),
        ),
        _claim(
            10,
            "What makes VGG16 so large are its convolutions.",
            (IMPLIED,),
            tried.vgg_is_large_by_its_convolutions,
            FALSE,
            ("C117",),
        ),
        _claim(
            11,
            "Weights in a PyTorch file can't be had without PyTorch.",
            (IMPLIED,),
            tried.torch_files_need_torch,
            FALSE,
            ("C117",),
        ),
        _claim(
            12,
            "With a handful of pictures, features of a trained network do better than the same "
            "network's without training.",
            (FAQ, NOTES, OFFICIAL),
            tried.trained_features_do_better,
            HOLDS,
            ("C118",),
        ),
    ]
)
