"""Sync the search index with the page store: send new and changed documents, and delete those whose page is gone.

The search index itself is the record of what is indexed: its ids and hashes are read, and no other state is stored. The
documents of external sources follow the harvested records, see `indexer.sources.sync`.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.registry.site import Site
from crawler.store.page_removal import MIN_SUSPICIOUS_LOSS
from crawler.store.page_store import PageStore
from indexer.corpus.cached_documents import cached_documents
from indexer.corpus.document_builder import complete_document
from indexer.corpus.survey import Survey, survey_pages
from indexer.meilisearch.client import EngineIndexes, quote_filter_value
from indexer.meilisearch.document_batcher import DocumentBatcher
from indexer.meilisearch.engine.state import Engine
from indexer.meilisearch.index_settings import index_settings
from indexer.meilisearch.side_indexes import (
    lexicon_index_name,
    places_index_name,
    prepare_places_index,
    store_lexicon,
    store_places,
    stored_lexicon,
)
from indexer.places.place_collector import PlaceCollector
from indexer.ranking import storage
from indexer.ranking.build import RankingModelBuilder
from indexer.records.document import Document, SkippedPage, document_id, encode_document
from indexer.records.errors import IndexerError
from indexer.sources.matching import RecordMatcher
from indexer.sources.sync import HarvestedSources, SourceIndexSummary

MIN_SHARE_OF_INCOMPLETE_CRAWL = 0.5
"""If an incomplete crawl leaves less than this share of a site's documents, the others are kept."""

IndexProgress = Callable[[str, int, int], None]
"""Called with a site's id, the steps done and all steps; each page takes two steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteIndexSummary:
    """Changes to a site's documents.

    `skipped` counts pages by reason; `problem` says why documents without a page are kept.
    """

    site: str
    documents: int
    added: int
    changed: int
    removed: int
    skipped: dict[str, int]
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSummary:
    """Changes of one sync; `removed_sites` are sites that the registry no longer has, with their document counts."""

    seconds: float
    sites: tuple[SiteIndexSummary, ...]
    removed_sites: dict[str, int] = field(default_factory=dict)
    sources: tuple[SourceIndexSummary, ...] = ()

    @property
    def documents(self) -> int:
        """Number of documents of all sites."""
        return sum(site.documents for site in self.sites)


@contextlib.contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Turn the cyclic garbage collector off for a while.

    Three syncs of 3,720 pages leave 5,539 objects in cycles, and searching for them took 5% to 7% of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_without_garbage_collection()
def sync(
    store: PageStore,
    sites: Sequence[Site],
    engine: Engine,
    *,
    index: str = "regiozoek",
    ranking: Path | None = None,
    harvested: HarvestedSources | None = None,
    embedder: Mapping[str, Any] | None = None,
    rebuild: bool = False,
    on_progress: IndexProgress | None = None,
) -> IndexSummary:
    """Sync `index` with the page store and return the changes.

    Args:
        store: the crawled pages.
        sites: all sites of the registry; documents of other sites are deleted.
        engine: the engine with the index.
        index: name of the index.
        ranking: folder of the ranking model, None to build none.
        harvested: the records of external sources, None to leave their documents unchanged.
        embedder: Meilisearch settings of an external embedder, None for none.
        rebuild: fill a new index and swap it in, instead of changing the present one.
        on_progress: see `IndexProgress`.

    Raises:
        IndexingError: the engine rejected or failed something; on a rebuild the old index is untouched.
        EngineUnreachableError: the engine does not respond.
        ModelError: the ranking model cannot be written; the index itself is complete.
    """
    started = time.monotonic()
    indexes = EngineIndexes(engine)
    steps = _ProgressCounter(store, sites, on_progress)
    indexes.create_missing(
        index, lexicon_index_name(index), places_index_name(index)
    )  # the engine creates them during the survey
    corpus = survey_pages(store, sites, steps.step)
    indexes.wait()
    filled = _is_filled(indexes, index)
    own_lexicon = stored_lexicon(indexes, index)
    keep = own_lexicon is not None and not rebuild and not own_lexicon.is_outgrown_by(corpus.lexicon)
    lexicon = own_lexicon if keep and own_lexicon else corpus.lexicon
    available_urls = {site: statistics.available_urls for site, statistics in corpus.statistics.items()}
    matcher = harvested.matcher(sites, available_urls) if harvested else RecordMatcher()
    corpus = replace(corpus, lexicon=lexicon)
    job = _SyncJob(store, sites, indexes, corpus, steps, matcher, PlaceCollector(store), filled)
    if not keep:
        store_lexicon(indexes, index, lexicon)
    prepare_places_index(indexes, index)
    with _target_index(indexes, index, fresh=rebuild and filled) as target:
        indexes.update_settings(target, index_settings(lexicon, embedder))
        indexes.wait()
        batcher = DocumentBatcher(indexes, target)
        summaries = tuple(job.site(site, index, target, batcher) for site in sites)
        batcher.flush()
        removed = job.remove_others(target) if target == index else job.left_behind(index)
        sources: tuple[SourceIndexSummary, ...] = ()
        if harvested:
            sources = harvested.sync(indexes, index, target, sites, matcher, lexicon, job.model.add)
        else:
            batcher.keep(indexes.fetch(index, None, "source != web"), index, job.model.add)
            batcher.flush()
        sound = [summary.site for summary in summaries if summary.problem is None]
        store_places(indexes, index, job.places.by_site(sound), datetime.now(UTC).date())
        model = job.model.model() if ranking else None
        indexes.wait()
    if ranking and model:
        storage.save_model(model, ranking)
    return IndexSummary(seconds=time.monotonic() - started, sites=summaries, removed_sites=removed, sources=sources)


def document_counts(engine: Engine, index: str = "regiozoek") -> dict[str, int]:
    """Return how many crawled documents each site has in an index; {} when the index does not exist.

    Raises:
        EngineUnreachableError: the engine does not respond.
    """
    indexes = EngineIndexes(engine)
    return (
        indexes.facet_counts(index, "site", "source = web")
        if indexes.exists(index) and _is_filled(indexes, index)
        else {}
    )


def _is_filled(indexes: EngineIndexes, index: str) -> bool:
    """Return whether an index was ever filled; one that a killed sync had just created has no settings yet."""
    return "source" in indexes.settings(index)["filterableAttributes"]


@contextlib.contextmanager
def _target_index(indexes: EngineIndexes, index: str, *, fresh: bool) -> Iterator[str]:
    """Yield the index to fill: `index` itself, or a new one that replaces it when the block succeeds."""
    if not fresh:
        yield index
        return
    for name in indexes.names():
        if name.startswith(f"{index}_new_"):  # left by a rebuild that was killed
            indexes.drop(name)
    new = f"{index}_new_{time.time_ns()}"
    indexes.create(new)
    try:
        yield new
        indexes.swap(index, new)
        indexes.wait()
    finally:
        with contextlib.suppress(IndexerError):
            indexes.drop(new)
            indexes.wait()


@dataclass(slots=True)
class _ProgressCounter:
    """Counts the steps of each site, two per page, for the progress bar."""

    store: PageStore
    sites: Sequence[Site]
    report: IndexProgress | None
    _total: dict[str, int] = field(default_factory=dict)
    _done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._total = {site.id: 2 * sum(self.store.status_counts(site.id).values()) for site in self.sites}

    def step(self, site: str) -> None:
        self._done[site] += 1
        if self.report:
            self.report(site, self._done[site], self._total[site])


@dataclass(frozen=True, slots=True)
class _SyncJob:
    """One sync in progress; `filled` says whether the index has documents to compare with."""

    store: PageStore
    sites: Sequence[Site]
    indexes: EngineIndexes
    corpus: Survey
    steps: _ProgressCounter
    matcher: RecordMatcher
    places: PlaceCollector
    filled: bool
    model: RankingModelBuilder = field(default_factory=RankingModelBuilder)

    def site(self, site: Site, index: str, target: str, batcher: DocumentBatcher) -> SiteIndexSummary:
        """Send the new and changed documents of a site through `batcher`, and delete those whose page is gone.

        Too great a loss is held, see `_why_hold`: then only new documents are sent. Changes are relative to `index`.
        """
        own_documents = f"source = web AND site = {quote_filter_value(site.id)}"
        before = self.indexes.hashes(index, own_documents) if self.filled else {}
        expected = set(map(document_id, self.corpus.document_urls[site.id]))
        problem = self._why_keep(site, len(expected), len(before)) if before.keys() - expected else None
        hold = None if problem else self._why_hold(site, before.keys(), expected)
        held: list[str] = []
        skipped: Counter[str] = Counter()
        now: set[str] = set()
        added = changed = 0
        for document in self._documents(site):
            if isinstance(document, SkippedPage):
                skipped[document.reason] += 1
                continue
            now.add(document.id)
            is_new, differs = document.id not in before, before.get(document.id) != document.hash
            if hold and differs and not is_new:
                held.append(document.id)
                continue
            self.model.add(document)
            added += is_new
            changed += differs and not is_new
            if differs or target != index:
                batcher.add(encode_document(document))
        gone = sorted(before.keys() - now)
        problem = problem or hold or (self._why_keep(site, len(now), len(before)) if gone else None)
        batcher.keep(self.indexes.fetch_by_ids(index, [*gone, *held] if problem else []), index, self.model.add)
        if target == index and not problem:
            batcher.delete(gone)
        return SiteIndexSummary(
            site=site.id,
            documents=len(now) + (len(gone) if problem else 0),
            added=added,
            changed=changed,
            removed=0 if problem else len(gone),
            skipped=dict(sorted(skipped.items())),
            problem=problem,
        )

    def _documents(self, site: Site) -> Iterator[Document | SkippedPage]:
        corpus, lexicon = self.corpus, self.corpus.lexicon
        for page in cached_documents(self.store, site, corpus.statistics[site.id], lexicon):
            self.steps.step(site.id)
            if isinstance(page, SkippedPage):
                yield page
                continue
            document = page.document
            keywords = (
                self.matcher.external_keywords(page.read_page(), document.title) if self.matcher.has_records else ()
            )
            self.places.add(site.id, page.places)
            yield complete_document(
                document, lexicon, corpus.clusters.get(document.id), corpus.anchors.get(document.url, ()), keywords
            )

    def _why_keep(self, site: Site, now: int, before: int) -> str | None:
        """Return why documents whose page is gone are kept after an incomplete crawl, None when they are not."""
        crawl = self.store.last_crawl(site.id)
        if now == 0:
            return f"the crawl found no pages, so the site's {before} documents are kept; crawl it again with --full"
        if now < MIN_SHARE_OF_INCOMPLETE_CRAWL * before and not (crawl and crawl.complete):
            problem = crawl.problem if crawl and crawl.problem else "it was interrupted"
            return (
                f"the crawl is incomplete ({problem}) and left {now} of {before} documents, so the others are kept; "
                "crawl it again"
            )
        return None

    def _why_hold(self, site: Site, before: AbstractSet[str], now: AbstractSet[str]) -> str | None:
        """Return why a site's documents stay as they are although its pages changed, None when they follow.

        A server that fails may send one and the same page with status 200 for all URLs. When more than the site's
        `max_shrink` of its documents would go, whatever the reason, the next crawl must confirm it. Documents of pages
        that moved to others do not count.
        """
        lost, crawl = before - now, self.store.last_crawl(site.id)
        if crawl is None:
            return None
        limit, number = max(site.max_shrink * len(before), MIN_SUSPICIOUS_LOSS - 1), len(lost)
        if number > limit:
            moves = self.store.moved_pages(site.id).items()
            number -= len({target for url, target in moves if document_id(url) in lost and document_id(target) in now})
        if number <= limit:
            self.store.settle_doubts(site.id, crawl.run)
            return None
        if crawl.finished_at and not self.store.doubt_loss(site.id, crawl.run, number):
            return None
        return (
            f"{number} of its {len(before)} documents would go at once (max_shrink: {site.max_shrink:.0%}), so all are "
            "kept as they are until the next crawl confirms it"
        )

    def remove_others(self, target: str) -> dict[str, int]:
        """Delete the documents of sites that the registry no longer has; return their document counts."""
        listed = self.indexes.facet_counts(target, "site", "source = web")
        gone = {site: count for site, count in listed.items() if site not in {known.id for known in self.sites}}
        if gone:
            names = ", ".join(map(quote_filter_value, gone))
            self.indexes.delete(target, f"source = web AND site IN [{names}]")
        return gone

    def left_behind(self, index: str) -> dict[str, int]:
        """Return the sites that are not copied to a new index, with their document counts."""
        listed = self.indexes.facet_counts(index, "site", "source = web")
        return {site: count for site, count in listed.items() if site not in {known.id for known in self.sites}}
