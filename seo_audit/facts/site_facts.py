"""Facts about one site, gathered in one pass over its pages: the input of every rule.

They hold enough for every rule and are small enough for 32,000 pages.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import datetime

from crawler.records.page import Page
from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site
from indexer.corpus.near_duplicates import Fingerprint
from seo_audit.facts.duplicate_groups import SiteDuplicates
from seo_audit.facts.icons import Icon
from seo_audit.facts.link_graph import LinkGraph
from seo_audit.facts.page_facts import NOT_FETCHED, DistinctLink, PageFacts
from seo_audit.facts.robots_file import GoogleRobotsTxt
from seo_audit.facts.scored_urls import UrlState
from seo_audit.facts.sitemaps import SitemapFacts
from seo_audit.inputs.external_data import NO_EXTERNAL_DATA, ExternalData


@dataclass(slots=True, kw_only=True)
class SiteFacts:
    """Facts about one site.

    Attributes:
        site: the site.
        now: the time of the audit (UTC).
        complete: whether the crawl fetched every known URL, so that a missing page or link is really missing.
        home: the home page, after redirects; None when there was no response.
        robots, probe, sitemaps: robots.txt, the response to a URL that does not exist, and the sitemaps; None when
            never fetched.
        pages: the fetched pages by URL.
        statuses: number of responses by HTTP status.
        distinct_links, image_urls, external_urls: the lists that `PageFacts` has indexes into.
        graph: the links between pages.
        scored_urls: the URLs that the score is about, with their state.
        duplicates: indexable pages that share a text, a title or a description.
        probe_fingerprint: the text that a URL that does not exist showed with status 200; None when it showed none.
        median_words: median word count of the indexable pages.
        asset_urls: own style sheets and scripts that pages load, with the number of pages.
        known_urls: every URL of the site that the crawl discovered, fetched or not.
        unchanged_urls: URLs with the same response in two crawls or more.
        response_times: milliseconds to each complete HTML response, sorted.
        host_variants: responses of the home page with http, with and without www; empty for hosts without variants.
        icons: the icons that the home page declares; None when its HTML is not stored.
        external_data: data that did not come from the crawl.
    """

    site: Site
    now: datetime
    complete: bool
    home: Page | None
    robots: GoogleRobotsTxt | None
    probe: SiteFile | None
    sitemaps: SitemapFacts
    pages: dict[str, PageFacts]
    statuses: dict[int, int]
    distinct_links: list[DistinctLink]
    image_urls: list[str]
    graph: LinkGraph
    scored_urls: dict[str, UrlState]
    duplicates: SiteDuplicates
    probe_fingerprint: Fingerprint | None
    median_words: float
    external_urls: list[str] = field(default_factory=list)
    asset_urls: dict[str, int] = field(default_factory=dict)
    known_urls: tuple[str, ...] = ()
    unchanged_urls: frozenset[str] = frozenset()
    response_times: array[int] = field(default_factory=lambda: array("i"))
    host_variants: tuple[SiteFile, ...] = ()
    icons: tuple[Icon, ...] | None = None
    external_data: ExternalData = NO_EXTERNAL_DATA

    def indexable_pages(self) -> list[PageFacts]:
        """Return the pages that Google may show, sorted by URL."""
        return [self.pages[url] for url, state in self.scored_urls.items() if state is UrlState.INDEXABLE]

    def links_of(self, page: PageFacts) -> list[DistinctLink]:
        """Return the distinct links of a page, in page order."""
        return [self.distinct_links[number] for number in dict.fromkeys(page.links)]

    def images_of(self, page: PageFacts) -> list[str]:
        """Return the URLs of the images of a page."""
        return [self.image_urls[number] for number in page.images]

    def external_links_of(self, page: PageFacts) -> list[str]:
        """Return the URLs on other sites that a page links to."""
        return [self.external_urls[number] for number in page.external_links]

    def page_or_unfetched(self, url: str) -> PageFacts:
        """Return the facts about a URL, with status `NOT_FETCHED` when it was never fetched."""
        return self.pages.get(url) or PageFacts(url=url, status=NOT_FETCHED)
