"""What is kept of a site after one pass over its pages: enough for every rule, small enough for 32,000.

Link anchors repeat on every page (menus, footers), so each distinct (target, anchor, place) is kept
once and a page keeps numbers. Texts are kept as hashed shingles, which near-duplicates compare.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import datetime

from crawler.records.page import Page
from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site
from seo_audit.facts.duplicate_groups import SiteDuplicates
from seo_audit.facts.icons import Icon
from seo_audit.facts.link_graph import LinkGraph
from seo_audit.facts.near_duplicates import Fingerprint
from seo_audit.facts.page_facts import NOT_FETCHED, DistinctLink, PageFacts
from seo_audit.facts.robots_file import RobotsTxt
from seo_audit.facts.scored_urls import UrlState
from seo_audit.facts.sitemaps import SitemapFacts
from seo_audit.inputs.external_data import NO_EXTERNAL_DATA, ExternalData


@dataclass(slots=True, kw_only=True)
class SiteFacts:
    """What one pass over a site's pages established.

    Attributes:
        site: the site.
        now: the moment of the audit (UTC).
        complete: whether the crawl asked every known address, so that absence means absence.
        home: the page that the home address shows, after redirects; None when it has no answer.
        robots, probe, sitemaps: the files that steer crawling; None when never fetched.
        pages: what was fetched, by address.
        statuses: answers by HTTP status.
        link_kinds, image_urls: what the numbers in `PageFacts` stand for.
        graph: the links between pages.
        universe: the addresses that the score is about.
        shared: indexable pages that share a text, a title or a description.
        probe_text: the text that a made-up address showed, None when it rightly showed none.
        median_words: of the indexable pages.
        external_urls: what the numbers in `PageFacts.externals` stand for: links to other sites.
        asset_urls: style sheets and scripts of the site's own that its pages load, with the number of pages.
        known: every address of the site that anything ever named, asked or not.
        settled: addresses that answered alike in two crawls or more.
        elapsed: milliseconds to each complete HTML answer, in order of size.
        twins: how the home page answers with http, with and without www; empty for hosts that have no such twins.
        icons: what the home page announces; None when its markup is not stored.
        beside: what is known from elsewhere than the crawl.
    """

    site: Site
    now: datetime
    complete: bool
    home: Page | None
    robots: RobotsTxt | None
    probe: SiteFile | None
    sitemaps: SitemapFacts
    pages: dict[str, PageFacts]
    statuses: dict[int, int]
    distinct_links: list[DistinctLink]
    image_urls: list[str]
    graph: LinkGraph
    scored_urls: dict[str, UrlState]
    shared: SiteDuplicates
    probe_fingerprint: Fingerprint | None
    median_words: float
    external_urls: list[str] = field(default_factory=list)
    asset_urls: dict[str, int] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    unchanged_urls: frozenset[str] = frozenset()
    response_times: array[int] = field(default_factory=lambda: array("i"))
    host_variants: tuple[SiteFile, ...] = ()
    icons: tuple[Icon, ...] | None = None
    external_data: ExternalData = NO_EXTERNAL_DATA

    def indexable_pages(self) -> list[PageFacts]:
        """The pages that Google may show, in order of address."""
        return [self.pages[url] for url, state in self.scored_urls.items() if state is UrlState.INDEXABLE]

    def links_of(self, page: PageFacts) -> list[DistinctLink]:
        """The distinct links of a page, in its order."""
        return [self.distinct_links[number] for number in dict.fromkeys(page.links)]

    def images_of(self, page: PageFacts) -> list[str]:
        """The addresses of a page's images."""
        return [self.image_urls[number] for number in page.images]

    def external_links_of(self, page: PageFacts) -> list[str]:
        """The addresses on other sites that a page links to."""
        return [self.external_urls[number] for number in page.external_links]

    def page_or_unfetched(self, url: str) -> PageFacts:
        """Return what is kept of an address; of one that was never fetched, that nothing is known."""
        return self.pages.get(url) or PageFacts(url=url, status=NOT_FETCHED)
