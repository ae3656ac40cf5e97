"""Settings: REGIOZOEK_* in the environment, overridden by the command line, built once a command."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from crawler.registry.site_parser import DEFAULT_SITES_FILE
from crawler.spider.crawl_job import DEFAULT_USER_AGENT

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder that holds the packages: a checkout when it has a pyproject.toml."""


def _default_cache() -> Path:
    """Return the checkout's .cache, so that a clone keeps what it made to itself; else the user's cache folder."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".cache"
    return platformdirs.user_cache_path("regiozoek")


class Environment(BaseSettings):
    """What the environment can set: each field as REGIOZOEK_ and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="REGIOZOEK_", env_ignore_empty=True)

    data: Path = Field(Path("var"), description="folder of the page store, the engine and the reports")
    sites: Path = Field(DEFAULT_SITES_FILE, description="registry of sites")
    database_url: str = Field("", description="page store elsewhere, as a SQLAlchemy address")
    cache: Path = Field(default_factory=_default_cache, description="folder of the engine's program")
    index: str = Field("regiozoek", description="name of the index in the engine", pattern=r"^[A-Za-z0-9_-]+$")
    user_agent: str = Field(DEFAULT_USER_AGENT, description="User-Agent of the crawl, with a contact address")
    chromium: str = Field("", description="the Chromium that renders pages, when it is not found by its usual names")
    embedder: dict[str, Any] = Field(
        {}, description="the engine's settings of an outside embedder, as JSON: what pages mean, beside their words"
    )
    best_bets: Path | None = Field(None, description="the editors' list of best bets, else best-bets.toml in data")
    form_of_address: Literal["u", "je"] = Field("u", description="how Dutch texts address people")
    host: str = Field("127.0.0.1", description="address that `serve` listens on")
    port: int = Field(8000, description="port that `serve` listens on", ge=1, le=65535)
    public_url: str = Field("", description="address of the search for citizens, when a proxy stands before it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one command works with; see `Environment` for the fields they share."""

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
        """Where the page store is: a SQLAlchemy address or a file."""
        return self.database_url or str(self.data / "pages.db")

    @property
    def reports(self) -> Path:
        """Folder of the audit's reports."""
        return self.data / "reports"

    @property
    def audits(self) -> Path:
        """Folder of the audits that were kept, to set the next beside."""
        return self.data / "audits"

    @property
    def beside(self) -> Path:
        """Folder of what the audit was given beside the crawl."""
        return self.data / "beside"

    @property
    def sample_log(self) -> Path:
        """Log of the last look at pages in a browser."""
        return self.data / "logs" / "sample.log"

    @property
    def ranking(self) -> Path:
        """Folder of the index's ranking model."""
        return self.data / "ranking" / self.index

    @property
    def best_bets_file(self) -> Path:
        """The editors' list of best bets."""
        return self.best_bets or self.data / "best-bets.toml"

    @property
    def crawl_log(self) -> Path:
        """Log of the last crawl."""
        return self.data / "logs" / "crawl.log"


def load(
    *, data: Path | None = None, sites: Path | None = None, host: str | None = None, port: int | None = None
) -> Settings:
    """Return the settings of this command: what the command line gave, else the environment, else the defaults.

    Raises:
        pydantic.ValidationError: a REGIOZOEK_* variable holds what it cannot.
    """
    environment = Environment()
    given = {"data": data, "sites": sites, "host": host, "port": port}
    values = environment.model_dump() | {name: value for name, value in given.items() if value is not None}
    values["data"] = values["data"].absolute()
    meili_url, meili_key = os.environ.get("MEILI_URL") or None, os.environ.get("MEILI_MASTER_KEY") or None
    return Settings(**values, meili_url=meili_url, meili_key=meili_key)
