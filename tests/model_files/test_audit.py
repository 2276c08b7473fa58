import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from faqlab.core.backend import keras
from faqlab.model_files.audit import Audit, UnsafeFile, audit, check, identity
from faqlab.model_files.audit_process import _search_path
from faqlab.model_files.examine import examine
from faqlab.model_files.findings import CODES, LOOK, NOTE, REFUSE, Finding, Findings

from .corpus import HOSTILE, Bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    return Bench(folder, folder / "the marker")


@pytest.fixture(scope="module")
def made(bench):
    """All files of the corpus, each made once."""
    return {name: maker(bench) for name, (_, maker) in HOSTILE.items()}


def test_the_corpus_is_large():
    assert len(HOSTILE) >= 60
    assert {code for code, _ in HOSTILE.values()} <= set(CODES)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_or_broken_is_named(name, made, bench):
    code, _ = HOSTILE[name]
    found = Findings()
    examine(made[name], found)
    assert code in {one.code for one in found if one.severity in (REFUSE, LOOK)}
    assert not bench.marker.exists()
    assert all(len(one.where) <= 80 and len(one.reason) <= 300 for one in found)


# One process looks at the whole corpus, so its memory is an upper bound for each file.
ALL = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from pathlib import Path
from faqlab.model_files.audit_process import _limit, _peak
from faqlab.model_files.examine import examine
from faqlab.model_files.findings import Findings
_limit(300)
acted = []


def hook(event, arguments):
    if event == "open" and str(arguments[0]).endswith(("secret.txt", "passwd", "elsewhere.h5")):
        acted.append(f"open {arguments[0]}")
    elif event in ("pickle.find_class", "socket.connect", "subprocess.Popen", "os.system"):
        acted.append(event)


sys.addaudithook(hook)
for path in json.load(sys.stdin):
    examine(Path(path), Findings())
loaded = [one for one in sys.modules if "." not in one]
print(json.dumps({"peak": _peak(), "acted": acted, "loaded": loaded}))
"""


def test_nothing_runs_and_little_memory_is_taken(made, bench):
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ALL, json.dumps(_search_path())],
        input=json.dumps([str(path) for path in made.values()]),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["acted"] == []
    assert told["peak"] < 300e6
    assert not {"keras", "tensorflow", "torch", "jax"} & set(told["loaded"])
    assert not bench.marker.exists()


def load_and_call(path):
    model = keras.saving.load_model(path, safe_mode=False, compile=False)
    model(keras.ops.ones((1, 4)))


@pytest.mark.parametrize("name", ["lambda.keras", "lambda_activation.keras"])
def test_the_corpus_is_live(name, made, bench):
    """Keras runs the payload when it is told to trust the file."""
    load_and_call(made[name])
    assert bench.marker.exists()
    bench.marker.unlink()


@pytest.mark.parametrize("name", ["honest.keras", "honest.h5", "honest.weights.h5", "honest"])
def test_an_honest_file(name, bench):
    done = check(bench.path(name))
    assert done.verdict == "nothing found"
    assert done.blocking() == ()
    assert str(done).endswith(
        "nothing found. It holds nothing outside the list of what Keras models hold."
    )
    assert done.is_unchanged()


def test_memory_of_the_process(bench):
    if done := audit(bench.path("honest.keras")).peak:
        assert 10e6 < done < 300e6


@pytest.mark.parametrize("name", [one for one in ("pipe.keras",) if one in HOSTILE])
def test_a_pipe_is_not_waited_for(name, made):
    assert [one.code for one in audit(made[name]).findings] == ["not a file"]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="isn't there"):
        audit(tmp_path / "x.keras")


def test_an_unsafe_file_is_refused_with_the_way_to_go_on(made):
    path = made["lambda.keras"]
    with pytest.raises(UnsafeFile) as caught:
        check(path)
    assert isinstance(caught.value, ValueError)
    assert caught.value.audit.verdict == "refused"
    assert str(caught.value) == (
        "lambda.keras isn't loaded: refused. config.json/layers/evil/function: It holds the "
        "bytecode of a Python function. To load it all the same: "
        "saving.load(path, despite=['lambda'])."
    )
    assert check(path, despite=["lambda"]).verdict == "refused"
    assert check(path, despite="lambda").verdict == "refused"


def test_a_word_that_no_audit_says(made):
    with pytest.raises(ValueError, match=r"Expected: one of 'lambda'.*Received: 'lamda'"):
        check(made["lambda.keras"], despite=["lamda"])


def test_a_class_of_ones_own(made):
    path = made["class_MyLayer_unknown_class.keras"]
    with pytest.raises(UnsafeFile, match=r"MyPackage>MyLayer is none of Keras's own"):
        check(path)
    assert audit(path).verdict == "look at it"
    assert audit(path, custom_objects={"MyLayer": object}).verdict == "nothing found"
    assert audit(path, custom_objects=["MyPackage>MyLayer"]).verdict == "nothing found"
    assert check(path, despite=["unknown class"]).verdict == "look at it"


def test_own_names_open_nothing_else(made):
    assert audit(made["lambda.keras"], custom_objects=["Lambda", "evil"]).verdict == "refused"


def test_a_process_that_takes_too_long_is_a_finding(bench):
    done = audit(bench.path("honest.keras"), limit=0.001)
    assert [one.code for one in done.findings] == ["limits"]
    assert done.verdict == "refused"


def test_a_file_that_is_changed_meanwhile(bench, tmp_path, monkeypatch):
    path = tmp_path / "m.keras"
    path.write_bytes(bench.path("honest.keras").read_bytes())
    done = audit(path)
    os.utime(path, ns=(1, 1))
    assert not done.is_unchanged()
    before = iter([(1,), (2,)])
    monkeypatch.setattr(sys.modules[audit.__module__], "identity", lambda path: next(before))
    assert [one.code for one in audit(path).findings] == ["changed"]


def test_what_a_folder_holds_is_part_of_what_it_is(bench, tmp_path):
    (tmp_path / "a").write_text("x")
    before = identity(tmp_path)
    (tmp_path / "b").write_text("x")
    assert identity(tmp_path) != before


NASTY = "a\x1b[31m\u202e<script>alert(1)</script>\0" + "n" * 10_000


def test_names_of_the_file_are_made_fit_to_be_shown(bench, tmp_path):
    config = json.loads(bench.parts["config.json"])
    config["config"]["layers"].append(bench.lambda_layer() | {"config": {"name": NASTY}})
    config["config"]["layers"][-1]["config"]["function"] = bench.code()
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as parts:
        for name, data in (bench.parts | {"config.json": json.dumps(config).encode()}).items():
            parts.writestr(name, data)
    done = audit(tmp_path / "m.keras")
    assert done.verdict == "refused"
    for text in (str(done), done._repr_html_()):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\0" not in text
    assert "<script>" not in done._repr_html_()
    assert max(map(len, str(done).splitlines())) < 500


def test_the_table():
    one = Finding("lambda", REFUSE, "config.json/a", "It holds code.", "Don't load it.")
    two = Finding("graph", NOTE, "b", "It is a program.", "Mind.")
    done = Audit(Path("m.keras"), "zip", (one, two))
    assert (
        str(done)
        == repr(done)
        == (
            "severity  code    where          reason\n"
            "refuse    lambda  config.json/a  It holds code. Don't load it.\n"
            "note      graph   b              It is a program. Mind.\n"
            "m.keras (zip): refused."
        )
    )
    assert done._repr_html_().count('<tr class="marked">') == 1


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [((), "nothing found"), ((NOTE,), "nothing found"), ((LOOK, NOTE), "look at it")],
)
def test_the_verdict(severities, verdict, tmp_path):
    findings = tuple(Finding("graph", one, "", "", "") for one in severities)
    assert Audit(tmp_path, "", findings).verdict == verdict
