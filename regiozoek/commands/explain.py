"""`regiozoek explain URL`: why a page is, or is not, in the index, with its discovery and crawl history."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from crawler.records.date_parsing import BRUSSELS
from crawler.records.page import Page
from crawler.records.page_events import PageEvent
from crawler.records.stored_records import KnownUrl
from crawler.records.url import host_of, normalise_url
from crawler.registry.site import Site
from crawler.spider.recrawl_policy import due_at, reason_due
from crawler.store.page_store import PageStore
from indexer.corpus.document_builder import explain_page as decision_of
from indexer.records.document import Document
from indexer.sources.harvest_store import open_existing_harvest_store
from indexer.sources.record import Record
from indexer.sources.registry import load_registry
from regiozoek.errors import UsageError
from regiozoek.output.console import STDOUT, with_noun
from regiozoek.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a page is, or is not, in the index.

    Unknown values are None.

    Attributes:
        verdict: one sentence.
        indexed: whether the index contains a document for it, or will after the next `regiozoek index`.
        found: how it was discovered: link, sitemap, feed, …; `source` is where, or the external source.
        fetched_at: when the stored response was received. asked_at: when it was last requested.
        lastmod: last change according to its sitemap.
        next_asked: when it is requested again, and why.
        history: its events, oldest first.
    """

    url: str
    site: str | None
    indexed: bool
    verdict: str
    reason: str | None = None
    found: str | None = None
    source: str | None = None
    depth: int | None = None
    discovered_at: datetime | None = None
    fetched_at: datetime | None = None
    status: int | None = None
    redirect: str | None = None
    title: str | None = None
    words: int | None = None
    language: str | None = None
    asked_at: datetime | None = None
    changed_at: datetime | None = None
    lastmod: datetime | None = None
    next_asked: str | None = None
    history: tuple[PageEvent, ...] = ()


def explain_url(url: str, settings: Settings, sites: Sequence[Site]) -> Explanation:
    """Return the explanation of a URL.

    Raises:
        UsageError: `url` is not a web URL.
    """
    normal = normalise_url(url)
    if normal is None:
        raise UsageError(f'"{url}" is not a web URL; give one such as https://www.kortrijk.be/contact')
    site = next((site for site in sites if host_of(normal) in site.hosts), None)
    crawled = False
    if site is not None:
        with PageStore.open(settings.store) as store:
            if known := store.known_url(normal):
                return _explain_page(known, site, store)
            crawled = store.last_crawl(site.id) is not None
    return _explain_record_url(normal, settings) or _explain_unknown(normal, site, crawled=crawled)


def _explain_page(known: KnownUrl, site: Site, store: PageStore) -> Explanation:
    page = store.page(known.url)
    provided = partial(_provided, known, page, store.page_history(known.url), site)
    if known.skip:
        return provided(indexed=False, reason="not-asked", verdict=f"It is not fetched: {known.skip}.")
    if page is None:
        return provided(indexed=False, reason="pending", verdict="It was discovered, and the next crawl fetches it.")
    sound = store.last_good_page(known.url)
    decision = decision_of(sound or page, site, store)
    if isinstance(decision, Document):
        verdict = f'It is in the index, as a {decision.type} with the title "{decision.title}".'
        if sound:
            verdict += (
                f" It returns {page.status or 'no response'} now; its content of {sound.fetched_at:%Y-%m-%d} stays "
                "until two crawls in a row find it gone."
            )
        return provided(indexed=True, reason=None, verdict=verdict)
    detail = decision.detail
    return provided(indexed=False, reason=decision.reason, verdict=f"{detail[:1].upper()}{detail[1:].rstrip('.')}.")


def _explain_unknown(url: str, site: Site | None, *, crawled: bool) -> Explanation:
    if site is None:
        verdict = "Its host does not belong to any site of the registry."
        return Explanation(url=url, site=None, indexed=False, reason="foreign", verdict=verdict)
    verdict = f"{site.name} was never crawled; run `regiozoek crawl`."
    if crawled:
        verdict = f"Nothing on {site.name}'s site links to it and no sitemap lists it, so it was never found."
    return Explanation(url=url, site=site.id, indexed=False, reason="unknown", verdict=verdict)


def _explain_record_url(url: str, settings: Settings) -> Explanation | None:
    """Return the explanation of a URL that an external source provides, or None."""
    with open_existing_harvest_store(settings.store) as harvests:
        for source in load_registry(settings.sites).sources if harvests else ():
            assert harvests is not None
            for record in harvests.records(source.id):
                if record.url == url:
                    return _explain_record(record, source.id)
    return None


def _explain_record(record: Record, source: str) -> Explanation:
    provided = f'The source {source} provides it, as "{record.title}"'
    explained = partial(Explanation, url=record.url, found="source", source=source, title=record.title)
    site = record.sites[0] if record.sites else None
    if record.until is not None and record.until < time.time():
        over = f"{datetime.fromtimestamp(record.until, BRUSSELS):%Y-%m-%d %H:%M}"
        return explained(site=site, indexed=False, reason="over", verdict=f"{provided}; it ended on {over}.")
    if record.words_only:
        verdict = f"{provided}; it is not a result itself and only adds search terms to the pages about it."
        return explained(site=site, indexed=False, reason="words-only", verdict=verdict)
    verdict = f"{provided}; it is in the index, unless a page of the region about the same thing is shown instead."
    return explained(site=site, indexed=True, verdict=verdict)


def _provided(
    known: KnownUrl,
    page: Page | None,
    history: tuple[PageEvent, ...],
    site: Site,
    *,
    indexed: bool,
    reason: str | None,
    verdict: str,
) -> Explanation:
    return Explanation(
        url=known.url,
        site=known.site,
        indexed=indexed,
        verdict=verdict,
        reason=reason,
        found=known.how,
        source=known.source,
        depth=known.depth,
        discovered_at=known.discovered_at,
        fetched_at=page.fetched_at if page else None,
        status=page.status if page else None,
        redirect=page.redirect if page else None,
        title=page.title if page else None,
        words=page.word_count if page else None,
        language=page.lang if page else None,
        asked_at=known.last_fetch.fetched_at,
        changed_at=known.last_fetch.changed_at,
        lastmod=known.lastmod,
        next_asked=_next_asked(known, site),
        history=history,
    )


def _next_asked(known: KnownUrl, site: Site) -> str | None:
    if known.skip:
        return None
    why = reason_due(known, site.url, datetime.now(UTC))
    if why:
        return f"in the next crawl: {why}"
    since = known.last_fetch.changed_at or known.discovered_at
    return f"after {due_at(known):%Y-%m-%d %H:%M} UTC: unchanged since {since:%Y-%m-%d}"


def print_explanation(explanation: Explanation) -> None:
    """Print an explanation."""
    STDOUT.print(f"{explanation.url}\n{explanation.verdict}\n", markup=False, soft_wrap=True)
    rows: list[tuple[str, object]] = [("site", explanation.site)]
    if explanation.found:
        steps = (
            f", {with_noun(explanation.depth or 0, 'link', 'links')} from the home page"
            if explanation.found == "link"
            else ""
        )
        rows.append(
            (
                "found",
                f"{explanation.found} {'' if explanation.found == 'source' else 'on '}{explanation.source}{steps}",
            )
        )
    if explanation.status is not None and explanation.fetched_at:
        rows.append(("fetched", f"{explanation.fetched_at:%Y-%m-%d %H:%M} UTC, HTTP {explanation.status}"))
    rows += [
        ("redirects to", explanation.redirect),
        ("title", explanation.title),
        ("main text", explanation.words and f"{explanation.words} words"),
        ("language", explanation.language),
        ("requested", explanation.asked_at and f"{explanation.asked_at:%Y-%m-%d %H:%M} UTC"),
        ("last change", explanation.changed_at and f"{explanation.changed_at:%Y-%m-%d %H:%M} UTC, seen by a crawl"),
        ("lastmod", explanation.lastmod and f"changed on {explanation.lastmod:%Y-%m-%d}"),
        ("next request", explanation.next_asked),
    ]
    for name, value in rows:
        if value:
            STDOUT.print(f"  {name:<13} {value}", markup=False, soft_wrap=True)
    for event in explanation.history:
        there = f" (then {event.url})" if event.url else ""
        line = f"  {event.at:%Y-%m-%d %H:%M}  {event.what}{there} {event.detail}".rstrip()
        STDOUT.print(line, markup=False, soft_wrap=True)
