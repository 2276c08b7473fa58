"""What is said of citing Keras, and whether it is so."""

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

from . import citing_experiments as tried

RECORDED = ("3.15.1",)

_claim = claims_on("citing", RECORDED)

CLAIMS = Claims(
    [
        _claim(
            1,
            "The FAQ's entry is one that BibTeX reads.",
            (FAQ, NOTES),
            tried.bibtex_reads_the_entry,
            HOLDS,
        ),
        _claim(
            2,
            "The entry tells which Keras was used.",
            (IMPLIED,),
            tried.the_entry_tells_which_keras,
            FALSE,
        ),
        _claim(
            3,
            "`year={2015}` is the year of what was used.",
            (FAQ, NOTES, OFFICIAL),
            tried.the_year_is_that_of_the_version,
            HOLDS_IF,
        ),
        _claim(
            4,
            "Keras is at `https://github.com/keras-team/keras`.",
            (FAQ,),
            tried.the_repository_is_where_the_faq_says,
            HOLDS,
        ),
        _claim(
            5,
            "Keras is at `https://github.com/fchollet/keras`.",
            (NOTES,),
            tried.the_repository_is_where_the_notes_say,
            RETIRED,
        ),
        _claim(
            6,
            "The licence demands that Keras is cited.",
            (IMPLIED,),
            tried.the_licence_demands_it,
            FALSE,
        ),
    ]
)
