"""What is said of running on a GPU, and whether it is so."""

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

from . import gpu_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("gpu", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "With the TensorFlow backend the code runs on a GPU by itself, if one is seen.",
            (FAQ, NOTES, OFFICIAL),
            tried.a_gpu_is_used_by_itself,
            (HOLDS, UNTESTABLE),
            ("C01",),
        ),
        _claim(
            2,
            "Code that names no device runs without a GPU too.",
            (FAQ, IMPLIED),
            tried.it_runs_without_a_gpu,
            HOLDS,
            ("C01",),
        ),
        _claim(
            3,
            "CNTK or Theano can be the backend.",
            (FAQ, NOTES),
            tried.theano_and_cntk_are_backends,
            RETIRED,
            ("C02",),
        ),
        _claim(
            4,
            "`theano.config.device = 'gpu'` selects the GPU.",
            (FAQ, NOTES),
            tried.theano_can_be_set_up,
            RETIRED,
            ("C03",),
        ),
        _claim(
            5,
            "A scope such as `tf.device('/gpu:0')` needs that GPU.",
            (FAQ, IMPLIED),
            tried.a_scope_needs_its_device,
            HOLDS_IF,
            ("C15",),
        ),
        _claim(
            6,
            "The devices can be set up at any time.",
            (IMPLIED,),
            tried.devices_are_set_up_at_any_time,
            FALSE,
        ),
        _claim(
            7,
            "In mixed precision the weights stay float32.",
            (OFFICIAL,),
            tried.mixed_precision_keeps_weights,
            HOLDS,
        ),
        _claim(
            8,
            "`jit_compile=True` trains to other weights.",
            (IMPLIED,),
            tried.xla_changes_the_result,
            FALSE,
        ),
    ]
)
