"""One look over all pages before indexing: evidence of each site, clusters, the words compounds are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus.anchor_texts import AnchorTextCollector
from indexer.corpus.eligibility import check_within_site
from indexer.corpus.near_duplicates import Cluster, Clusterer, WordCodes
from indexer.corpus.page_features import page_features
from indexer.corpus.site_statistics import SiteStatistics, SiteStatisticsBuilder
from indexer.language.compounds import Lexicon
from indexer.records.document import document_id


@dataclass(frozen=True, slots=True)
class Survey:
    """What all pages say together.

    `evidence` is by site id, `clusters` by document id, `anchors` by address; the `lexicon` is what compounds split
    into.
    """

    statistics: dict[str, SiteStatistics]
    clusters: dict[str, Cluster]
    lexicon: Lexicon
    anchors: dict[str, tuple[str, ...]]


def survey_pages(store: PageStore, sites: Sequence[Site], seen: Callable[[str], None]) -> Survey:
    """Look at every stored page of `sites` once; `seen` is called with the site's id after each."""
    evidence: dict[str, SiteStatistics] = {}
    codes, clusterer = WordCodes(sites), Clusterer()
    anchors = AnchorTextCollector()
    pages_with: Counter[str] = Counter()
    for site in sites:
        witness = SiteStatisticsBuilder(site)
        led_away = []
        for note in page_features(store, site, codes):
            seen(site.id)
            if note is None:
                continue
            page = note.page
            witness.add(page)
            anchors.add(note.anchors, site.id)
            if note.is_skipped:
                continue
            if page.meta_refresh or page.canonical not in {None, page.url}:
                led_away.append(page)
            pages_with.update(note.words.split())
            if len(sites) > 1:
                clusterer.add(document_id(page.url), page.url, site.id, (note.type, page.lang), *note.codes)
        found = evidence[site.id] = witness.statistics(store)
        elsewhere = [page.url for page in led_away if check_within_site(page, found)]
        clusterer.leave_out(document_id(url) for url in (*found.canonical_duplicates, *elsewhere))
    return Survey(evidence, clusterer.clusters(), Lexicon.from_page_counts(pages_with), anchors.anchors())
