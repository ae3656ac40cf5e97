"""Products and services of the Flemish catalogue (IPDC v3): pages over REST, and event streams (LDES).

REST lists what there is now, page by page. A stream tells each version of each thing, in the order they came; the
newest version counts, and an archived one means that the thing is no more. A stream is read on from the page that
the last harvest ended at, since earlier pages never change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ada_url

from crawler.registry.site import Site
from indexer.records.errors import SourceError
from indexer.sources.fetch import SourceFetcher
from indexer.sources.kinds.ipdc_product import is_removed, product_record, product_version
from indexer.sources.record import HarvestResult, Record, RecordProgress
from indexer.sources.source import Source

PRODUCT_PAGE_SIZE = 100
"""Products asked for at a time; what the catalogue gives may be fewer."""

MAX_PRODUCT_PAGES = 50_000
"""Pages of one harvest: all of Flanders in pages of 25 are 6,000."""

LDES_MEDIA_TYPE = "application/ld+json"

NEXT_PAGE_RELATION = "GreaterThanOrEqualToRelation"
"""The relation of a page to the one that comes after it."""


async def harvest_products(
    source: Source, sites: Sequence[Site], fetcher: SourceFetcher, report: RecordProgress
) -> HarvestResult:
    """Return the products of the municipalities of `sites` that are not archived.

    Raises:
        SourceError: the catalogue is dead, refuses the key, or contradicts itself.
    """
    found: dict[str, Record] = {}
    seen: set[str] = set()
    url: str | None = fetcher.url_below(f"doc/instantie?gearchiveerd=false&limit={PRODUCT_PAGE_SIZE}&pageIndex=0")
    total: Any = 0
    for _ in range(MAX_PRODUCT_PAGES):
        if url is None:
            break
        answer = _object(await fetcher.json(url))
        members, total = _list(answer.get("hydraMember")), answer.get("hydraTotalItems")
        if not isinstance(answer.get("hydraMember"), list) or not isinstance(total, int):
            raise SourceError("its answer is no page of products")
        names = {str(member.get("@id")) for member in members}
        if names and names <= seen:
            raise SourceError("it gives the same page again and again")
        seen |= names
        for member in members:
            record = None if is_removed(member) else product_record(member, source, sites)
            if record:
                found[record.key] = record
        report(len(seen), max(total, len(seen)))
        onward = _object(answer.get("hydraView")).get("hydraNext")
        url = fetcher.same_host_url(onward) if isinstance(onward, str) and members else None
    if url is not None:
        raise SourceError(f"it has more than {MAX_PRODUCT_PAGES} pages")
    if total - len(seen) > max(3, total // 100):
        raise SourceError(f"it promised {total} products and gave {len(seen)}")
    return HarvestResult(records=tuple(found.values()))


async def replay_stream(
    source: Source, sites: Sequence[Site], fetcher: SourceFetcher, report: RecordProgress, cursor: str
) -> HarvestResult:
    """Return what an event stream tells from the page `cursor` on ("": from its beginning).

    Raises:
        SourceError: the stream is dead, refuses the key, or contradicts itself.
    """
    newest: dict[str, dict[str, Any]] = {}
    visited: set[str] = set()
    url = fetcher.same_host_url(cursor) if cursor else source.url
    read = 0
    while True:
        if url in visited:
            raise SourceError("its pages lead round in a circle")
        visited.add(url)
        if len(visited) > MAX_PRODUCT_PAGES:
            raise SourceError(f"it has more than {MAX_PRODUCT_PAGES} pages")
        page = _object(await fetcher.json(url, accept=LDES_MEDIA_TYPE))
        if not isinstance(page.get("member"), list):
            raise SourceError("its answer is no page of a stream")
        members = _list(page["member"])
        for member in members:
            thing = str(member.get("isVersionOf") or member.get("@id") or "")
            if thing and (thing not in newest or product_version(newest[thing]) <= product_version(member)):
                newest[thing] = member
        read += len(members)
        report(read, read)
        onward = _next(page)
        if onward is None:
            break
        url = fetcher.same_host_url(onward)
    records = {key: product_record(member, source, sites) for key, member in newest.items() if not is_removed(member)}
    return HarvestResult(
        records=tuple(record for record in records.values() if record),
        removed=frozenset(key for key in newest if records.get(key) is None),
        is_complete=not cursor,
        cursor=_relative(url),
    )


def _next(page: dict[str, Any]) -> str | None:
    relations = _object(page.get("view")).get("relation")
    for relation in _list(relations if isinstance(relations, list) else [relations]):
        if str(relation.get("@type")).endswith(NEXT_PAGE_RELATION) and isinstance(relation.get("node"), str):
            return str(relation["node"])
    return None


def _relative(url: str) -> str:
    parsed = ada_url.URL(url)
    return parsed.pathname + parsed.search


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
