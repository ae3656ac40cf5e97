"""Bring the documents of other sources in line with what was harvested, as `indexer.sync` does for pages.

What is kept of a source that is dead is as good as before, so that its documents stay. Only an end of their own
makes documents go: an event that is over, a product that was archived, a source that the registry names no more.
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
    """What happened to a source's documents: `joined` are records that are one answer with a page."""

    source: str
    documents: int
    added: int
    changed: int
    removed: int
    joined: int


@dataclass(frozen=True, slots=True)
class HarvestedSources:
    """What was harvested of the sources that the registry names, ready to be indexed.

    `now` is Unix seconds: what ended before it is over.
    """

    store: HarvestStore
    sources: tuple[Source, ...]
    now: int = field(default_factory=lambda: int(time.time()))

    def matcher(self, sites: Sequence[Site], answered: Mapping[str, frozenset[str]]) -> RecordMatcher:
        """Return what tells which records are one answer with a page; see `RecordMatcher.of`."""
        return RecordMatcher.of(((source, self._current(source)) for source in self._asked()), sites, answered)

    def sync(
        self,
        indexes: EngineIndexes,
        index: str,
        target: str,
        sites: Sequence[Site],
        matcher: RecordMatcher,
        lexicon: Lexicon,
        seen: DocumentCallback,
    ) -> tuple[SourceIndexSummary, ...]:
        """Send what is new or changed to `target`, delete what is over; compare with `index`. Queues tasks only.

        Every document of another source that will be in `target` is shown to `seen`.

        Raises:
            indexer.records.errors.IndexingError, EngineUnreachableError: as `indexer.sync.sync`.
        """
        by_id = {site.id: site for site in sites}
        asked = self._asked()
        summaries = []
        for source in asked:
            documents = (
                build_record_document(record, source, by_id, lexicon, self.now, matcher.concept_words(record))
                for record in self._current(source)
                if (source.id, record.key) not in matcher.matched
            )
            summaries.append(_send(indexes, index, target, source, documents, matcher, seen))
        self._others(indexes, index, target, {source.id for source in asked}, seen)
        return tuple(summaries)

    def _asked(self) -> tuple[Source, ...]:
        """Return the sources that ever gave something; of one that did not, nothing is known to be over."""
        states = self.store.states()
        return tuple(each for each in self.sources if each.id in states and states[each.id].succeeded_at)

    def _current(self, source: Source) -> Iterator[Record]:
        for record in self.store.records(source.id):
            if record.until is None or record.until >= self.now:
                yield record

    def _others(self, indexes: EngineIndexes, index: str, target: str, asked: set[str], seen: DocumentCallback) -> None:
        """Delete the documents of sources that the registry names no more; carry over those never harvested here."""
        listed = indexes.facet_counts(index, "source", f"source != {WEB_SOURCE}")
        named = {source.id for source in self.sources}
        outbox = DocumentBatcher(indexes, target)
        for name in sorted(listed.keys() - asked):
            if name in named:
                outbox.keep(indexes.fetch(index, None, f"source = {quote_filter_value(name)}"), index, seen)
            elif target == index:
                indexes.delete(target, f"source = {quote_filter_value(name)}")
        outbox.flush()


def _send(
    indexes: EngineIndexes,
    index: str,
    target: str,
    source: Source,
    documents: Iterator[Document | None],
    matcher: RecordMatcher,
    seen: DocumentCallback,
) -> SourceIndexSummary:
    before = indexes.hashes(index, f"source = {quote_filter_value(source.id)}")
    outbox = DocumentBatcher(indexes, target)
    now: set[str] = set()
    added = changed = 0
    for document in filter(None, documents):
        now.add(document.id)
        seen(document)
        differs = before.get(document.id) != document.hash
        added += document.id not in before
        changed += differs and document.id in before
        if differs or target != index:
            outbox.add(encode_document(document))
    outbox.flush()
    gone = sorted(before.keys() - now)
    if target == index:
        outbox.delete(gone)
    return SourceIndexSummary(
        source=source.id,
        documents=len(now),
        added=added,
        changed=changed,
        removed=len(gone),
        joined=sum(name == source.id for name, _ in matcher.matched),
    )
