import os
import subprocess
import sys

from faqlab import __version__
from faqlab.core.topic import TOPICS


def test_every_question_is_one_whole_line_in_a_pipe(write, call):
    write("09_history.ipynb", "1")
    result = call("topics")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["No", "Name", "Question", "Notebook"]
    for one, line in zip(TOPICS, lines[1:], strict=True):
        assert line.split()[:2] == [str(one.number), one.name]
        assert one.question in line
        notebook = "09_history.ipynb" if one.name == "history" else "not written yet"
        assert line.rstrip().endswith(notebook)
    assert "\x1b" not in result.stdout


def test_zh_adds_the_chinese_question_to_the_line(write, call):
    lines = call("topics", "--zh").stdout.splitlines()[1:]
    assert all(
        one.question in line and one.question_zh in line
        for one, line in zip(TOPICS, lines, strict=True)
    )


def test_chinese_goes_through_a_pipe_that_knows_no_chinese():
    command = [sys.executable, "-m", "faqlab", "topics", "--zh"]
    result = subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"}
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert TOPICS[0].question_zh in result.stdout.decode("utf-8")


def test_the_version(call):
    assert call("--version").stdout == f"faqlab {__version__}\n"


def test_light_commands_load_nothing_heavy():
    code = (
        "import sys; from faqlab.cli import app; app(['topics'], standalone_mode=False); "
        "heavy = {'nbclient', 'nbconvert', 'nbformat', 'jupyterlab', 'keras', 'numpy', 'asyncio'}; "
        "print(heavy & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.splitlines()[-1] == "set()", result.stderr
