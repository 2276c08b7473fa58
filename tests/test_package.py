"""The package as a stranger gets it: its requirements, its wheel, the lines of the README."""

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import faqlab
from faqlab.core.topic import TOPICS

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
CI = ROOT / ".ci" / "run"
TRY_IT = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/faqlab lab"
TEST_IT = (
    'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/python -m pytest'
)

# The packages that conda-forge has under another name than PyPI.
CONDA_NAMES = {"build": "python-build", "playwright": "playwright-python"}
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))

needs_bash = pytest.mark.skipif(os.name == "nt", reason=".ci/run is a script for bash")


def required(*extras: str) -> list[Requirement]:
    project = PROJECT["project"]
    more = [project["optional-dependencies"][extra] for extra in extras]
    return [Requirement(text) for text in sum(more, project["dependencies"])]


def test_conda_gets_what_pip_gets():
    *dependencies, by_pip = ENVIRONMENT["dependencies"]
    lines = [*dependencies, *by_pip["pip"]]
    conda = dict(line.partition(" ")[::2] for line in lines)
    assert len(conda) == len(lines)
    assert conda.pop("pip") == ""
    pip = {CONDA_NAMES.get(one.name, one.name): one.specifier for one in required("test")}
    pip["python"] = Requirement(f"python{PROJECT['project']['requires-python']}").specifier
    assert {name: Requirement(f"x{spec}").specifier for name, spec in conda.items()} == pip
    assert (ENVIRONMENT["name"], ENVIRONMENT["channels"]) == ("faqlab", ["conda-forge"])


def test_requirements_are_ranges_with_a_lower_end():
    backend = [Requirement(text) for text in PROJECT["build-system"]["requires"]]
    for one in [*required("test", "bench"), *backend]:
        operators = {spec.operator for spec in one.specifier}
        assert ">=" in operators, one
        assert operators <= {">=", "<", "!="}, one


def test_what_is_imported_is_required():
    """A package that comes with another one today may not come with it tomorrow."""
    told = {one.name.replace("-", "_").lower() for one in required()}
    # Imported where they are installed, within functions.
    told |= {one.name for one in required("backends", "cluster")}
    called = {"scikit_learn": "sklearn", "jupyterlab": "jupyter_client", "protobuf": "google"}
    told |= {called[name] for name in told if name in called}
    # Parts of ipywidgets, nbclient and matplotlib for good.
    told |= {"IPython", "traitlets", "nbformat", "PIL"}
    found = set()
    for path in (ROOT / "faqlab").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.split(".")[0])
    assert "keras" in found
    assert found - set(sys.stdlib_module_names) - {"faqlab"} <= told


def test_the_version_is_said_once():
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", faqlab.__version__)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # In a copy, so that nothing is left in the checkout and nothing else in it is packed.
    source = folder / "source"
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        source.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, source)
    for name in ("faqlab", "notebooks"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    (source / "notebooks" / ".ipynb_checkpoints").mkdir(exist_ok=True)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, source)
    (built,) = folder.glob("*.whl")
    return built


def run(*command, **arguments) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYTEST"))}
    done = subprocess.run(
        [str(part) for part in command],
        env={**env, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        **arguments,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_the_lessons_the_scripts_and_the_licence(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert NOTEBOOKS
    assert {f"faqlab/notebooks/{name}" for name in NOTEBOOKS} <= set(names)
    parts = [p for p in (ROOT / "faqlab").rglob("*") if p.suffix in (".py", ".js", ".css", ".j2")]
    assert {p.relative_to(ROOT).as_posix() for p in parts} <= set(names)
    assert f"faqlab-{faqlab.__version__}.dist-info/licenses/LICENSE" in names


def test_the_wheel_holds_nothing_else(wheel):
    endings = {".py", ".js", ".css", ".j2", ".ipynb", ".txt", ".h5", ".npy"}
    for name in zipfile.ZipFile(wheel).namelist():
        folder = name.split("/")[0]
        assert folder in ("faqlab", f"faqlab-{faqlab.__version__}.dist-info")
        assert folder != "faqlab" or Path(name).suffix in endings
        assert "ipynb_checkpoints" not in name


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The folder of programs of a new environment that has the wheel, and our other packages."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--no-deps", "--no-index", wheel)
    # The way to our packages; a .pth file on that way (the checkout's own) is not followed.
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run(python, "-c", ask).strip())
    (site / "ours.pth").write_text("\n".join(sorted(paths)))
    return programs


def test_the_installed_command(installed, tmp_path):
    assert run(installed / "faqlab", "--version", cwd=tmp_path) == f"faqlab {faqlab.__version__}\n"
    assert run(installed / "python", "-m", "faqlab", "--version", cwd=tmp_path).startswith("faqlab")
    topics = run(installed / "faqlab", "topics", cwd=tmp_path)
    for one in TOPICS:
        assert one.question in topics
        assert (one.notebook in topics) == (one.notebook in NOTEBOOKS)


def test_the_installed_package_finds_its_lessons_and_its_scripts(installed, tmp_path):
    asked = (
        "import faqlab\n"
        "from faqlab.core.lessons import lessons, lessons_folder\n"
        "print(faqlab.__file__)\n"
        "print(lessons_folder())\n"
        "print(*[path.name for path in lessons()])\n"
        "chart = faqlab.RunChart(faqlab.Run())\n"
        "print(len(chart._esm) > 1000, len(str(chart._css)) > 100)\n"
    )
    file, folder, names, parts = run(installed / "python", "-c", asked, cwd=tmp_path).splitlines()
    assert Path(file).is_relative_to(installed.parent)
    assert Path(folder) == Path(file).parent / "notebooks"
    assert names.split() == NOTEBOOKS
    assert parts == "True True"


def test_the_readme_has_a_line_to_try_it_and_a_line_to_test_it():
    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)\n```$", readme, re.MULTILINE | re.DOTALL)
    assert TRY_IT in blocks
    assert TEST_IT in blocks


def test_ci_runs_the_readmes_line():
    lines = CI.read_text("utf-8").splitlines()
    assert lines[-1] == TEST_IT  # last, so that its exit code is the script's
    assert "set -euo pipefail" in lines


STUB = """#!/bin/sh
echo "$(basename "$0") $*" >> "$LOG"
[ "$(basename "$0")" = "$FAILS" ] && exit 3
exit 0
"""


def play_ci(tmp_path, *, chromium: bool, fails: str = "") -> tuple[int, list[str]]:
    """Run .ci/run where every program only notes how it was called."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(CI, tmp_path / ".ci")
    programs, ours = tmp_path / "programs", tmp_path / ".venv" / "bin"
    for folder, names in (
        (programs, ["python3", "apt-get", "sudo", *(["chromium"] if chromium else [])]),
        (ours, ["pip", "ruff", "python"]),
    ):
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_text(STUB)
            (folder / name).chmod(0o755)
    for name in ("bash", "dirname", "basename", "sh"):
        (programs / name).symlink_to(shutil.which(name))
    (programs / "id").write_text("#!/bin/sh\necho 0\n")
    (programs / "id").chmod(0o755)
    log = tmp_path / "log"
    env = {"PATH": str(programs), "LOG": str(log), "FAILS": fails, "CI": "true"}
    done = subprocess.run([tmp_path / ".ci" / "run"], env=env, cwd="/", capture_output=True)
    return done.returncode, log.read_text().splitlines()


@needs_bash
def test_ci_installs_a_chromium_where_there_is_none(tmp_path):
    code, calls = play_ci(tmp_path, chromium=False)
    assert code == 0
    assert calls[:2] == [
        "apt-get update",
        "apt-get install --yes --no-install-recommends chromium",
    ]


@needs_bash
def test_ci_looks_at_the_style_and_then_runs_the_tests(tmp_path):
    code, calls = play_ci(tmp_path, chromium=True)
    assert code == 0
    assert calls[0] == "python3 -m venv .venv"
    assert calls[-1] == "python -m pytest"
    assert calls.index("ruff check") < calls.index("ruff format --check") < len(calls) - 1
    assert not [call for call in calls if call.startswith("apt-get")]


@needs_bash
@pytest.mark.parametrize("program", ["apt-get", "python3", "pip", "ruff", "python"])
def test_ci_fails_where_one_of_its_steps_does(program, tmp_path):
    code, calls = play_ci(tmp_path, chromium=False, fails=program)
    assert code != 0
    assert calls[-1].startswith(program)
