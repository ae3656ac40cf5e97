"""The committed search box is what its sources build: types from the contract, no type error, the same bytes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import skip_or_fail

FOLDER = Path(__file__).resolve().parents[2] / "search_api" / "widget"


@pytest.fixture(scope="module")
def node() -> str:
    """The path of Node, with the packages of the widget installed."""
    found = shutil.which("node")
    if found is None:
        skip_or_fail("Node is not installed (on Debian: apt install nodejs npm)")
    if not (FOLDER / "node_modules" / "esbuild").is_dir():
        skip_or_fail("the widget's packages are not installed (npm ci in search_api/widget)")
    return str(found)


def run(node: str, *arguments: str | Path) -> None:
    """Run a script of Node in the widget's folder; what it complains of is the test's failure."""
    done = subprocess.run([node, *arguments], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr


def test_the_types_are_the_contract(node: str, tmp_path: Path) -> None:
    """`api.d.ts` is what openapi.json gives."""
    made = tmp_path / "api.d.ts"
    run(node, "node_modules/openapi-typescript/bin/cli.js", "src/openapi.json", "--output", made)
    assert made.read_text() == (FOLDER / "src" / "api.d.ts").read_text()


def test_the_sources_have_no_type_error(node: str) -> None:
    """TypeScript in its strictest sense agrees."""
    run(node, "node_modules/typescript/bin/tsc", "--noEmit")


def test_the_built_file_is_fresh(node: str, tmp_path: Path) -> None:
    """A build here gives the committed file, byte for byte."""
    run(node, "build.mjs", "--out", tmp_path / "widget.js")
    assert (tmp_path / "widget.js").read_bytes() == (FOLDER.parent / "pages" / "static" / "widget.js").read_bytes()


def test_the_lock_names_no_registry() -> None:
    """It says what to install, not where from, and holds every package by its hash."""
    text = (FOLDER / "package-lock.json").read_text()
    assert ("resolved" not in text, True) == (True, text.count('"integrity"') > 20)
