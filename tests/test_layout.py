"""The rules of the house: each is a function of a folder, and each is shown a planted fault."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

import faqlab
from faqlab.core.topic import TOPICS

ROOT = Path(__file__).parent.parent
NAMES = [one.name for one in TOPICS]
# Every module in them has its test.
ROOMS = ("core", "data_checks", "model_files", "widgets", "cli")
PLAIN = ("run", "table", "topic", "claim", "exercise")  # standard library and numpy alone
# What reads files of models, and must not be able to make anything of them.
LOOKING = ("formats", "archive", "h5_items", "audit", "audit_process", "examine")
MOST_LINES = 300
OF_THE_WHOLE = {"test_alone", "test_layout", "test_notebooks", "test_package"}
NOTEBOOKS_MAY = {"h5py", "keras", "matplotlib.pyplot", "numpy"}


def modules(root: Path, folder: str = "faqlab") -> list[Path]:
    return sorted((root / folder).rglob("*.py"))


def imports(path: Path, root: Path) -> set[str]:
    """The full names of all modules that a module imports, within functions too."""
    package = path.relative_to(root).parent.parts
    found = set()
    for node in _run_time_nodes(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            here = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*here, *([node.module] if node.module else [])])
            for name in node.names:
                whole = f"{module}.{name.name}"
                found.add(whole if _file(root, whole) else module)
    return found


def _run_time_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those for type checkers only."""
    yield node
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        children = node.orelse
    else:
        children = ast.iter_child_nodes(node)
    for child in children:
        yield from _run_time_nodes(child)


def _file(root: Path, module: str) -> Path | None:
    path = root / Path(*module.split("."))
    for one in (path.with_suffix(".py"), path / "__init__.py"):
        if one.is_file():
            return one
    return None


def reached(path: Path, root: Path) -> set[str]:
    """The full names of all modules that come with a module, directly or through ours."""
    seen, waiting = set(), [path]
    while waiting:
        for name in imports(waiting.pop(), root) - seen:
            seen.add(name)
            ours = _file(root, name) if name.startswith("faqlab") else None
            if ours:
                waiting.append(ours)
    return seen


def _outside(names: set[str]) -> set[str]:
    tops = {name.split(".")[0] for name in names}
    return tops - {"faqlab"} - set(sys.stdlib_module_names)


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def unknown_topics(root):
    known = {*NAMES, "__init__", "__main__"}
    return [path.name for path in (root / "faqlab").glob("*.py") if path.stem not in known]


def topics_without_notebook_or_test(root):
    for one in TOPICS:
        three = (
            f"faqlab/{one.name}.py",
            f"notebooks/{one.notebook}",
            f"tests/test_{one.name}.py",
        )
        there = [name for name in three if (root / name).is_file()]
        if there and len(there) < 3:
            yield from sorted(set(three) - set(there))


def unknown_notebooks_and_tests(root):
    notebooks = {one.notebook for one in TOPICS} | {"00_start_here.ipynb"}
    yield from (p.name for p in (root / "notebooks").glob("*.ipynb") if p.name not in notebooks)
    tests = {f"test_{name}" for name in NAMES} | OF_THE_WHOLE
    yield from (p.name for p in (root / "tests").glob("test_*.py") if p.stem not in tests)


def modules_without_test(root):
    for room in ROOMS:
        for path in (root / "faqlab" / room).glob("*.py"):
            test = root / "tests" / room / f"test_{path.stem}.py"
            if path.stem not in ("__init__", "__main__") and not test.is_file():
                yield _name(test, root)


def orphaned_tests(root):
    for room in ROOMS:
        for path in (root / "tests" / room).glob("test_*.py"):
            if not (root / "faqlab" / room / path.name.removeprefix("test_")).is_file():
                yield _name(path, root)


def topics_that_import_topics_or_the_command(root):
    for path in (root / "faqlab").glob("*.py"):
        if path.stem in NAMES:
            for name in imports(path, root):
                room = name.split(".")[1] if name.startswith("faqlab.") else ""
                if room in {*NAMES, "cli"} - {path.stem}:
                    yield f"{path.stem} -> {name}"


def core_that_looks_up(root):
    """Core knows core: no widget, no topic, no command, nothing of a notebook."""
    yield from _looks_up(root, "core", ("faqlab.core",))


def data_checks_that_look_up(root):
    """What looks at data and models before a fit knows itself and core."""
    yield from _looks_up(root, "data_checks", ("faqlab.core", "faqlab.data_checks"))


def model_files_that_look_up(root):
    """Files of models are core's matter too: the room knows itself and core."""
    yield from _looks_up(root, "model_files", ("faqlab.core", "faqlab.model_files"))


def _looks_up(root, room, may):
    for path in modules(root, f"faqlab/{room}"):
        for name in imports(path, root):
            above = name.startswith("faqlab.") and not name.startswith(may)
            notebook = name.split(".")[0] in {"IPython", "ipywidgets", "anywidget", "ipykernel"}
            if above or notebook:
                yield f"{path.stem} -> {name}"


def readers_of_files_that_know_keras(root):
    """What tells whether a file can be trusted runs without what it could be turned into."""
    for stem in LOOKING:
        path = root / f"faqlab/model_files/{stem}.py"
        if path.is_file():
            tops = {name.split(".")[0] for name in reached(path, root)}
            yield from (f"{stem} -> {name}" for name in tops & {"keras", "tensorflow"})


def plain_modules_with_more_than_numpy(root):
    for stem in PLAIN:
        path = root / f"faqlab/core/{stem}.py"
        if path.is_file():
            yield from (f"{stem} -> {n}" for n in _outside(reached(path, root)) - {"numpy"})


def widgets_with_more_than_plain_data(root):
    may = {"anywidget", "ipywidgets", "traitlets", "IPython", "numpy"}
    for path in modules(root, "faqlab/widgets"):
        names = reached(path, root)
        yield from (f"{path.stem} -> {name}" for name in _outside(names) - may)
        for name in names:
            if name.startswith("faqlab.") and name.split(".")[1] not in ("core", "widgets"):
                yield f"{path.stem} -> {name}"


def widgets_without_script_or_style(root):
    for path in (root / "faqlab" / "widgets").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and any("_esm" in names for names in _sets(node)):
                for ending in (".js", ".css"):
                    if not path.with_suffix(ending).is_file():
                        yield path.with_suffix(ending).name


def _sets(node: ast.ClassDef) -> Iterator[list[str]]:
    """The names that the statements of a class's body set."""
    for one in node.body:
        if isinstance(one, ast.Assign):
            yield [target.id for target in one.targets if isinstance(target, ast.Name)]


def scripts_and_styles_that_nobody_uses(root):
    folder = root / "faqlab" / "widgets"
    used = {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    for path in folder.iterdir():
        if path.suffix in (".js", ".css") and path.name not in used:
            yield path.name


def catch_alls(root):
    return [_name(path, root) for path in modules(root) if path.stem in ("utils", "util")]


def star_imports_globals_and_prints(root):
    for path in modules(root):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and any(n.name == "*" for n in node.names):
                yield f"{_name(path, root)}:{node.lineno}: import *"
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in ("globals", "print"):
                yield f"{_name(path, root)}:{node.lineno}: {called.id}()"


def long_modules(root):
    for path in modules(root):
        lines = len(path.read_text("utf-8").splitlines())
        if lines > MOST_LINES:
            yield f"{_name(path, root)}: {lines} lines"


def notebook_imports(root):
    """A lesson imports its own topic, the public names of faqlab, h5py, Keras, numpy, pyplot."""
    public = {f"faqlab.{name}" for name in faqlab.__all__ if name not in NAMES}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        own = f"faqlab.{path.stem[3:]}"
        for name in sorted(_notebook_names(path)):
            ours = name == "faqlab" or name == own or name.startswith(f"{own}.") or name in public
            standard = name.split(".")[0] in sys.stdlib_module_names
            if not (ours or standard or _within(name, NOTEBOOKS_MAY)):
                yield f"{path.name}: {name}"


def _notebook_names(path: Path) -> set[str]:
    found = set()
    for cell in nbformat.read(path, as_version=4).cells:
        # An import that fails is shown on purpose.
        if cell.cell_type != "code" or "raises-exception" in cell.metadata.get("tags", ()):
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Import):
                found |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def _within(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


RULES = [
    unknown_topics,
    topics_without_notebook_or_test,
    unknown_notebooks_and_tests,
    modules_without_test,
    orphaned_tests,
    topics_that_import_topics_or_the_command,
    core_that_looks_up,
    data_checks_that_look_up,
    model_files_that_look_up,
    readers_of_files_that_know_keras,
    plain_modules_with_more_than_numpy,
    widgets_with_more_than_plain_data,
    widgets_without_script_or_style,
    scripts_and_styles_that_nobody_uses,
    catch_alls,
    star_imports_globals_and_prints,
    long_modules,
    notebook_imports,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_has_no(rule):
    found = sorted(rule(ROOT))
    assert not found, "\n".join(found)


def notebook(source: str) -> str:
    cell = nbformat.v4.new_code_cell(source)
    return json.dumps(nbformat.v4.new_notebook(cells=[cell]))


FAULTS = [
    (unknown_topics, {"faqlab/losses.py": ""}, "losses.py"),
    (topics_without_notebook_or_test, {"faqlab/gpu.py": ""}, "tests/test_gpu.py"),
    (topics_without_notebook_or_test, {"tests/test_gpu.py": ""}, "faqlab/gpu.py"),
    (topics_without_notebook_or_test, {"notebooks/03_gpu.ipynb": ""}, "faqlab/gpu.py"),
    (unknown_notebooks_and_tests, {"notebooks/04_gpu.ipynb": ""}, "04_gpu.ipynb"),
    (unknown_notebooks_and_tests, {"tests/test_losses.py": ""}, "test_losses.py"),
    (modules_without_test, {"faqlab/core/new.py": ""}, "tests/core/test_new.py"),
    (orphaned_tests, {"tests/widgets/test_old.py": ""}, "tests/widgets/test_old.py"),
    (
        topics_that_import_topics_or_the_command,
        {"faqlab/gpu.py": "def f():\n    from . import saving", "faqlab/saving.py": ""},
        "gpu -> faqlab.saving",
    ),
    (
        topics_that_import_topics_or_the_command,
        {"faqlab/gpu.py": "from faqlab.cli.page import x"},
        "gpu -> faqlab.cli.page",
    ),
    (
        core_that_looks_up,
        {"faqlab/core/run.py": "from ..widgets.chart import Chart"},
        "run -> faqlab.widgets.chart",
    ),
    (
        core_that_looks_up,
        {"faqlab/core/run.py": "import IPython.display"},
        "run -> IPython.display",
    ),
    (
        data_checks_that_look_up,
        {"faqlab/data_checks/labels.py": "from faqlab.model_files.audit import audit"},
        "labels -> faqlab.model_files.audit",
    ),
    (
        model_files_that_look_up,
        {"faqlab/model_files/audit.py": "from faqlab.widgets.tree import Tree"},
        "audit -> faqlab.widgets.tree",
    ),
    (
        readers_of_files_that_know_keras,
        {
            "faqlab/model_files/audit.py": "def f():\n    from .deep import x",
            "faqlab/model_files/deep.py": "import keras.layers",
        },
        "audit -> keras",
    ),
    (
        plain_modules_with_more_than_numpy,
        {
            "faqlab/core/run.py": "from .table import Table",
            "faqlab/core/table.py": "import json, numpy\ndef f():\n    from . import deep",
            "faqlab/core/deep.py": "import keras.layers",
        },
        "run -> keras",
    ),
    (
        widgets_with_more_than_plain_data,
        {
            "faqlab/widgets/chart.py": "import anywidget\nfrom faqlab.core.run import Run",
            "faqlab/core/run.py": "from tensorflow import keras",
        },
        "chart -> tensorflow",
    ),
    (
        widgets_with_more_than_plain_data,
        {"faqlab/widgets/chart.py": "from ..history import x", "faqlab/history.py": ""},
        "chart -> faqlab.history",
    ),
    (
        widgets_without_script_or_style,
        {"faqlab/widgets/chart.py": "class Chart:\n    _esm = 1", "faqlab/widgets/chart.js": ""},
        "chart.css",
    ),
    (
        scripts_and_styles_that_nobody_uses,
        {
            "faqlab/widgets/chart.py": "A = 'a.js'",
            "faqlab/widgets/a.js": "",
            "faqlab/widgets/b.js": "",
        },
        "b.js",
    ),
    (catch_alls, {"faqlab/core/utils.py": ""}, "faqlab/core/utils.py"),
    (
        star_imports_globals_and_prints,
        {"faqlab/gpu.py": "from os import *"},
        "faqlab/gpu.py:1: import *",
    ),
    (star_imports_globals_and_prints, {"faqlab/gpu.py": "\nprint(1)"}, "faqlab/gpu.py:2: print()"),
    (star_imports_globals_and_prints, {"faqlab/gpu.py": "globals()"}, "faqlab/gpu.py:1: globals()"),
    (long_modules, {"faqlab/cli/run.py": "x = 1\n" * 301}, "faqlab/cli/run.py: 301 lines"),
    (
        notebook_imports,
        {"notebooks/03_gpu.ipynb": notebook("from faqlab.history import draw")},
        "03_gpu.ipynb: faqlab.history.draw",
    ),
    (
        notebook_imports,
        {"notebooks/03_gpu.ipynb": notebook("from faqlab import gpu, saving, Run\nimport os")},
        "03_gpu.ipynb: faqlab.saving",
    ),
    (
        notebook_imports,
        {"notebooks/03_gpu.ipynb": notebook("import numpy as np, keras.layers\nimport pandas")},
        "03_gpu.ipynb: pandas",
    ),
    (
        notebook_imports,
        {"notebooks/03_gpu.ipynb": notebook("from faqlab.core.run import Run")},
        "03_gpu.ipynb: faqlab.core.run.Run",
    ),
]


@pytest.mark.parametrize(
    ("rule", "files", "found"),
    FAULTS,
    ids=[f"{rule.__name__}-{found}" for rule, _, found in FAULTS],
)
def test_a_planted_fault_is_found(rule, files, found, tmp_path):
    for room in ("core", "widgets", "cli"):
        (tmp_path / "faqlab" / room).mkdir(parents=True)
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert found in list(rule(tmp_path))
    if rule is notebook_imports:
        assert list(rule(tmp_path)) == [found]


def test_every_rule_has_a_planted_fault():
    assert {rule for rule, _, _ in FAULTS} == set(RULES)


def test_imports_for_type_checkers_only_do_not_count(tmp_path):
    path = tmp_path / "faqlab" / "run.py"
    path.parent.mkdir()
    path.write_text("if TYPE_CHECKING:\n    import keras\nelse:\n    import json\nimport os.path")
    assert imports(path, tmp_path) == {"json", "os.path"}


def test_importing_faqlab_loads_nothing_heavy():
    source = "import faqlab, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout))
    assert "faqlab" in loaded
    heavy = {"keras", "tensorflow", "matplotlib", "ipywidgets", "anywidget", "IPython", "numpy"}
    assert not loaded & heavy


@pytest.mark.parametrize("name", faqlab.__all__)
def test_a_public_name_is_there_and_says_what_it_is(name):
    assert getattr(faqlab, name).__doc__
    assert name in dir(faqlab)


def test_the_public_names_are_sorted_and_no_other_is_given():
    assert sorted(set(faqlab.__all__), key=str.lower) == sorted(faqlab.__all__, key=str.lower)
    with pytest.raises(AttributeError, match="no attribute 'Runn'"):
        _ = faqlab.Runn


# In two halves, so that this file is no match itself.
HOSTS = [
    ("pypi", r"\.org"),
    ("pythonhosted", r"\.org"),
    ("npmjs", r"\.(org|com)"),
    ("npmmirror", r"\.com"),
    ("anaconda", r"\.(org|com)"),
    ("unpkg", r"\.com"),
    ("jsdelivr", r"\.net"),
    ("cdnjs", r"\.com|cdnjs\.cloudflare"),
]
REGISTRY = re.compile("|".join(f"{name}(?:{end})" for name, end in HOSTS))
ABSOLUTE = re.compile(r"(?<![\w.:/~>-])/(home|root|work|Users|mnt|private)/\w|[A-Z]:\\+Users\b")


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (REGISTRY, "pip install -i https://" + "pypi" + ".org/simple x", True),
        (REGISTRY, 'import "https://cdn.' + "jsdelivr" + '.net/npm/x"', True),
        (REGISTRY, "channels: [conda-forge]", False),
        (ABSOLUTE, 'path = "/' + 'home/ann/x.csv"', True),
        (ABSOLUTE, 'File "/' + 'work/main/x.py"', True),
        (ABSOLUTE, "C:" + "\\Users\\ann", True),
        (ABSOLUTE, "see notebooks/home/x and https://host/work/x", False),
    ],
)
def test_what_is_taken_for_a_registry_or_an_absolute_path(pattern, text, found):
    assert bool(pattern.search(text)) == found


@pytest.mark.parametrize("pattern", [REGISTRY, ABSOLUTE], ids=["registry", "absolute path"])
def test_no_tracked_file_names_a(pattern):
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = [name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]
    assert "pyproject.toml" in names
    found = {}
    for name in names:
        text = (ROOT / name).read_bytes().decode("utf-8", errors="replace")
        if match := pattern.search(text):
            found[name] = match[0]
    assert found == {}
