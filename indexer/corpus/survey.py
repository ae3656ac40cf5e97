"""Survey: read all pages once before indexing, for statistics that compare pages with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus.anchor_texts import AnchorTextCollector
from indexer.corpus.eligibility import check_within_site
from indexer.corpus.page_features import page_features
from indexer.corpus.shared_texts import DuplicateCluster, SharedTextClusters, ShingleHasher
from indexer.corpus.site_statistics import SiteStatistics, SiteStatisticsBuilder
from indexer.language.compounds import Lexicon
from indexer.records.document import document_id


@dataclass(frozen=True, slots=True)
class Survey:
    """What the pages of all sites say together.

    Attributes:
        statistics: by site id.
        clusters: near-identical texts on several sites, by document id.
        lexicon: the words that compounds are split into.
        anchors: the texts of links to each URL.
    """

    statistics: dict[str, SiteStatistics]
    clusters: dict[str, DuplicateCluster]
    lexicon: Lexicon
    anchors: dict[str, tuple[str, ...]]


def survey_pages(store: PageStore, sites: Sequence[Site], on_page: Callable[[str], None]) -> Survey:
    """Read every stored page of `sites` once; `on_page` is called with the site's id after each."""
    statistics: dict[str, SiteStatistics] = {}
    hasher, shared_texts = ShingleHasher(sites), SharedTextClusters()
    anchors = AnchorTextCollector()
    pages_with: Counter[str] = Counter()
    for site in sites:
        builder = SiteStatisticsBuilder(site)
        redirecting = []
        for features in page_features(store, site, hasher):
            on_page(site.id)
            if features is None:
                continue
            page = features.summary
            builder.add(page)
            anchors.add(features.anchors, site.id)
            if features.is_skipped:
                continue
            if page.meta_refresh or page.canonical not in {None, page.url}:
                redirecting.append(page)
            pages_with.update(features.words.split())
            if len(sites) > 1:
                group = (features.type, page.lang)
                shared_texts.add(document_id(page.url), page.url, site.id, group, *features.codes)
        found = statistics[site.id] = builder.build(store)
        skipped = [page.url for page in redirecting if check_within_site(page, found)]
        shared_texts.discard(document_id(url) for url in (*found.canonical_duplicates, *skipped))
    return Survey(statistics, shared_texts.clusters(), Lexicon.from_page_counts(pages_with), anchors.anchors())
