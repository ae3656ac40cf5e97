"""Settings of a command: options override `REGIOZOEK_*` environment variables, which override the defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from crawler.records.user_agent import DEFAULT_USER_AGENT
from crawler.registry.site_parser import DEFAULT_SITES_FILE

CHECKOUT_FOLDER = Path(__file__).resolve().parent.parent
"""Folder that contains the packages; it is a checkout if it has a pyproject.toml."""


def _default_cache() -> Path:
    """Return `.cache` in a checkout, so that a clone is self-contained; else the user's cache folder."""
    if (CHECKOUT_FOLDER / "pyproject.toml").is_file():
        return CHECKOUT_FOLDER / ".cache"
    return platformdirs.user_cache_path("regiozoek")


class Environment(BaseSettings):
    """Settings from the environment: field `name` is the variable `REGIOZOEK_NAME`."""

    model_config = SettingsConfigDict(env_prefix="REGIOZOEK_", env_ignore_empty=True)

    data: Path = Field(Path("var"), description="folder of the page store, the engine and the reports")
    sites: Path = Field(DEFAULT_SITES_FILE, description="registry of sites")
    database_url: str = Field("", description="database of the page store, as a SQLAlchemy URL")
    cache: Path = Field(default_factory=_default_cache, description="folder of the engine's program")
    index: str = Field("regiozoek", description="name of the index in the engine", pattern=r"^[A-Za-z0-9_-]+$")
    user_agent: str = Field(DEFAULT_USER_AGENT, description="User-Agent of the crawl, with a contact address")
    chromium: str = Field("", description="Chromium that renders pages, if it is not on PATH")
    embedder: dict[str, Any] = Field(
        {}, description="Meilisearch settings of an external embedder for semantic search, as JSON"
    )
    best_bets: Path | None = Field(None, description="file of best bets, by default best-bets.toml in data")
    form_of_address: Literal["u", "je"] = Field("u", description="how Dutch texts address people")
    host: str = Field("127.0.0.1", description="address that `serve` listens on")
    port: int = Field(8000, description="port that `serve` listens on", ge=1, le=65535)
    public_url: str = Field("", description="public URL of the service behind a reverse proxy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Effective settings of one command; see `Environment` for the fields they share."""

    data: Path
    sites: Path
    database_url: str
    cache: Path
    index: str
    user_agent: str
    chromium: str
    embedder: dict[str, Any]
    best_bets: Path | None
    form_of_address: str
    host: str
    port: int
    public_url: str
    meili_url: str | None
    meili_key: str | None

    @property
    def store(self) -> str:
        """Location of the page store: a SQLAlchemy URL or a file."""
        return self.database_url or str(self.data / "pages.db")

    @property
    def reports(self) -> Path:
        """Folder of the audit's reports."""
        return self.data / "reports"

    @property
    def audits(self) -> Path:
        """Folder of the stored audits, with which the next one is compared."""
        return self.data / "audits"

    @property
    def external_data(self) -> Path:
        """Folder of the external data that audits were given."""
        return self.data / "beside"

    @property
    def sample_log(self) -> Path:
        """Log of the last browser sample."""
        return self.data / "logs" / "sample.log"

    @property
    def ranking(self) -> Path:
        """Folder of the ranking model of the index."""
        return self.data / "ranking" / self.index

    @property
    def best_bets_file(self) -> Path:
        """File of best bets."""
        return self.best_bets or self.data / "best-bets.toml"

    @property
    def crawl_log(self) -> Path:
        """Log of the last crawl."""
        return self.data / "logs" / "crawl.log"


def load_settings(
    *, data: Path | None = None, sites: Path | None = None, host: str | None = None, port: int | None = None
) -> Settings:
    """Return the effective settings: options, else environment variables, else defaults.

    Raises:
        pydantic.ValidationError: a REGIOZOEK_* variable is invalid.
    """
    environment = Environment()
    given = {"data": data, "sites": sites, "host": host, "port": port}
    values = environment.model_dump() | {name: value for name, value in given.items() if value is not None}
    values["data"] = values["data"].absolute()
    meili_url, meili_key = os.environ.get("MEILI_URL") or None, os.environ.get("MEILI_MASTER_KEY") or None
    return Settings(**values, meili_url=meili_url, meili_key=meili_key)
