"""Record documents: turn a Record into its search document, or into none when it has expired."""

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
"""Keywords per document."""


def build_record_document(
    record: Record,
    source: Source,
    sites: Mapping[str, Site],
    lexicon: Lexicon,
    now: int,
    keywords: tuple[str, ...] = (),
) -> Document | None:
    """Return the search document of a record; None when it has expired, is not a result, or is for no known site.

    Args:
        record: the harvested record.
        source: the source it comes from.
        sites: the registry's sites by id.
        lexicon: the words that compounds are split into.
        now: Unix seconds. What ended before has expired, and an event starts when it takes place next.
        keywords: keywords in addition to its own.
    """
    sites_of_record = tuple(site for site in record.sites if site in sites)
    if record.words_only or not sites_of_record or (record.until is not None and record.until < now):
        return None
    identity = document_id(f"{source.id} {record.key}")
    lang = record.lang or REGION_LANGUAGE
    start, end = _span(record.moments, now)
    all_keywords = tuple(dict.fromkeys((*record.keywords, *keywords)))[:MAX_RECORD_KEYWORDS]
    body = f"{record.summary}\n{record.text}" if not record.text.startswith(record.summary) else record.text
    return with_hash(
        Document(
            id=identity,
            url=record.url,
            site=sites_of_record[0],
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
            sites=tuple(sorted(sites_of_record)),
            tier=TYPE_TIERS[source.type],
            keywords=all_keywords,
            **analysed_fields(lang, lexicon, title=record.title, called="\n".join(all_keywords), body=body),
        )
    )


def _span(moments: tuple[TimeSpan, ...], now: int) -> tuple[int | None, int | None]:
    """Return when an event takes place next (or last, when it is over), and when it ends for good."""
    if not moments:
        return None, None
    next_start = next((start for start, end in moments if end >= now), moments[-1][0])
    return next_start, max(end for _, end in moments)
