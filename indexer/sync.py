"""Bring the index in line with the page store: what is new or changed is sent, what is gone is deleted.

The engine itself is the record of what is indexed: ids and hashes are read from it, nothing is
remembered elsewhere. Documents of other sources follow what was harvested, see `indexer.sources.sync`.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.registry.site import Site
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
from indexer.records.document import Document, SkippedPage, encode_document
from indexer.records.errors import IndexerError
from indexer.sources.matching import RecordMatcher
from indexer.sources.sync import HarvestedSources, SourceIndexSummary

MIN_SHARE_OF_INCOMPLETE_CRAWL = 0.5
"""A site that an incomplete crawl left with less than this share of its documents keeps the rest."""

IndexProgress = Callable[[str, int, int], None]
"""Called with a site's id, the steps done and the steps in all: each page is looked at twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteIndexSummary:
    """What happened to a site's documents: `skipped` counts pages by reason, `problem` says why gone ones were kept."""

    site: str
    documents: int
    added: int
    changed: int
    removed: int
    skipped: dict[str, int]
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSummary:
    """What one sync did: `removed_sites` are those that the registry names no more, with their documents."""

    seconds: float
    sites: tuple[SiteIndexSummary, ...]
    removed_sites: dict[str, int] = field(default_factory=dict)
    sources: tuple[SourceIndexSummary, ...] = ()

    @property
    def documents(self) -> int:
        """Documents of all sites."""
        return sum(site.documents for site in self.sites)


@contextlib.contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Look for no garbage in cycles meanwhile.

    Three syncs of 3,720 pages leave 5,539 objects of it, and looking for them took 5% to 7% of the time.
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
    """Bring `index` in line with the page store and return what was done.

    Args:
        store: what was crawled.
        sites: the whole registry: documents of any other site are removed.
        engine: where the index is.
        index: its name.
        ranking: folder of the ranking model, None to make none.
        harvested: what other sources told, None to leave their documents alone.
        embedder: the engine's settings of an outside embedder, None for none.
        rebuild: fill a new index and swap it in, instead of changing the one there is.
        on_progress: see `IndexProgress`.

    Raises:
        IndexingError: the engine refused or failed something; on a rebuild the old index is untouched.
        EngineUnreachableError: the engine is gone.
        ModelError: the ranking model cannot be written; the index itself is complete.
    """
    started = time.monotonic()
    indexes = EngineIndexes(engine)
    steps = _ProgressCounter(store, sites, on_progress)
    indexes.create_missing(
        index, lexicon_index_name(index), places_index_name(index)
    )  # the engine makes them during the survey
    known = survey_pages(store, sites, steps.step)
    indexes.wait()
    filled = _is_filled(indexes, index)
    own_lexicon = stored_lexicon(indexes, index)
    keep = own_lexicon is not None and not rebuild and not own_lexicon.is_outgrown_by(known.lexicon)
    lexicon = own_lexicon if keep and own_lexicon else known.lexicon
    answered = {site: evidence.available_urls for site, evidence in known.statistics.items()}
    matcher = harvested.matcher(sites, answered) if harvested else RecordMatcher()
    known = replace(known, lexicon=lexicon)
    job = _SyncJob(store, sites, indexes, known, steps, matcher, PlaceCollector(store), filled)
    if not keep:
        store_lexicon(indexes, index, lexicon)
    prepare_places_index(indexes, index)
    with _target_index(indexes, index, fresh=rebuild and filled) as target:
        indexes.update_settings(target, index_settings(lexicon, embedder))
        indexes.wait()
        outbox = DocumentBatcher(indexes, target)
        summaries = tuple(job.site(site, index, target, outbox) for site in sites)
        outbox.flush()
        removed = job.remove_others(target) if target == index else job.left_behind(index)
        sources: tuple[SourceIndexSummary, ...] = ()
        if harvested:
            sources = harvested.sync(indexes, index, target, sites, matcher, lexicon, job.model.add)
        else:
            outbox.keep(indexes.fetch(index, None, "source != web"), index, job.model.add)
            outbox.flush()
        sound = [summary.site for summary in summaries if summary.problem is None]
        store_places(indexes, index, job.places.by_site(sound), datetime.now(UTC).date())
        model = job.model.model() if ranking else None
        indexes.wait()
    if ranking and model:
        storage.save_model(model, ranking)
    return IndexSummary(seconds=time.monotonic() - started, sites=summaries, removed_sites=removed, sources=sources)


def document_counts(engine: Engine, index: str = "regiozoek") -> dict[str, int]:
    """Return how many documents from the web each site has in an index; {} when there is no such index.

    Raises:
        EngineUnreachableError: the engine is gone.
    """
    indexes = EngineIndexes(engine)
    return (
        indexes.facet_counts(index, "site", "source = web")
        if indexes.exists(index) and _is_filled(indexes, index)
        else {}
    )


def _is_filled(indexes: EngineIndexes, index: str) -> bool:
    """Whether an index was ever filled: one that was made just before a sync was killed has no settings yet."""
    return "source" in indexes.settings(index)["filterableAttributes"]


@contextlib.contextmanager
def _target_index(indexes: EngineIndexes, index: str, *, fresh: bool) -> Iterator[str]:
    """Yield the index to fill: `index` itself, or a fresh one that takes its place when the block ends well."""
    if not fresh:
        yield index
        return
    for name in indexes.names():
        if name.startswith(f"{index}_new_"):  # a rebuild that was killed left it
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
    """Counts looks at pages, two a page, for the progress bar."""

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
    """One sync at work; `filled` tells whether the index holds anything to compare with."""

    store: PageStore
    sites: Sequence[Site]
    indexes: EngineIndexes
    known: Survey
    steps: _ProgressCounter
    matcher: RecordMatcher
    places: PlaceCollector
    filled: bool
    model: RankingModelBuilder = field(default_factory=RankingModelBuilder)

    def site(self, site: Site, index: str, target: str, outbox: DocumentBatcher) -> SiteIndexSummary:
        """Give what is new or changed of a site to `outbox`, delete what is gone from it; compare with `index`."""
        mine = f"source = web AND site = {quote_filter_value(site.id)}"
        before = self.indexes.hashes(index, mine) if self.filled else {}
        skipped: Counter[str] = Counter()
        now: set[str] = set()
        added = changed = 0
        for decision in self._decisions(site):
            if isinstance(decision, SkippedPage):
                skipped[decision.reason] += 1
                continue
            now.add(decision.id)
            self.model.add(decision)
            is_new, differs = decision.id not in before, before.get(decision.id) != decision.hash
            added += is_new
            changed += differs and not is_new
            if differs or target != index:
                outbox.add(encode_document(decision))
        gone = sorted(before.keys() - now)
        kept = self._why_keep(site, len(now), len(before)) if gone else None
        outbox.keep(self.indexes.fetch_by_ids(index, gone if kept else []), index, self.model.add)
        if target == index and not kept:
            outbox.delete(gone)
        return SiteIndexSummary(
            site=site.id,
            documents=len(now) + (len(gone) if kept else 0),
            added=added,
            changed=changed,
            removed=0 if kept else len(gone),
            skipped=dict(sorted(skipped.items())),
            problem=kept,
        )

    def _decisions(self, site: Site) -> Iterator[Document | SkippedPage]:
        known, lexicon = self.known, self.known.lexicon
        for drafted in cached_documents(self.store, site, known.statistics[site.id], lexicon):
            self.steps.step(site.id)
            if isinstance(drafted, SkippedPage):
                yield drafted
                continue
            draft = drafted.document
            called = (
                self.matcher.external_keywords(drafted.read_page(), draft.title) if self.matcher.has_records else ()
            )
            self.places.add(site.id, drafted.places)
            yield complete_document(
                draft, lexicon, known.clusters.get(draft.id), known.anchors.get(draft.url, ()), called
            )

    def _why_keep(self, site: Site, now: int, before: int) -> str | None:
        """Say why documents that have no page any more stay in the index, None when they go."""
        crawl = self.store.last_crawl(site.id)
        if now == 0:
            return f"the site came back empty, so its {before} documents stay; crawl it again with --full"
        if now < MIN_SHARE_OF_INCOMPLETE_CRAWL * before and not (crawl and crawl.complete):
            problem = crawl.problem if crawl and crawl.problem else "it was cut short"
            return (
                f"the crawl is incomplete ({problem}) and left {now} of {before} documents, so the others stay; "
                "crawl it again"
            )
        return None

    def remove_others(self, target: str) -> dict[str, int]:
        """Delete what was indexed of sites that the registry names no more; return how many documents of each."""
        listed = self.indexes.facet_counts(target, "site", "source = web")
        gone = {site: count for site, count in listed.items() if site not in {known.id for known in self.sites}}
        if gone:
            names = ", ".join(map(quote_filter_value, gone))
            self.indexes.delete(target, f"source = web AND site IN [{names}]")
        return gone

    def left_behind(self, index: str) -> dict[str, int]:
        """Return the sites that a new index leaves behind, with their documents."""
        listed = self.indexes.facet_counts(index, "site", "source = web")
        return {site: count for site, count in listed.items() if site not in {known.id for known in self.sites}}
