"""Gather the facts about a site from the page store, in one pass over its pages."""

from __future__ import annotations

import re
import statistics
from array import array
from collections import Counter
from datetime import datetime

from lxml import html as lxml_html
from lxml.etree import ParserError

from crawler.records.page import BodyKind, Page, PageRegion
from crawler.records.stored_records import KnownUrl, SiteFile
from crawler.records.url import host_of
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus.near_duplicates import Fingerprint
from seo_audit.facts.duplicate_groups import SiteDuplicates
from seo_audit.facts.icons import read_icons
from seo_audit.facts.link_graph import LinkGraph
from seo_audit.facts.page_facts import DistinctLink, PageFacts
from seo_audit.facts.robots_file import GoogleRobotsTxt
from seo_audit.facts.scored_urls import UrlState, scored_urls
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.facts.sitemaps import read_sitemaps
from seo_audit.facts.text_fingerprint import text_fingerprint
from seo_audit.inputs.external_data import NO_EXTERNAL_DATA, ExternalData
from seo_audit.reference.placeholders import find_placeholder


class SiteFactsBuilder:
    """Builds `SiteFacts` from the pages of one site, added one by one."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._pages: dict[str, PageFacts] = {}
        self._statuses: Counter[int] = Counter()
        self._links: dict[DistinctLink, int] = {}
        self._images: dict[str, int] = {}
        self._externals: dict[str, int] = {}
        self._assets: Counter[str] = Counter()
        self._response_times = array("i")
        self._hosts = frozenset(site.hosts)
        self._on_site: dict[str, bool] = {}

    def add(self, page: Page) -> None:
        """Add the facts about `page`."""
        self._statuses[page.status] += 1
        heading = next((item.text for item in page.headings if item.level == 1 and item.text), "")
        # Programs read feeds; visitors cannot click their links.
        links = () if page.kind is BodyKind.FEED else page.links
        own = [link for link in links if link.url and self._is_own(link.url)]
        external = {link.url for link in links if link.url and not self._is_own(link.url)}
        if page.kind is BodyKind.HTML and page.status == 200:
            self._response_times.append(page.elapsed_ms)
            self._assets.update(url for url in dict.fromkeys(page.assets) if self._is_own(url))
        self._pages[page.url] = PageFacts(
            url=page.url,
            status=page.status,
            error=page.error,
            redirect=page.redirect if 300 <= page.status < 400 else None,
            kind=page.kind,
            noindex=page.noindex,
            title=page.title,
            heading=heading,
            description=page.description,
            lang=page.lang,
            words=page.word_count,
            text_hash=page.text_hash,
            canonicals=page.canonicals,
            alternates=page.alternates,
            fingerprint=text_fingerprint(page.text) if page.kind is BodyKind.HTML and page.status == 200 else None,
            links=array("i", [self._link(link.url, link.anchor, link.place) for link in own if link.url]),
            images=array("i", {self._image(image.url) for image in page.images if image.url}),
            external_links=array("i", sorted(self._external(url) for url in external)),
            content_links=sum(link.place is PageRegion.CONTENT for link in own),
            size=page.size or _content_length(page),
            placeholder=find_placeholder(page.text),
        )

    def build(self, store: PageStore, now: datetime, external_data: ExternalData = NO_EXTERNAL_DATA) -> SiteFacts:
        """Return the facts about the site, once every page has been added."""
        site = self._site
        files = store.site_files(site.id)
        crawl = store.last_crawl(site.id)
        robots = next((GoogleRobotsTxt(file) for file in files if file.kind == "robots"), None)
        probe = next((file for file in files if file.kind == "probe"), None)
        known = {item.url: item for item in store.known_urls(site.id)}
        sitemaps = read_sitemaps(files, site)
        graph = LinkGraph(site.url, self._pages, list(self._links))
        urls = scored_urls(site, self._pages, known, sitemaps, robots, graph)
        indexable = [self._pages[url] for url, state in urls.items() if state is UrlState.INDEXABLE]
        words = [page.words for page in indexable]
        home = store.page(graph.home)
        return SiteFacts(
            site=site,
            now=now,
            complete=bool(crawl and crawl.complete),
            home=home,
            robots=robots,
            probe=probe,
            sitemaps=sitemaps,
            pages=self._pages,
            statuses=dict(sorted(self._statuses.items())),
            distinct_links=list(self._links),
            image_urls=list(self._images),
            graph=graph,
            scored_urls=urls,
            duplicates=SiteDuplicates(indexable, graph),
            probe_fingerprint=_probe_fingerprint(probe),
            median_words=statistics.median(words) if words else 0.0,
            external_urls=list(self._externals),
            asset_urls=dict(sorted(self._assets.items())),
            known_urls=tuple(url for url in known if self._is_own(url)),
            unchanged_urls=frozenset(url for url, item in known.items() if _is_unchanged(item)),
            response_times=array("i", sorted(self._response_times)),
            host_variants=tuple(file for file in files if file.kind == "alias"),
            icons=read_icons(store.body(graph.home), graph.home) if home and home.kind is BodyKind.HTML else None,
            external_data=external_data,
        )

    def _is_own(self, url: str) -> bool:
        """Return whether a URL is on the site. Called for every link, so cached by host."""
        host = url.split("/", 3)[2]
        if host not in self._on_site:
            self._on_site[host] = host_of(url) in self._hosts
        return self._on_site[host]

    def _link(self, url: str, anchor: str, place: PageRegion) -> int:
        return self._links.setdefault(DistinctLink(url, anchor, place), len(self._links))

    def _image(self, url: str) -> int:
        return self._images.setdefault(url, len(self._images))

    def _external(self, url: str) -> int:
        return self._externals.setdefault(url, len(self._externals))


def _content_length(page: Page) -> int:
    """Return the Content-Length of an image or file that was fetched with HEAD only."""
    length = page.headers.get("content-length", "")
    return int(length) if length.isdigit() else 0


def _is_unchanged(known: KnownUrl) -> bool:
    fetch = known.last_fetch
    return bool(fetch.fetched_at and fetch.changed_at and fetch.fetched_at > fetch.changed_at)


def _probe_fingerprint(probe: SiteFile | None) -> Fingerprint | None:
    """Return the text that a URL that does not exist showed with status 200: the text of this site's error page."""
    if probe is None or probe.status != 200 or not probe.body.strip():
        return None
    try:
        tree = lxml_html.document_fromstring(probe.body, parser=lxml_html.HTMLParser(encoding="utf-8"))
    except ParserError:  # no element at all
        return None
    for element in tree.xpath("//script | //style | //head"):
        element.drop_tree()
    return text_fingerprint(re.sub(r"\s+", " ", " ".join(tree.itertext())))
