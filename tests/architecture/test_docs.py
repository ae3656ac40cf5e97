"""The documentation agrees with the code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from regiozoek.cli import app
from regiozoek.settings import Environment
from scripts.figures import FIGURE, markdown_documents, read_figures

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text()
COMMANDS = (ROOT / "docs" / "commands.md").read_text()
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
DOCUMENTS += [*(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md"), ROOT / "deploy" / "README.md"]


def test_the_configuration_page_lists_every_setting_and_no_other() -> None:
    """A variable that is not documented does not exist for a user, and the reverse."""
    real = {f"REGIOZOEK_{name.upper()}" for name in Environment.model_fields}
    assert real == set(re.findall(r"REGIOZOEK_[A-Z_]+", CONFIGURATION))


def test_the_commands_page_lists_every_command() -> None:
    """Each command of the program is in the table of commands."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert [] == [name for name in commands if f"`regiozoek {name}" not in COMMANDS]


def test_links_between_documents_lead_somewhere() -> None:
    """Every relative link and picture in the documents exists."""
    broken = [
        (document.name, target)
        for document in DOCUMENTS
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text())
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert [] == broken


def test_the_readme_is_short() -> None:
    """It says what the project is and where to read on."""
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150


def test_figures_in_the_documentation_are_those_of_the_results_file() -> None:
    values = read_figures()
    wrong = [
        (document.name, found["name"], found["value"])
        for document in markdown_documents()
        for found in FIGURE.finditer(document.read_text())
        if values.get(found["name"]) != found["value"]
    ]
    assert [] == wrong


def test_every_figure_of_the_results_file_is_in_the_documentation() -> None:
    shown = {found["name"] for document in markdown_documents() for found in FIGURE.finditer(document.read_text())}
    assert set(read_figures()) == shown


ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w/.-]+/[\w/.-]*)`", ARCHITECTURE))))
def test_paths_in_the_architecture_page_exist(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_architecture_page_names_every_subpackage() -> None:
    packages = ("crawler", "indexer", "search_api", "seo_audit", "regiozoek")
    subpackages = {
        f"{path.parent.parent.name}/{path.parent.name}/"
        for package in packages
        for path in (ROOT / package).glob("*/__init__.py")
    }
    assert set() == {name for name in subpackages if f"`{name}`" not in ARCHITECTURE}


def test_the_documentation_site_builds_without_warnings(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path / "site"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
