"""What happened to a page from one fetch to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crawler.records.http_status import GONE_STATUSES, PERMANENT_REDIRECTS, STATUS_OK, is_redirect
from crawler.records.page import Page

MISSES_TO_CONFIRM = 2
"""Runs in a row that must find a page absent, or leading elsewhere for now, before that is believed."""


class PageEventKind(StrEnum):
    """Kinds of events in the life of an address."""

    FETCHED = "fetched"  # the first sound answer
    CHANGED = "changed"  # another text or title
    MOVED = "moved"  # it redirects now, or elsewhere
    ABSENT = "absent"  # 404 or 410 from the start: something links to what never was
    MISSING = "missing"  # 404 or 410 for the first time: the next run asks once more
    GONE = "gone"  # 404 or 410 twice in a row, and given up
    DROPPED = "dropped"  # it may no longer be asked
    FAILED = "failed"  # no answer, or an error that may pass
    BACK = "back"  # a sound answer after one of the others


@dataclass(frozen=True, slots=True)
class PageEvent:
    """One event: `detail` says what was there instead, a phrase; "" when the kind says it all.

    `target` is where a page moved for good. `url` is the address it happened to when that is another than the
    one that was asked about: a page that moved takes its history along.
    """

    at: datetime
    what: PageEventKind
    detail: str = ""
    target: str | None = None
    url: str | None = None


def detect_change(before: Page | None, after: Page) -> PageEvent | None:
    """Return what a fetch established about a page that the fetch before did not, None when nothing changed."""
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
    """Return what is wrong with an answer and how, None for a sound one (or none yet)."""
    if page is None or page.status == STATUS_OK:
        return None
    if is_redirect(page.status):
        return PageEventKind.MOVED, f"to {page.redirect or 'nowhere'} ({page.status})"
    if page.status in GONE_STATUSES:
        return PageEventKind.MISSING, f"it answers {page.status}"
    return PageEventKind.FAILED, page.error or f"it answers {page.status}"


def _difference(before: Page, after: Page) -> str:
    if before.title != after.title:
        return f'its title was "{before.title}"'
    return f"{before.word_count} words became {after.word_count}"
