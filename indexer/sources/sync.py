"""Sync the documents of external sources with the harvested records, as `indexer.sync` does for pages.

The last records of a source that fails are as good as before, so its documents stay. Documents are removed only when an
event is over, a product is archived, or the registry no longer has the source.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.registry.site import Site
from indexer.language.compounds import Lexicon
from indexer.meilisearch.client import EngineIndexes, quote_filter_value
from indexer.meilisearch.document_batcher import DocumentBatcher, DocumentCallback
from indexer.records.document import Document, encode_document
from indexer.sources.harvest_store import HarvestStore
from indexer.sources.matching import RecordMatcher
from indexer.sources.record import Record
from indexer.sources.record_document import build_record_document
from indexer.sources.registry import WEB_SOURCE
from indexer.sources.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceIndexSummary:
    """Changes to a source's documents: `joined` are records that are shown as a page of a site."""

    source: str
    documents: int
    added: int
    changed: int
    removed: int
    joined: int


@dataclass(frozen=True, slots=True)
class HarvestedSources:
    """The harvested records of the registry's sources, ready to be indexed.

    `now` is Unix seconds: what ended before has expired.
    """

    store: HarvestStore
    sources: tuple[Source, ...]
    now: int = field(default_factory=lambda: int(time.time()))

    def matcher(self, sites: Sequence[Site], available_urls: Mapping[str, frozenset[str]]) -> RecordMatcher:
        """Return a matcher of pages and records; see `RecordMatcher.of`."""
        return RecordMatcher.of(
            ((source, self._current(source)) for source in self._harvested()), sites, available_urls
        )

    def sync(
        self,
        indexes: EngineIndexes,
        index: str,
        target: str,
        sites: Sequence[Site],
        matcher: RecordMatcher,
        lexicon: Lexicon,
        on_document: DocumentCallback,
    ) -> tuple[SourceIndexSummary, ...]:
        """Send new and changed documents to `target`, and delete expired ones, compared to `index`.

        This only queues tasks. It calls `on_document` with every document of an external source that will be in
        `target`.

        Raises:
            indexer.records.errors.IndexingError, EngineUnreachableError: as `indexer.sync.sync`.
        """
        by_id = {site.id: site for site in sites}
        harvested = self._harvested()
        summaries = []
        for source in harvested:
            documents = (
                build_record_document(record, source, by_id, lexicon, self.now, matcher.concept_words(record))
                for record in self._current(source)
                if (source.id, record.key) not in matcher.matched
            )
            summaries.append(_send(indexes, index, target, source, documents, matcher, on_document))
        self._sync_others(indexes, index, target, {source.id for source in harvested}, on_document)
        return tuple(summaries)

    def _harvested(self) -> tuple[Source, ...]:
        """Return the sources that were ever harvested; of others it is not known which records expired."""
        states = self.store.states()
        return tuple(each for each in self.sources if each.id in states and states[each.id].succeeded_at)

    def _current(self, source: Source) -> Iterator[Record]:
        for record in self.store.records(source.id):
            if record.until is None or record.until >= self.now:
                yield record

    def _sync_others(
        self, indexes: EngineIndexes, index: str, target: str, harvested: set[str], on_document: DocumentCallback
    ) -> None:
        """Delete documents of sources that the registry no longer has; keep those never harvested here."""
        indexed = indexes.facet_counts(index, "source", f"source != {WEB_SOURCE}")
        in_registry = {source.id for source in self.sources}
        batcher = DocumentBatcher(indexes, target)
        for name in sorted(indexed.keys() - harvested):
            if name in in_registry:
                batcher.keep(indexes.fetch(index, None, f"source = {quote_filter_value(name)}"), index, on_document)
            elif target == index:
                indexes.delete(target, f"source = {quote_filter_value(name)}")
        batcher.flush()


def _send(
    indexes: EngineIndexes,
    index: str,
    target: str,
    source: Source,
    documents: Iterator[Document | None],
    matcher: RecordMatcher,
    on_document: DocumentCallback,
) -> SourceIndexSummary:
    before = indexes.hashes(index, f"source = {quote_filter_value(source.id)}")
    batcher = DocumentBatcher(indexes, target)
    now: set[str] = set()
    added = changed = 0
    for document in filter(None, documents):
        now.add(document.id)
        on_document(document)
        differs = before.get(document.id) != document.hash
        added += document.id not in before
        changed += differs and document.id in before
        if differs or target != index:
            batcher.add(encode_document(document))
    batcher.flush()
    gone = sorted(before.keys() - now)
    if target == index:
        batcher.delete(gone)
    return SourceIndexSummary(
        source=source.id,
        documents=len(now),
        added=added,
        changed=changed,
        removed=len(gone),
        joined=sum(name == source.id for name, _ in matcher.matched),
    )
