"""From a Record to a Document, or to nothing when its time is over."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.registry.site import Site
from indexer.corpus.document_builder import analysed_fields
from indexer.language.analysis import REGION_LANGUAGE
from indexer.language.compounds import Lexicon
from indexer.records.document import MAX_BODY_LENGTH, TYPE_TIERS, Document, GeoPoint, document_id, with_hash
from indexer.sources.record import Record, TimeSpan
from indexer.sources.source import Source

MAX_RECORD_KEYWORDS = 60
"""Words of others that a document carries."""


def build_record_document(
    record: Record,
    source: Source,
    sites: Mapping[str, Site],
    lexicon: Lexicon,
    now: int,
    keywords: tuple[str, ...] = (),
) -> Document | None:
    """Return the search document of a record, None when it is over, is no answer itself, or is for no known site.

    Args:
        record: what was harvested.
        source: where.
        sites: the registry's sites by id.
        lexicon: the words compounds split into.
        now: Unix seconds: what ended before is over, and an event starts when it takes place next.
        keywords: words for it beside its own.
    """
    owners = tuple(site for site in record.sites if site in sites)
    if record.words_only or not owners or (record.until is not None and record.until < now):
        return None
    identity = document_id(f"{source.id} {record.key}")
    lang = record.lang or REGION_LANGUAGE
    start, end = _span(record.moments, now)
    called = tuple(dict.fromkeys((*record.keywords, *keywords)))[:MAX_RECORD_KEYWORDS]
    about = f"{record.summary}\n{record.text}" if not record.text.startswith(record.summary) else record.text
    return with_hash(
        Document(
            id=identity,
            url=record.url,
            site=owners[0],
            source=source.id,
            type=source.type,
            title=record.title,
            body=record.text[:MAX_BODY_LENGTH],
            description=record.summary,
            lang=lang,
            date=record.date,
            starts=start,
            ends=end,
            geo=GeoPoint(*record.geo) if record.geo else None,
            cluster=identity,
            sites=tuple(sorted(owners)),
            tier=TYPE_TIERS[source.type],
            keywords=called,
            **analysed_fields(lang, lexicon, title=record.title, called="\n".join(called), body=about),
        )
    )


def _span(moments: tuple[TimeSpan, ...], now: int) -> tuple[int | None, int | None]:
    """Return when an event takes place next (or last, when it is over), and when it ends for good."""
    if not moments:
        return None, None
    coming = next((start for start, end in moments if end >= now), moments[-1][0])
    return coming, max(end for _, end in moments)
