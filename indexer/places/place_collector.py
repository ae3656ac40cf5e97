"""Place collector: gather the places of all pages during a sync, with the date of each page's last confirmation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from crawler.extract.html import read_html
from crawler.records.date_parsing import BRUSSELS
from crawler.records.http_status import STATUS_OK
from crawler.records.page import BodyKind, Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.places.place_sections import is_contact_page
from indexer.places.places import Place, places_on_page


def places_of_indexed_page(page: Page, site: Site, title: str, store: PageStore) -> tuple[Place, ...]:
    """Return the places on a stored page that is in the index under `title`."""
    return tuple(places_on_page(_with_full_text(page, store) if is_contact_page(page) else page, site, title))


def _with_full_text(page: Page, store: PageStore) -> Page:
    """Return a contact page with its full text, since stored texts lack lines that repeat on every page.

    The site's address is often such a line.
    """
    body = store.body(page.url)
    if not body or page.kind is not BodyKind.HTML:
        return page
    read = read_html(page.url, body, {"content-type": f"text/html; charset={page.charset}"})
    return replace(page, text=read["text"])


@dataclass(frozen=True, slots=True)
class PlaceCollector:
    """Collects the places of pages, by site."""

    store: PageStore
    _found: dict[str, list[Place]] = field(default_factory=dict)

    def add(self, site: str, places: Iterable[Place]) -> None:
        """Add the places of one page of a site."""
        self._found.setdefault(site, []).extend(places)

    def by_site(self, sites: Collection[str]) -> dict[str, list[Place]]:
        """Return the places of each of `sites`, dated to the day on which the site last confirmed their page."""
        return {site: [self._confirmed(place) for place in self._found.get(site, [])] for site in sites}

    def _confirmed(self, place: Place) -> Place:
        """Return a place with the date of the last fetch: the record of an unchanged page has that of an older one."""
        known = self.store.known_url(place.url)
        last_fetch = known.last_fetch if known else None
        if last_fetch is None or last_fetch.fetched_at is None or last_fetch.status != STATUS_OK:
            return place
        return replace(place, seen=max(place.seen, last_fetch.fetched_at.astimezone(BRUSSELS).date()))
