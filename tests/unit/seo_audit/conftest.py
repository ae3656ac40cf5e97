"""A small municipal site on which nothing is wrong, for tests to break in one place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.records.page import BodyKind, Canonical, Heading, Image, Link, Page, PageRegion, StructuredItem
from crawler.records.stored_records import Discovery, SiteFile
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from seo_audit.audit import audit_sites
from seo_audit.scoring.audit_result import RegionAudit
from seo_audit.scoring.findings import Finding

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROOT = "https://www.kuurne.be"
PATHS = ("/", "/afval", "/producten", "/producten/reispas", "/agenda", "/agenda/kerstmarkt", "/toegankelijkheid")
NAVIGATION = (("/", "Startpagina"), *((path, f"Alles over {path.strip('/')}") for path in PATHS[1:]))


def words(seed: str, count: int = 120) -> str:
    """A text of made-up words that no other seed shares."""
    return " ".join(f"{seed}{number}" for number in range(count))


def link(path: str, anchor: str, place: PageRegion = PageRegion.CONTENT, root: str = ROOT, **more: Any) -> Link:
    """A link to a path of the site."""
    return Link(path, root + path, anchor, place=place, **more)


def crumbs(root: str, path: str) -> StructuredItem:
    """A breadcrumb as Google wants it."""
    steps = [
        {"@type": "ListItem", "position": 1, "name": "Start", "item": f"{root}/"},
        {"@type": "ListItem", "position": 2, "name": path},
    ]
    return StructuredItem("json-ld", ("BreadcrumbList",), {"@type": "BreadcrumbList", "itemListElement": steps})


def organization(root: str, **more: Any) -> StructuredItem:
    """The municipality as Google wants it."""
    properties = {
        "@type": "GovernmentOrganization",
        "name": "Gemeente Kuurne",
        "url": f"{root}/",
        "logo": f"{root}/logo.svg",
        "address": {"@type": "PostalAddress", "addressLocality": "Kuurne"},
        "telephone": "+32 56 00 00 00",
    } | more
    return StructuredItem("json-ld", (properties["@type"],), {key: value for key, value in properties.items() if value})


def website(root: str) -> StructuredItem:
    """The site's name as Google wants it."""
    properties = {"@type": "WebSite", "name": "Gemeente Kuurne", "url": f"{root}/"}
    return StructuredItem("json-ld", ("WebSite",), properties)


def event(**more: Any) -> StructuredItem:
    """An event as Google wants it."""
    properties = {
        "@type": "Event",
        "name": "Kerstmarkt",
        "startDate": "2026-12-12T14:00:00+01:00",
        "endDate": "2026-12-12T20:00:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "Place", "name": "Marktplein"},
    } | more
    return StructuredItem("json-ld", ("Event",), {key: value for key, value in properties.items() if value})


def sound_page(path: str, root: str = ROOT, site: str = "kuurne", name: str = "Kuurne") -> Page:
    """A page on which nothing is wrong."""
    about = path.strip("/") or "de gemeente"
    text = words(f"{site}{path}") + (" Kerstmarkt op 12 december" if path == "/agenda/kerstmarkt" else "")
    structured = [crumbs(root, path)] if path != "/" else [organization(root), website(root)]
    if path == "/agenda/kerstmarkt":
        structured.append(event())
    return Page(
        url=root + path,
        site=site,
        fetched_at=NOW,
        status=200,
        content_type="text/html",
        kind=BodyKind.HTML,
        titles=(f"Alles over {about} | {name}",),
        descriptions=(f"Hier leest u wat {name} voor u doet op het vlak van {about}, met wie en wanneer.",),
        headings=(Heading(1, f"Alles over {about}"), Heading(2, "Hoe"), Heading(3, "Wanneer"), Heading(2, "Wie")),
        text=text,
        text_hash=hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(),
        html_lang="nl",
        lang="nl",
        lang_detected="nl",
        canonicals=(Canonical(root + path, root + path, PageRegion.HEAD),),
        links=tuple(link(target, anchor, PageRegion.NAVIGATION, root) for target, anchor in NAVIGATION),
        images=(Image("/markt.jpg", f"{root}/markt.jpg", "De markt"), Image("/lijn.png", f"{root}/lijn.png", "")),
        viewport="width=device-width, initial-scale=1",
        structured=tuple(structured),
    )


@dataclass
class SoundSite:
    """The site, to break and audit: `found` tells what the audit found, rule by rule."""

    folder: Path
    root: str = ROOT
    site: Site = field(
        default_factory=lambda: Site(id="kuurne", name="Kuurne", url=f"{ROOT}/", hosts=("www.kuurne.be",))
    )
    pages: dict[str, Page] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    robots: SiteFile | None = None
    sitemap: SiteFile | None = None
    probe: SiteFile | None = None
    complete: bool = True

    def __post_init__(self) -> None:
        for path in PATHS:
            self.add(sound_page(path, self.root, self.site.id, self.site.name))
        for image in ("/markt.jpg", "/lijn.png"):
            self.add(self.page(image, kind=BodyKind.OTHER), how="image")
        self.robots = self.file("robots", "/robots.txt", b"User-agent: *\nDisallow: /admin/\n")
        self.probe = self.file("probe", "/bestaat-niet-4711", status=404)
        self.list_in_sitemap(*PATHS)

    def page(self, path: str, **more: Any) -> Page:
        """A bare answer at a path."""
        return Page(**{"url": self.root + path, "site": self.site.id, "fetched_at": NOW, "status": 200} | more)

    def file(self, kind: str, path: str, body: bytes = b"", status: int = 200, **more: Any) -> SiteFile:
        """A file that steers crawling."""
        url = self.root + path
        return SiteFile(
            site=self.site.id,
            kind=kind,
            url=url,
            status=status,
            fetched_at=NOW,
            body=body,
            **{"source": "robots.txt"} | more,
        )

    def add(self, page: Page, how: str = "link") -> None:
        """Add a page, or replace the one at its address."""
        self.pages[page.url] = page
        self.how.setdefault(page.url, how)

    def change(self, path: str, **changes: Any) -> None:
        """Change the page at a path."""
        self.add(replace(self.pages[self.root + path], **changes))

    def link_to(self, target: str, source: str = "/afval", **more: Any) -> None:
        """Add a link in the text of a page."""
        page = self.pages[self.root + source]
        anchor = more.pop("anchor", f"Naar {target}")
        more.setdefault("place", PageRegion.CONTENT)
        self.change(source, links=(*page.links, link(target, anchor, root=self.root, **more)))

    def list_in_sitemap(self, *paths: str, lastmod: str = "") -> None:
        """Replace the sitemap by one that lists these paths."""
        date = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
        entries = "".join(f"<url><loc>{self.root}{path}</loc>{date}</url>" for path in paths)
        body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
        self.sitemap = self.file("sitemap", "/sitemap.xml", body.encode())

    def save(self, store: PageStore, run: int) -> None:
        """Write the site as a crawl would."""
        home = f"{self.root}/"
        store.add_urls(self.site.id, [Discovery(url, how, home, 1) for url, how in self.how.items()])
        for page in self.pages.values():
            store.save_page(run, page, b"")
        store.save_site_files(
            self.site.id, run, [item for item in (self.robots, self.sitemap, self.probe) if item is not None]
        )
        if self.complete:
            store.finish_site(self.site.id, run)

    def audit(self) -> RegionAudit:
        """Audit the site from a store of its own."""
        number = len(list(self.folder.glob("*.sqlite")))
        with PageStore.open(self.folder / f"{number}.sqlite") as store:
            self.save(store, store.begin_run([self.site.id]))
            return audit_sites(store, [self.site], now=NOW)

    def findings(self, rule: str) -> list[Finding]:
        """What one rule finds."""
        return [finding for finding in self.audit().sites[0].findings if finding.rule == rule]

    def found(self, rule: str) -> dict[str, str]:
        """Return the findings of one rule as path to grade."""
        return {finding.url.removeprefix(self.root): str(finding.grade) for finding in self.findings(rule)}


@pytest.fixture
def sound(tmp_path: Path) -> SoundSite:
    """A site on which nothing is wrong."""
    return SoundSite(tmp_path)


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Callable[..., tuple[PageStore, list[Site], list[SoundSite]]]]:
    """A factory of several sound sites in one store; each may be broken by a function first."""
    stores: list[PageStore] = []

    def make(
        *ids: str, change: Callable[[SoundSite], None] = lambda _site: None, scheme: str = "https"
    ) -> tuple[PageStore, list[Site], list[SoundSite]]:
        sites = []
        for id_ in ids:
            root = f"{scheme}://www.{id_}.be"
            record = Site(id=id_, name=id_.capitalize(), url=f"{root}/", hosts=(f"www.{id_}.be",))
            sites.append(SoundSite(tmp_path, root, record))
            change(sites[-1])
        store = PageStore.open(tmp_path / "region.sqlite")
        stores.append(store)
        run = store.begin_run(ids)
        for site in sites:
            site.save(store, run)
        store.finish_run(run)
        return store, [site.site for site in sites], sites

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def make() -> dict[str, Callable[..., Any]]:
    """The makers of this file, for tests that judge a page by itself."""
    return {
        "page": sound_page,
        "event": event,
        "organization": organization,
        "website": website,
        "crumbs": crumbs,
        "words": words,
    }
