"""What is said of reproducible results, and whether it is so."""

from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    NOTES,
    OFFICIAL,
    RETIRED,
    UNTESTABLE,
    Claims,
    claims_on,
)

from . import reproducibility_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("reproducibility", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "`PYTHONHASHSEED` must be set before Python starts, not within the program.",
            (FAQ, OFFICIAL),
            tried.the_hash_seed_is_set_before,
            HOLDS,
            ("C133",),
        ),
        _claim(
            2,
            'With `PYTHONHASHSEED=0`, `hash("keras")` is 4883664951434749476.',
            (FAQ, OFFICIAL),
            tried.the_hash_is_the_printed_one,
            FALSE,
            ("C134",),
        ),
        _claim(
            3,
            "Without `PYTHONHASHSEED` a training isn't reproducible.",
            (FAQ,),
            tried.the_hash_seed_is_necessary,
            FALSE,
            ("C135",),
        ),
        _claim(
            4,
            "`np.random.seed` and TensorFlow's seed together fix what Keras draws.",
            (FAQ, NOTES),
            tried.two_seeds_do,
            FALSE,
            ("C136",),
        ),
        _claim(
            5,
            "Two runs are equal only if TensorFlow is forced to use a single thread.",
            (FAQ, NOTES),
            tried.a_single_thread_is_necessary,
            FALSE,
            ("C137",),
        ),
        _claim(
            6,
            "`K.set_session(tf.Session(config=tf.ConfigProto(...)))` does the rest.",
            (FAQ, NOTES),
            tried.the_session_recipe_runs,
            RETIRED,
            ("C138",),
        ),
        _claim(
            7,
            "Without seeds two runs differ.",
            (FAQ, NOTES),
            tried.runs_without_seeds_differ,
            HOLDS,
            ("C139",),
        ),
        _claim(
            8,
            "After `keras.utils.set_random_seed` two runs are equal to the last bit.",
            (OFFICIAL,),
            tried.one_call_seeds_all,
            HOLDS,
            ("C136", "C139"),
        ),
        _claim(
            9,
            "Where seeded operations run in any order, `enable_op_determinism` makes them repeat.",
            (OFFICIAL,),
            tried.determinism_repeats,
            HOLDS,
            ("C140",),
        ),
        _claim(
            10,
            "On a GPU `tf.reduce_sum` gives slightly different results each time.",
            (FAQ, OFFICIAL),
            tried.sums_on_a_gpu_differ,
            (UNTESTABLE, HOLDS, FALSE),
            ("C141",),
        ),
    ]
)
