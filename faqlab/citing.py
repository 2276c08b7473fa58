"""How should I cite Keras?

With the entry `chollet2015keras`, and the version that was used: the FAQ's entry is the same for
Keras 1, 2 and 3. `citations` gives a BibTeX entry, a CITATION.cff and a sentence for exactly the
packages and versions that are in use here, and `check_entry` says what is missing in an entry of
your own. Importing this module doesn't load Keras.
"""

from .claims.citing import CLAIMS
from .claims.citing_experiments import FAQ_ENTRY, NOTES_ENTRY
from .core.bibtex_text import Entry, read_entries
from .core.citation_sources import Source
from .core.citations import Citations, citations
from .core.entry_check import EntryCheck, check_entry
from .exercises.citing import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "FAQ_ENTRY",
    "NOTES_ENTRY",
    "Citations",
    "Entry",
    "EntryCheck",
    "Source",
    "check_entry",
    "citations",
    "predict",
    "q1",
    "q2",
    "q3",
    "read_entries",
]
