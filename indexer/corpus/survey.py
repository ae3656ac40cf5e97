"""Survey: read all pages once before indexing, for statistics that compare pages with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.records.http_status import STATUS_OK
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus.anchor_texts import AnchorTextCollector
from indexer.corpus.page_features import page_features
from indexer.corpus.shared_texts import DuplicateCluster, SharedTextClusters, ShingleHasher
from indexer.corpus.site_eligibility import check_within_site
from indexer.corpus.site_statistics import SiteStatistics, SiteStatisticsBuilder
from indexer.language.compounds import Lexicon
from indexer.page.page_summary import MAX_SOFT_ERROR_WORDS
from indexer.records.document import document_id


@dataclass(frozen=True, slots=True)
class Survey:
    """What the pages of all sites say together.

    Attributes:
        statistics: by site id.
        clusters: near-identical texts on several sites, by document id.
        lexicon: the words that compounds are split into.
        anchors: the texts of links to each URL.
        document_urls: the URLs of each site that become documents.
    """

    statistics: dict[str, SiteStatistics]
    clusters: dict[str, DuplicateCluster]
    lexicon: Lexicon
    anchors: dict[str, tuple[str, ...]]
    document_urls: dict[str, frozenset[str]]


def survey_pages(store: PageStore, sites: Sequence[Site], on_page: Callable[[str], None]) -> Survey:
    """Read every stored page of `sites` once; `on_page` is called with the site's id after each."""
    statistics: dict[str, SiteStatistics] = {}
    hasher, shared_texts = ShingleHasher(sites), SharedTextClusters()
    anchors = AnchorTextCollector()
    pages_with: Counter[str] = Counter()
    document_urls: dict[str, frozenset[str]] = {}
    for site in sites:
        builder = SiteStatisticsBuilder(site)
        eligible: set[str] = set()
        compared = []
        sends_error_page = any(file.status == STATUS_OK for file in store.site_files(site.id, "probe"))
        for features in page_features(store, site, hasher):
            on_page(site.id)
            if features is None:
                continue
            page = features.summary
            builder.add(page)
            anchors.add(features.anchors, site.id)
            if features.is_skipped:
                continue
            eligible.add(page.url)
            if (
                page.meta_refresh
                or page.effective_canonical not in {None, page.url}
                or (sends_error_page and page.word_count < MAX_SOFT_ERROR_WORDS)
            ):
                compared.append(page)
            pages_with.update(features.words.split())
            if len(sites) > 1:
                group = (features.type, page.lang)
                shared_texts.add(document_id(page.url), page.url, site.id, group, *features.codes)
        found = statistics[site.id] = builder.build(store)
        skipped = {page.url for page in compared if check_within_site(page, found)} | found.canonical_duplicates.keys()
        shared_texts.discard(map(document_id, skipped))
        document_urls[site.id] = frozenset(eligible - skipped)
    lexicon = Lexicon.from_page_counts(pages_with)
    return Survey(statistics, shared_texts.clusters(), lexicon, anchors.anchors(), document_urls)
