"""The documents say what the code does."""

import re
from pathlib import Path

import typer

from regiozoek.cli import app
from regiozoek.settings import Environment

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def test_the_readme_names_every_setting_and_no_other() -> None:
    """A variable that is not documented does not exist for a user, and the reverse."""
    real = {f"REGIOZOEK_{name.upper()}" for name in Environment.model_fields}
    assert real == set(re.findall(r"REGIOZOEK_[A-Z_]+", README))


def test_the_readme_names_every_command() -> None:
    """Each command of the program stands in the table of commands."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert [] == [name for name in commands if f"`regiozoek {name}" not in README]


def test_links_between_documents_lead_somewhere() -> None:
    """Every relative link and picture in the documents exists."""
    broken = [
        (document.name, target)
        for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text())
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert [] == broken
