"""Products and services of the Flemish catalogue (IPDC v3): pages over REST, and event streams (LDES).

REST lists the present products, page by page. An event stream has every version of every item in the order in which
they were published: the newest version counts, and an archived one removes the item. Reading continues at the page
where the last harvest ended, since earlier pages never change.
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
"""Products requested per page; the catalogue may return fewer."""

MAX_PRODUCT_PAGES = 50_000
"""Pages per harvest; all of Flanders in pages of 25 are 6,000."""

LDES_MEDIA_TYPE = "application/ld+json"
"""The Accept header of event streams."""

NEXT_PAGE_RELATION = "GreaterThanOrEqualToRelation"
"""The relation of a page to the next one."""


async def harvest_products(
    source: Source, sites: Sequence[Site], fetcher: SourceFetcher, report: RecordProgress
) -> HarvestResult:
    """Return the products of the municipalities of `sites` that are not archived.

    Raises:
        SourceError: the catalogue is unavailable, rejects the key, or contradicts itself.
    """
    found: dict[str, Record] = {}
    seen: set[str] = set()
    url: str | None = fetcher.url_below(f"doc/instantie?gearchiveerd=false&limit={PRODUCT_PAGE_SIZE}&pageIndex=0")
    total: Any = 0
    for _ in range(MAX_PRODUCT_PAGES):
        if url is None:
            break
        response = _object(await fetcher.json(url))
        members, total = _list(response.get("hydraMember")), response.get("hydraTotalItems")
        if not isinstance(response.get("hydraMember"), list) or not isinstance(total, int):
            raise SourceError("its response is not a page of products")
        names = {str(member.get("@id")) for member in members}
        if names and names <= seen:
            raise SourceError("it returns the same page repeatedly")
        seen |= names
        for member in members:
            record = None if is_removed(member) else product_record(member, source, sites)
            if record:
                found[record.key] = record
        report(len(seen), max(total, len(seen)))
        next_link = _object(response.get("hydraView")).get("hydraNext")
        url = fetcher.same_host_url(next_link) if isinstance(next_link, str) and members else None
    if url is not None:
        raise SourceError(f"it has more than {MAX_PRODUCT_PAGES} pages")
    if total - len(seen) > max(3, total // 100):
        raise SourceError(f"it announced {total} products and returned {len(seen)}")
    return HarvestResult(records=tuple(found.values()))


async def replay_stream(
    source: Source, sites: Sequence[Site], fetcher: SourceFetcher, report: RecordProgress, cursor: str
) -> HarvestResult:
    """Return the records of an event stream from page `cursor` on ("": from its beginning).

    Raises:
        SourceError: the stream is unavailable, rejects the key, or contradicts itself.
    """
    newest: dict[str, dict[str, Any]] = {}
    visited: set[str] = set()
    url = fetcher.same_host_url(cursor) if cursor else source.url
    read = 0
    while True:
        if url in visited:
            raise SourceError("its pages form a loop")
        visited.add(url)
        if len(visited) > MAX_PRODUCT_PAGES:
            raise SourceError(f"it has more than {MAX_PRODUCT_PAGES} pages")
        page = _object(await fetcher.json(url, accept=LDES_MEDIA_TYPE))
        if not isinstance(page.get("member"), list):
            raise SourceError("its response is not a page of an event stream")
        members = _list(page["member"])
        for member in members:
            item = str(member.get("isVersionOf") or member.get("@id") or "")
            if item and (item not in newest or product_version(newest[item]) <= product_version(member)):
                newest[item] = member
        read += len(members)
        report(read, read)
        next_link = _next(page)
        if next_link is None:
            break
        url = fetcher.same_host_url(next_link)
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
