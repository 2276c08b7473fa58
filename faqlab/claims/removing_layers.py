"""What is said of removing layers, and whether it is so."""

from faqlab.core.claim import FALSE, FAQ, HOLDS, HOLDS_IF, IMPLIED, NOTES, Claims, claims_on

from . import removing_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("removing_layers", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "`pop()` removes the layer of a Sequential model that was added last: two layers "
            "become one.",
            (FAQ, NOTES),
            tried.pop_removes_the_last,
            HOLDS,
            ("C112",),
        ),
        _claim(
            2,
            "Called n times, it removes the last n layers.",
            (NOTES,),
            tried.pop_again_and_again,
            HOLDS_IF,
            ("C112",),
        ),
        _claim(
            3,
            "The first layer is told its input by `input_dim=784`.",
            (FAQ, NOTES),
            tried.the_first_layer_is_told_its_input,
            HOLDS_IF,
        ),
        _claim(
            4,
            "After `pop()` the output has another shape: that of the layer before.",
            (NOTES,),
            tried.the_output_is_that_of_the_layer_before,
            HOLDS,
            ("C112",),
        ),
        _claim(
            5,
            "A layer that was popped can be added back, with its weights.",
            (NOTES,),
            tried.what_was_popped_comes_back,
            HOLDS,
            ("C113",),
        ),
        _claim(
            6,
            "`pop()` takes effect at once.",
            (IMPLIED,),
            tried.pop_takes_effect_at_once,
            FALSE,
            ("C114",),
        ),
        _claim(
            7,
            "One answer of `predict` comes from one network.",
            (IMPLIED,),
            tried.one_answer_is_of_one_network,
            FALSE,
            ("C114",),
        ),
        _claim(
            8,
            "`add()` takes effect at once.",
            (IMPLIED,),
            tried.add_takes_effect_at_once,
            FALSE,
            ("C114",),
        ),
        _claim(
            9,
            "`compile` puts it into effect, and changes no weight.",
            (IMPLIED,),
            tried.compile_makes_it_so,
            HOLDS,
            ("C114",),
        ),
        _claim(
            10,
            "A new head needs `compile` before `fit`.",
            (IMPLIED,),
            tried.a_new_head_needs_compile,
            HOLDS,
            ("C115",),
        ),
        _claim(
            11,
            "Any model can be popped.",
            (IMPLIED,),
            tried.any_model_can_be_popped,
            FALSE,
        ),
        _claim(
            12,
            "A Sequential that is a layer of another model can be popped there.",
            (IMPLIED,),
            tried.a_nested_model_can_be_popped,
            FALSE,
        ),
        _claim(
            13,
            "A second model that ends at a layer of the first shares its weights: to train one "
            "trains both.",
            (IMPLIED,),
            tried.a_second_model_shares_weights,
            HOLDS,
        ),
    ]
)
