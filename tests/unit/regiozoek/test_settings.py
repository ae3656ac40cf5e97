"""Settings: the command line overrides the environment, which overrides the defaults."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from crawler.registry.site_parser import DEFAULT_SITES_FILE
from regiozoek.settings import load_settings


def test_defaults_are_a_local_folder_and_the_twelve_sites(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert (tmp_path / "var", DEFAULT_SITES_FILE, str(tmp_path / "var/pages.db")) == (
        settings.data,
        settings.sites,
        settings.store,
    )


def test_command_line_overrides_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REGIOZOEK_PORT", "8100")
    monkeypatch.setenv("REGIOZOEK_DATA", str(tmp_path / "a"))
    assert (8100, tmp_path / "b") == (load_settings(data=tmp_path / "b").port, load_settings(data=tmp_path / "b").data)
    assert (8200, tmp_path / "a") == (load_settings(port=8200).port, load_settings(port=8200).data)


def test_database_url_is_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several machines can share a store."""
    monkeypatch.setenv("REGIOZOEK_DATABASE_URL", "postgresql://db/regio")
    assert load_settings().store == "postgresql://db/regio"


def test_invalid_value_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the variable."""
    monkeypatch.setenv("REGIOZOEK_PORT", "veel")
    with pytest.raises(ValidationError, match="port"):
        load_settings()
