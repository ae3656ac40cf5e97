"""Configuration of the API, built once by the process that starts it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from crawler.registry.site import Site

ENGINE_TIMEOUT = 0.9
"""Seconds that one call to the engine may take. A search takes 1 to 7 ms; a client learns within a second when the
engine does not respond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiConfig:
    """Settings of the API.

    Attributes:
        engine_url: base URL of Meilisearch.
        engine_key: an API key that may search the index and read its documents.
        sites: the region's sites, in display order.
        index: name of the index.
        ranking: folder of the ranking model; None to use the engine's own order.
        embedder: whether the index has an external embedder.
        store: database URL of the page store, from which source failures are read; "" to skip that.
        reports: folder of the audit reports; None when there are none.
        best_bets: file of best bets, which may be missing; None to disable best bets.
        events: folder of the usage log; None to count events without logging them.
        webmaster_secret: secret that site tokens are derived from; "" disables the webmaster pages.
        public_url: URL at which citizens reach the service; "" when it is the listening address.
        informal: whether Dutch texts say "je" instead of "u".
        deadline: seconds that one call to the engine may take.
    """

    engine_url: str
    engine_key: str
    sites: tuple[Site, ...]
    index: str = "regiozoek"
    ranking: Path | None = None
    embedder: bool = False
    store: str = ""
    reports: Path | None = None
    best_bets: Path | None = None
    events: Path | None = None
    webmaster_secret: str = ""
    public_url: str = ""
    informal: bool = False
    deadline: float = ENGINE_TIMEOUT

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins of the region's sites, which may call the API from their own pages (CORS)."""
        origins: dict[str, None] = {}
        for site in self.sites:
            scheme = urlsplit(site.url).scheme
            origins.update({f"{scheme}://{host}": None for host in site.hosts})
        return tuple(origins)
