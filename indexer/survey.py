"""One look over all stored pages before indexing: evidence of each site, clusters, the words compounds are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from crawler.sites import Site
from crawler.store import PageStore
from indexer.anchors import AnchorCounter
from indexer.clusters import Cluster, Clusterer
from indexer.compounds import Lexicon
from indexer.decide import refusal, refusal_beside
from indexer.document import document_id
from indexer.evidence import SiteEvidence, SiteWitness
from indexer.kinds import type_of
from indexer.language import DEFAULT, words


@dataclass(frozen=True, slots=True)
class Survey:
    """What all pages say together.

    `evidence` is by site id, `clusters` by document id, `anchors` by address; the `lexicon` is what compounds split
    into.
    """

    evidence: dict[str, SiteEvidence]
    clusters: dict[str, Cluster]
    lexicon: Lexicon
    anchors: dict[str, tuple[str, ...]]


def survey(store: PageStore, sites: Sequence[Site], seen: Callable[[str], None]) -> Survey:
    """Look at every stored page of `sites` once; `seen` is called with the site's id after each."""
    evidence: dict[str, SiteEvidence] = {}
    clusterer = Clusterer(sites)
    anchors = AnchorCounter()
    pages_with: Counter[str] = Counter()
    for site in sites:
        witness = SiteWitness(site)
        led_away = []
        for page in store.believed(site.id):
            witness.see(page)
            anchors.see(page, site.id)
            seen(site.id)
            if refusal(page):
                continue
            if page.meta_refresh or page.canonical not in {None, page.url}:
                led_away.append(replace(page, links=(), text="", structured=()))
            identity = document_id(page.url)
            found = words(page.text)
            if (page.lang or DEFAULT) == DEFAULT:
                names = "\n".join((page.title, *(item.text for item in page.headings)))
                pages_with.update({*found, *words(names)})
            if len(sites) > 1:
                clusterer.add(identity, page.url, site.id, (type_of(page), page.lang), found)
        seen_there = evidence[site.id] = witness.evidence(store)
        elsewhere = [page.url for page in led_away if refusal_beside(page, seen_there)]
        clusterer.leave_out(document_id(url) for url in (*seen_there.twins, *elsewhere))
    return Survey(evidence, clusterer.clusters(), Lexicon.of(pages_with), anchors.anchors())
