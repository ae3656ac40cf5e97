"""Settings come from the command line, then the environment, then the defaults."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from crawler.registry.site_parser import DEFAULT_SITES_FILE
from regiozoek.settings import load_settings


def test_the_defaults_are_a_folder_here_and_the_twelve_sites(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing needs to be set."""
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert (tmp_path / "var", DEFAULT_SITES_FILE, str(tmp_path / "var/pages.db")) == (
        settings.data,
        settings.sites,
        settings.store,
    )


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is typed for one command is meant."""
    monkeypatch.setenv("REGIOZOEK_PORT", "8100")
    monkeypatch.setenv("REGIOZOEK_DATA", str(tmp_path / "a"))
    assert (8100, tmp_path / "b") == (load_settings(data=tmp_path / "b").port, load_settings(data=tmp_path / "b").data)
    assert (8200, tmp_path / "a") == (load_settings(port=8200).port, load_settings(port=8200).data)


def test_a_database_elsewhere_is_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several machines can share one store."""
    monkeypatch.setenv("REGIOZOEK_DATABASE_URL", "postgresql://db/regio")
    assert load_settings().store == "postgresql://db/regio"


def test_a_value_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is named in the error."""
    monkeypatch.setenv("REGIOZOEK_PORT", "veel")
    with pytest.raises(ValidationError, match="port"):
        load_settings()
