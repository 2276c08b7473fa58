"""The exercises of `citing`: what an entry tells, when to cite, authors, and writing an entry."""

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_prediction import Prediction

from .citing_checks import check_entry_for, what_the_entry_tells

__all__ = ["predict", "q1", "q2", "q3"]

predict = Prediction(
    "citing.predict",
    """
    A paper cites Keras with the FAQ's entry, and says no more. A reader wants to run the experiment
    again. Which Keras does the entry tell them to install?
    """,
    options=[
        Option("The one of 2015.", "A version in the entry would say so."),
        Option(
            "None in particular: it doesn't say.",
            "2015 is the year in which Keras began. The same entry stands for Keras 1, 2 and 3, "
            "which don't even read each other's files.",
        ),
        Option("The newest.", "The entry would be the same if it were the oldest."),
    ],
    outcome=what_the_entry_tells,
    measured="looked",
)


q1 = Choice(
    "citing.q1",
    """
    For which of these would readers most expect a citation of Keras?
    """,
    options=[
        Option(
            "A shop's program that recognises its goods with a network from Keras.",
            "Its licence must be kept with it. A citation belongs where there are references.",
        ),
        Option(
            "A thesis whose tables of results come from networks that were trained with Keras.",
            "Results depend on it, and who wants to check them needs to know it, and the version.",
            right=True,
        ),
        Option(
            "A paper that was written on a computer on which Keras is installed.",
            "Nothing in the paper depends on it.",
        ),
        Option(
            "A question in a forum: why does my network not learn?",
            "There the versions help, and no reference is needed.",
        ),
    ],
    hints=["What would be otherwise without Keras?", "Who would want to do the same again?"],
    solution="b: cite what your results rest on, with its version.",
)


q2 = Choice(
    "citing.q2",
    """
    Three people wrote a program: Ann Li, Bo Sun and Cy Orr. How does BibTeX want them?
    """,
    options=[
        Option(
            "`author = {Ann Li, Bo Sun, Cy Orr}`",
            "Commas part family and given names: BibTeX would look for one person.",
        ),
        Option(
            "`author = {Li, Ann and Sun, Bo and Orr, Cy}`",
            "Persons are parted by `and`, the names of one by a comma.",
            right=True,
        ),
        Option(
            "`author = {Li, Ann; Sun, Bo; Orr, Cy}`",
            "BibTeX doesn't know the semicolon: that would be one person.",
        ),
        Option(
            "`author = {Li et al.}`",
            "The style writes *et al.* itself. For those not named there is `and others`.",
        ),
    ],
    hints=["Look at the FAQ's own entry.", "What stands between Chollet and the others?"],
    solution="b.",
)


q3 = Code(
    "citing.q3",
    """
    Write `entry_for(key, title, author, year, version)`: it returns a BibTeX entry `@misc` with the
    fields title, author, year and version. The title's capitals are to stay, whatever the style
    does: a second pair of braces keeps them. An `&` in the title is to be written `\\&`.
    """,
    check=check_entry_for,
    argument="entry_for",
    hints=[
        "In an f-string a brace is written twice: `f'year = {{{year}}}'` gives `year = {2015}`.",
        '`title.replace("&", r"\\&")`.',
        "Commas between the fields, and a brace at the end that closes the first.",
    ],
    solution=r"""
    ```
    def entry_for(key, title, author, year, version):
        title = title.replace("&", r"\&")
        fields = {
            "title": "{" + title + "}",
            "author": author,
            "year": str(year),
            "version": version,
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
        return "\n".join([f"@misc{{{key},", *lines, "}"])
    ```

    `citing.citations("keras").bibtex()` does it for what is installed.
    """,
)
