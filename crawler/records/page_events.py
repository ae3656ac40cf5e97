"""Page events: what changed on a page from one fetch to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crawler.records.http_status import GONE_STATUSES, PERMANENT_REDIRECTS, STATUS_OK, is_redirect
from crawler.records.page import Page

MISSES_TO_CONFIRM = 2
"""Runs in a row that must find a page gone or temporarily redirected before it is removed."""


class PageEventKind(StrEnum):
    """Kinds of events in the history of a URL."""

    FETCHED = "fetched"  # the first good response
    CHANGED = "changed"  # a different text or title
    MOVED = "moved"  # it redirects, or redirects elsewhere
    ABSENT = "absent"  # 404 or 410 on the first fetch: a link points to a page that never existed
    MISSING = "missing"  # 404 or 410 for the first time: the next run checks again
    GONE = "gone"  # 404 or 410 twice in a row: the page was removed
    DROPPED = "dropped"  # the URL may no longer be requested
    FAILED = "failed"  # no response, or an error that may be temporary
    BACK = "back"  # a good response after one of the others


@dataclass(frozen=True, slots=True)
class PageEvent:
    """One event: `detail` describes the new state in a phrase; "" when the kind says it all.

    `target` is the URL to which a page moved for good. `url` is the URL of the event when it is not the requested one:
    a page that moved takes its history along.
    """

    at: datetime
    what: PageEventKind
    detail: str = ""
    target: str | None = None
    url: str | None = None


def detect_change(before: Page | None, after: Page) -> PageEvent | None:
    """Return the event of a page between two fetches, None when nothing changed."""
    was, now = _state(before), _state(after)
    if now is None:
        if was is None and before is not None:
            if (before.text_hash, before.titles) == (after.text_hash, after.titles):
                return None
            return PageEvent(after.fetched_at, PageEventKind.CHANGED, _difference(before, after))
        return PageEvent(after.fetched_at, PageEventKind.FETCHED if before is None else PageEventKind.BACK)
    if was == now:
        return None
    what, detail = now
    if what is PageEventKind.MISSING and before is None:
        what = PageEventKind.ABSENT
    target = after.redirect if what is PageEventKind.MOVED and after.status in PERMANENT_REDIRECTS else None
    return PageEvent(after.fetched_at, what, detail, target)


def _state(page: Page | None) -> tuple[PageEventKind, str] | None:
    """Return the kind and detail of a failed response, None for a good one (or none yet)."""
    if page is None or page.status == STATUS_OK:
        return None
    if is_redirect(page.status):
        return PageEventKind.MOVED, f"to {page.redirect or 'nowhere'} ({page.status})"
    if page.status in GONE_STATUSES:
        return PageEventKind.MISSING, f"HTTP {page.status}"
    return PageEventKind.FAILED, page.error or f"HTTP {page.status}"


def _difference(before: Page, after: Page) -> str:
    if before.title != after.title:
        return f'its title was "{before.title}"'
    return f"{before.word_count} words became {after.word_count}"
