"""Gathers places while a sync looks at the pages, and learns when each page was last confirmed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from crawler.history import SOUND
from crawler.page import Page
from crawler.sites import Site
from crawler.store import PageStore
from indexer.moments import BRUSSELS
from indexer.places import Place, places_of


@dataclass(frozen=True, slots=True)
class PlaceCollector:
    """The places of the pages it was shown, by site."""

    store: PageStore
    _found: dict[str, list[Place]] = field(default_factory=dict)

    def see(self, page: Page, site: Site, title: str) -> None:
        """Take the places of a page that is in the index under `title`."""
        self._found.setdefault(site.id, []).extend(places_of(page, site, title))

    def by_site(self, sites: Collection[str]) -> dict[str, list[Place]]:
        """Return the places of each of `sites`, each as of the day the site last confirmed its page."""
        return {site: [self._confirmed(place) for place in self._found.get(site, [])] for site in sites}

    def _confirmed(self, place: Place) -> Place:
        """A page that is unchanged keeps the moment it was fetched; only the store's row says when it was asked."""
        known = self.store.known_url(place.url)
        asked = known.asked if known else None
        if asked is None or asked.fetched_at is None or asked.status != SOUND:
            return place
        return replace(place, seen=max(place.seen, asked.fetched_at.astimezone(BRUSSELS).date()))
