"""The committed widget equals a build of its sources: types from the contract, no type errors, identical bytes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import skip_or_fail

WIDGET_FOLDER = Path(__file__).resolve().parents[2] / "search_api" / "widget"


@pytest.fixture(scope="module")
def node() -> str:
    """The path of Node; the widget's packages are installed."""
    found = shutil.which("node")
    if found is None:
        skip_or_fail("Node is not installed (on Debian: apt install nodejs npm)")
    if not (WIDGET_FOLDER / "node_modules" / "esbuild").is_dir():
        skip_or_fail("the widget's packages are not installed (npm ci in search_api/widget)")
    return str(found)


def run_node(node: str, *arguments: str | Path) -> None:
    """Run a Node script in the widget's folder; fail the test with its output if it fails."""
    done = subprocess.run([node, *arguments], cwd=WIDGET_FOLDER, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr


def test_types_are_generated_from_the_contract(node: str, tmp_path: Path) -> None:
    """`api.d.ts` equals the types generated from openapi.json."""
    made = tmp_path / "api.d.ts"
    run_node(node, "node_modules/openapi-typescript/bin/cli.js", "src/openapi.json", "--output", made)
    assert made.read_text() == (WIDGET_FOLDER / "src" / "api.d.ts").read_text()


def test_sources_have_no_type_errors(node: str) -> None:
    """In TypeScript's strict mode."""
    run_node(node, "node_modules/typescript/bin/tsc", "--noEmit")


def test_committed_build_is_up_to_date(node: str, tmp_path: Path) -> None:
    run_node(node, "build.mjs", "--out", tmp_path / "widget.js")
    assert (tmp_path / "widget.js").read_bytes() == (
        WIDGET_FOLDER.parent / "pages" / "static" / "widget.js"
    ).read_bytes()


def test_lock_file_names_no_registry() -> None:
    """Every package has its version and hash, but no URL of a registry."""
    text = (WIDGET_FOLDER / "package-lock.json").read_text()
    assert ("resolved" not in text, True) == (True, text.count('"integrity"') > 20)
