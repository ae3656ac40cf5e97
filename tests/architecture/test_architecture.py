"""The shape of the tree: imports point one way, and everything is where one would look for it."""

import ast
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("crawler", "indexer", "search_api", "seo_audit", "regiozoek")
LONGEST = 400
CONVENTIONAL_NAMES = {"logger", "router", "app", "main"}
"""Names that every module of a kind has: loggers, FastAPI routers, Typer applications, entry points."""

SOURCES = sorted(path for package in (*PACKAGES, "tests", "benchmarks") for path in (ROOT / package).rglob("*.py"))


def public_definitions(module: ast.Module) -> set[str]:
    """Return the public names that a module defines: classes, functions, constants and type aliases.

    Commands and routes are left out: their decorator gives them their place, and nothing imports them.
    """
    names: set[str] = set()
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            called = [decorator.func for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
            registered = {"command", "callback", "get", "post"}
            if not any(isinstance(func, ast.Attribute) and func.attr in registered for func in called):
                names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))
    return {name for name in names if not name.startswith("_")}


def test_imports_point_one_way() -> None:
    """The import-linter contracts in pyproject.toml hold."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (0, True) == (done.returncode, "KEPT" in done.stdout), done.stdout + done.stderr


@pytest.mark.parametrize("package", PACKAGES)
def test_package_files_are_empty(package: str) -> None:
    """An `__init__.py` that imports would make the packages' order of import matter."""
    filled = [str(path.relative_to(ROOT)) for path in (ROOT / package).rglob("__init__.py") if path.stat().st_size]
    assert [] == filled


def test_no_file_is_overlong() -> None:
    """Past 400 lines a file is split by meaning."""
    assert [] == [str(path.relative_to(ROOT)) for path in SOURCES if len(path.read_text().splitlines()) > LONGEST]


def test_no_folder_is_a_drawer() -> None:
    """Folders are named after what they hold."""
    drawers = {"core", "common", "utils", "helpers", "misc"}
    assert [] == [
        str(path)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.stem in drawers and "node_modules" not in path.parts
    ]


def test_no_import_cycles() -> None:
    """Imports under TYPE_CHECKING count too, as do those within one subpackage."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    dependencies = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    tuple(TopologicalSorter(dependencies).static_order())  # raises CycleError, which names the modules


def test_every_package_has_a_contract_for_its_subpackages() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    contained = {name for contract in contracts for name in contract.get("containers", [])}
    assert set() == set(PACKAGES) - contained


def test_unit_tests_mirror_the_source_tree() -> None:
    folders = {
        path.parent.relative_to(ROOT / "tests" / "unit") for path in (ROOT / "tests" / "unit").rglob("test_*.py")
    }
    assert [] == sorted(str(folder) for folder in folders if not (ROOT / folder).is_dir())


def test_no_public_name_has_two_meanings() -> None:
    """A reader who meets a name must not wonder which of several things it is."""
    places: dict[str, list[str]] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for name in public_definitions(ast.parse(path.read_text())) - CONVENTIONAL_NAMES:
                places.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert {} == {name: paths for name, paths in places.items() if len(paths) > 1}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-demo.lock", "requirements-dev.lock"])
def test_locks_are_hashed_and_name_no_index(name: str) -> None:
    """A lock says what to install, not where from."""
    lines = (ROOT / name).read_text().splitlines()
    assert [] == [line for line in lines if "://" in line or line.startswith("--index")]
    packages = [line for line in lines if "==" in line and not line.startswith((" ", "#"))]
    assert len(packages) > 50
    assert sum("--hash=sha256:" in line for line in lines) >= len(packages)


def test_the_lock_holds_every_dependency() -> None:
    """What pyproject.toml asks for is in both locks."""
    wanted = {
        re.split(r"[<>=\[; ]", name)[0].lower()
        for name in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    }
    for name in ("requirements.lock", "requirements-demo.lock", "requirements-dev.lock"):
        locked = {line.split("==")[0] for line in (ROOT / name).read_text().splitlines() if "==" in line}
        assert set() == wanted - locked


def test_nothing_names_a_path_of_one_machine() -> None:
    """The tree speaks of the project alone."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    suffixes = {".py", ".md", ".toml", ".html", ".yaml", ".service", ""}
    texts = {
        name: (ROOT / name).read_text(errors="replace") for name in listed if name and Path(name).suffix in suffixes
    }
    needle = "/" + "work/"
    assert [] == [name for name, text in texts.items() if needle in text]
