import json

from faqlab.core.doctor_line import BROKEN, OK, WARNING, Line, Report

GOOD = Line("Python", OK, "3.12.1")
ODD = Line("encoding", WARNING, "cp1252.", "Set it.")
BAD = Line("h5py", BROKEN, "<b>gone</b>", "Run: pip install h5py")


def test_a_line_is_its_state_its_name_and_what_to_do():
    assert str(GOOD) == "ok      Python: 3.12.1"
    assert str(BAD) == "broken  h5py: <b>gone</b> Run: pip install h5py"


def test_a_report_tells_what_is_broken_and_what_is_odd():
    report = Report([GOOD, ODD, BAD])
    assert (report.ok, report.broken, report.warnings) == (False, (BAD,), (ODD,))
    assert report["h5py"] is BAD
    assert report[0] is GOOD
    assert str(report).splitlines()[-1] == "3 things were looked at: 1 broken and 1 to be minded."
    assert "h5py: Run: pip install h5py" in str(report)
    assert report._repr_html_().count('class="marked"') == 2
    assert "&lt;b&gt;gone" in report._repr_html_()


def test_all_is_well():
    report = Report([GOOD])
    assert report.ok
    assert "what to do" not in report._repr_html_()
    assert str(report).endswith("1 things were looked at: all is well.")


def test_it_can_be_read_by_programs():
    told = json.loads(json.dumps(Report([GOOD, BAD]).as_json()))
    assert told["ok"] is False
    assert told["checks"][1] == {
        "name": "h5py",
        "state": "broken",
        "found": "<b>gone</b>",
        "remedy": "Run: pip install h5py",
    }
