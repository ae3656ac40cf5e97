"""`regiozoek explain URL`: the story of one address, from its discovery to its place in the index."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from crawler.records.dates import BRUSSELS
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
from regiozoek.output.console import OUT, count
from regiozoek.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a page is, or is not, in the index.

    `verdict` is one sentence; `indexed` whether the index holds (or gets, at the next run of index) a
    document for it. What is not known is None: an address nothing named has no `found`, one that was
    not fetched no `status`. `fetched_at` is when what is stored was sent, `asked_at` when it was last asked,
    `lastmod` when it changed last by its sitemap; `next_asked` says when it is asked again and why; `history`
    is what happened to it, the oldest event first. Of what another source told, `source` is that source.
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
    """Return the story of an address.

    Raises:
        UsageError: it is no web address.
    """
    normal = normalise_url(url)
    if normal is None:
        raise UsageError(f'"{url}" is no web address; give one such as https://www.kortrijk.be/contact')
    site = next((site for site in sites if host_of(normal) in site.hosts), None)
    crawled = False
    if site is not None:
        with PageStore.open(settings.store) as store:
            if known := store.known_url(normal):
                return _of_page(known, site, store)
            crawled = store.last_crawl(site.id) is not None
    return _of_source(normal, settings) or _of_none(normal, site, crawled=crawled)


def _of_page(known: KnownUrl, site: Site, store: PageStore) -> Explanation:
    page = store.page(known.url)
    told = partial(_told, known, page, store.history(known.url), site)
    if known.skip:
        return told(indexed=False, reason="not-asked", verdict=f"It is not fetched: {known.skip}.")
    if page is None:
        return told(indexed=False, reason="pending", verdict="It is known, and the next crawl fetches it.")
    sound = store.sound(known.url)
    decision = decision_of(sound or page, site, store)
    if isinstance(decision, Document):
        verdict = f'It has its place in the index, as a {decision.type} with the title "{decision.title}".'
        if sound:
            verdict += (
                f" It answers {page.status or 'nothing'} now; what it said on {sound.fetched_at:%Y-%m-%d} is kept "
                "until two crawls in a row find it gone."
            )
        return told(indexed=True, reason=None, verdict=verdict)
    detail = decision.detail
    return told(indexed=False, reason=decision.reason, verdict=f"{detail[:1].upper()}{detail[1:].rstrip('.')}.")


def _of_none(url: str, site: Site | None, *, crawled: bool) -> Explanation:
    if site is None:
        verdict = "Its host belongs to none of the region's sites."
        return Explanation(url=url, site=None, indexed=False, reason="foreign", verdict=verdict)
    verdict = f"{site.name} was never crawled; run regiozoek crawl."
    if crawled:
        verdict = f"Nothing on {site.name}'s site links to it and no sitemap lists it, so it was never found."
    return Explanation(url=url, site=site.id, indexed=False, reason="unknown", verdict=verdict)


def _of_source(url: str, settings: Settings) -> Explanation | None:
    """Return the story of what another source told at an address, None when none did."""
    with open_existing_harvest_store(settings.store) as harvests:
        for source in load_registry(settings.sites).sources if harvests else ():
            assert harvests is not None
            for record in harvests.records(source.id):
                if record.url == url:
                    return _of_record(record, source.id)
    return None


def _of_record(record: Record, source: str) -> Explanation:
    told = f'The source {source} tells of it, as "{record.title}"'
    told_of = partial(Explanation, url=record.url, found="source", source=source, title=record.title)
    site = record.sites[0] if record.sites else None
    if record.until is not None and record.until < time.time():
        over = f"{datetime.fromtimestamp(record.until, BRUSSELS):%Y-%m-%d %H:%M}"
        return told_of(site=site, indexed=False, reason="over", verdict=f"{told}; it was over on {over}.")
    if record.words_only:
        verdict = f"{told}; it is no answer itself and lends its words to the pages about it."
        return told_of(site=site, indexed=False, reason="words-only", verdict=verdict)
    verdict = (
        f"{told}; it has its place in the index, unless a page of the region is about the same and answers for it."
    )
    return told_of(site=site, indexed=True, verdict=verdict)


def _told(
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
        asked_at=known.asked.fetched_at,
        changed_at=known.asked.changed_at,
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
    since = known.asked.changed_at or known.discovered_at
    return f"after {due_at(known):%Y-%m-%d %H:%M} UTC: nothing has changed since {since:%Y-%m-%d}"


def show(story: Explanation) -> None:
    """Print a story for a person."""
    OUT.print(f"{story.url}\n{story.verdict}\n", markup=False, soft_wrap=True)
    rows: list[tuple[str, object]] = [("site", story.site)]
    if story.found:
        steps = f", {count(story.depth or 0, 'link', 'links')} from the home page" if story.found == "link" else ""
        rows.append(("found", f"{story.found} {'' if story.found == 'source' else 'on '}{story.source}{steps}"))
    if story.status is not None and story.fetched_at:
        rows.append(("fetched", f"{story.fetched_at:%Y-%m-%d %H:%M} UTC, HTTP {story.status}"))
    rows += [
        ("redirects to", story.redirect),
        ("title", story.title),
        ("main text", story.words and f"{story.words} words"),
        ("language", story.language),
        ("asked last", story.asked_at and f"{story.asked_at:%Y-%m-%d %H:%M} UTC"),
        ("last change", story.changed_at and f"{story.changed_at:%Y-%m-%d %H:%M} UTC, as crawls saw it"),
        ("sitemap says", story.lastmod and f"changed on {story.lastmod:%Y-%m-%d}"),
        ("asked again", story.next_asked),
    ]
    for name, value in rows:
        if value:
            OUT.print(f"  {name:<13} {value}", markup=False, soft_wrap=True)
    for event in story.history:
        there = f" (then {event.url})" if event.url else ""
        line = f"  {event.at:%Y-%m-%d %H:%M}  {event.what}{there} {event.detail}".rstrip()
        OUT.print(line, markup=False, soft_wrap=True)
