from faqlab.core.blame_report import EXPLAINED, Blame, Source
from faqlab.core.chance import SOURCES


def one(name, guilty=False, used=True):
    return Source(name, guilty, used, EXPLAINED[name])


def test_every_source_is_explained():
    assert set(SOURCES) | {"determinism", "threads"} == set(EXPLAINED)


def test_the_table_names_the_guilty_with_the_remedy():
    found = Blame((one("python", guilty=True), one("numpy"), one("dropout", used=False)), False, 8)
    assert found.guilty == ("python",)
    assert [line.split("  ")[0] for line in str(found).splitlines()] == [
        "source",
        "Python's random",
        "NumPy's random numbers",
        "dropout and noise",
        "Guilty: Python's random.",
    ]
    assert str(found).splitlines()[1].split()[-2:] == ["yes", "random.seed(1)"]
    assert "seeded, or not used" in str(found).splitlines()[3]


def test_the_page_marks_the_guilty_and_tells_the_seconds():
    found = Blame((one("hash"), one("numpy", guilty=True)), False, 6, {"as it is": 1.5})
    page = found._repr_html_()
    assert page.count('class="marked"') == 1
    assert "as it is: 1.50 s" in page


def test_nobody_and_something_else():
    assert str(Blame((), False, 3)) == "Nobody is guilty: all runs are bit-equal."
    assert "none of these sources explains it" in str(Blame((), True, 6))
