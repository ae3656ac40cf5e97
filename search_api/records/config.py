"""What the API is given; built once by whoever starts it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from crawler.registry.sites import Site

ENGINE_TIMEOUT = 0.9
"""Seconds for one call: a search takes 1 to 7 ms, and who asks is told within a second that there is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiConfig:
    """Everything the API needs to know.

    Attributes:
        engine_url: the engine's address.
        engine_key: a key that may search the index and read its documents.
        sites: the region's sites, in the order people see them.
        index: name of the index.
        ranking: folder of the ranking model, None to keep the engine's own order.
        embedder: whether the index has an outside embedder.
        store: the page store, whose sources may be in trouble; "" to look at none.
        reports: folder of the audit's reports, None when there are none.
        best_bets: the editors' list of best bets, which need not exist; None for none.
        events: folder of the log of use, None to count only.
        webmaster_secret: what site tokens are made from; "" closes the webmaster pages.
        public_url: address citizens reach the service at, "" when that is the one it listens on.
        deadline: seconds one call to the engine may take.
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
    deadline: float = ENGINE_TIMEOUT

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins of the region's sites, which may ask from their own pages."""
        origins: dict[str, None] = {}
        for site in self.sites:
            scheme = urlsplit(site.url).scheme
            origins.update({f"{scheme}://{host}": None for host in site.hosts})
        return tuple(origins)
