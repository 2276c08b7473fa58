"""What is done to find out whether the sentences on citing Keras are so."""

import importlib.metadata
import re

from faqlab.core.bibtex_text import read_entries
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED, Evidence
from faqlab.core.entry_check import check_entry

# The entry as the FAQ gives it, and the learner's copy of another one.
FAQ_ENTRY = r"""
@misc{chollet2015keras,
  title={Keras},
  author={Chollet, Fran\c{c}ois and others},
  year={2015},
  publisher={GitHub},
  howpublished={\url{https://github.com/keras-team/keras}},
}
"""
NOTES_ENTRY = r"""
@misc{chollet2015keras,
  author = {Chollet, François and others},
  title = {Keras},
  year = {2015},
  publisher = {GitHub},
  journal = {GitHub repository},
  howpublished = {\url{https://github.com/fchollet/keras}}
}
"""


def _addresses():
    told = importlib.metadata.metadata("keras").get_all("Project-URL") or []
    return [one.partition(",")[2].strip().rstrip("/") for one in told]


def _licence():
    files = importlib.metadata.files("keras") or []
    found = [one for one in files if one.name.upper().startswith("LICENSE")]
    return found[0].read_text() if found else ""


def bibtex_reads_the_entry(texts=(FAQ_ENTRY, NOTES_ENTRY)):
    """Read both entries, strictly, and look for what BibTeX needs."""
    numbers, good = {}, []
    for name, text in zip(("the FAQ's", "the notes'"), texts, strict=True):
        try:
            (entry,) = read_entries(text)
        except ValueError:
            numbers[name], one = "can't be read", False
        else:
            numbers[name] = f"{len(entry.fields)} fields"
            one = {"author", "title", "year"} <= set(entry.fields)
        good.append(one)
    return Evidence(HOLDS if all(good) else FALSE, numbers)


def the_entry_tells_which_keras(text=FAQ_ENTRY):
    """Look for a version in the entry."""
    version = check_entry(text).version
    return Evidence(HOLDS if version else FALSE, {"version in the entry": version or "none"})


def the_repository_is_where_the_faq_says(addresses=_addresses):
    """Read the addresses in the metadata of the Keras installed."""
    there = "https://github.com/keras-team/keras" in addresses()
    return Evidence(
        HOLDS if there else FALSE, {"in Keras's own metadata": "yes" if there else "no"}
    )


def the_repository_is_where_the_notes_say(addresses=_addresses):
    """Look for the older address there."""
    there = "https://github.com/fchollet/keras" in addresses()
    numbers = {"in Keras's own metadata": "yes" if there else "no"}
    return Evidence(HOLDS if there else RETIRED, numbers)


def the_licence_demands_it(licence=_licence):
    """Look for citing in the text of Keras's licence."""
    text = licence()
    words = re.findall(r"\bcit(?:e|ed|ing|ation|ations)\b", text, flags=re.IGNORECASE)
    numbers = {"the licence": _kind(text), "words about citing in it": len(words)}
    if not text:
        return Evidence(FALSE, numbers)
    return Evidence(HOLDS if words else FALSE, numbers)


def _kind(text):
    if "Apache License" in text:
        return "Apache"
    return "another one" if text else "none is with it"


def the_year_is_that_of_the_version(text=FAQ_ENTRY, version=importlib.metadata.version):
    """Compare the year of the entry with Keras's version: Keras 3 is of November 2023."""
    year, major = read_entries(text)[0].fields["year"], int(version("keras").split(".")[0])
    numbers = {"year in the entry": year, "Keras that is installed": f"{major}"}
    first = {1: 2015, 2: 2017, 3: 2023}.get(major, 2023)
    if int(year) >= first:
        return Evidence(HOLDS, numbers)
    return Evidence(HOLDS_IF, numbers, "it is the year in which Keras began")
