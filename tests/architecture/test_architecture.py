"""The shape of the tree: imports point one way, and everything is where one would look for it."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("crawler", "indexer", "search_api", "seo_audit", "regiozoek")
LONGEST = 400
SOURCES = sorted(path for package in (*PACKAGES, "tests", "benchmarks") for path in (ROOT / package).rglob("*.py"))


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


def test_test_files_state_what_they_hold() -> None:
    """Every test function says in its docstring which behaviour it holds."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert [] == silent


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
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
    for name in ("requirements.lock", "requirements-dev.lock"):
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
