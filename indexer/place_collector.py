"""Gathers places while a sync looks at the pages, and learns when each page was last confirmed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from crawler.extract.html import read_html
from crawler.history import SOUND
from crawler.page import Kind, Page
from crawler.sites import Site
from crawler.store import PageStore
from indexer.moments import BRUSSELS
from indexer.place_sections import is_contact_page
from indexer.places import Place, places_of


@dataclass(frozen=True, slots=True)
class PlaceCollector:
    """The places of the pages it was shown, by site."""

    store: PageStore
    _found: dict[str, list[Place]] = field(default_factory=dict)

    def see(self, page: Page, site: Site, title: str) -> None:
        """Take the places of a page that is in the index under `title`."""
        stated = self._whole(page) if is_contact_page(page) else page
        self._found.setdefault(site.id, []).extend(places_of(stated, site, title))

    def by_site(self, sites: Collection[str]) -> dict[str, list[Place]]:
        """Return the places of each of `sites`, each as of the day the site last confirmed its page."""
        return {site: [self._confirmed(place) for place in self._found.get(site, [])] for site in sites}

    def _whole(self, page: Page) -> Page:
        """Read a contact page again: what a site repeats on every page, as its address, is left out of stored texts."""
        body = self.store.body(page.url)
        if not body or page.kind is not Kind.HTML:
            return page
        read = read_html(page.url, body, {"content-type": f"text/html; charset={page.charset}"})
        return replace(page, text=read["text"])

    def _confirmed(self, place: Place) -> Place:
        """A page that is unchanged keeps the moment it was fetched; only the store's row says when it was asked."""
        known = self.store.known_url(place.url)
        asked = known.asked if known else None
        if asked is None or asked.fetched_at is None or asked.status != SOUND:
            return place
        return replace(place, seen=max(place.seen, asked.fetched_at.astimezone(BRUSSELS).date()))
