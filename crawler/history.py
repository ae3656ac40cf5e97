"""What happened to a page from one fetch to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crawler.page import Page


class What(StrEnum):
    """Kinds of events in the life of an address."""

    FETCHED = "fetched"  # the first sound answer
    CHANGED = "changed"  # another text or title
    MOVED = "moved"  # it redirects now, or elsewhere
    GONE = "gone"  # 404 or 410
    FAILED = "failed"  # no answer, or an error that may pass
    BACK = "back"  # a sound answer after one of the others


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `detail` says what was there instead, a phrase; "" when the kind says it all."""

    at: datetime
    what: What
    detail: str = ""


def event_of(before: Page | None, after: Page) -> Event | None:
    """Return what a fetch established about a page that the fetch before did not, None when nothing changed."""
    was, now = _state(before), _state(after)
    if now is None:
        if was is None and before is not None:
            if (before.text_hash, before.titles) == (after.text_hash, after.titles):
                return None
            return Event(after.fetched_at, What.CHANGED, _difference(before, after))
        return Event(after.fetched_at, What.FETCHED if before is None else What.BACK)
    return None if was == now else Event(after.fetched_at, *now)


def _state(page: Page | None) -> tuple[What, str] | None:
    """Return what is wrong with an answer and how, None for a sound one (or none yet)."""
    if page is None or page.status == 200:
        return None
    if 300 <= page.status < 400:
        return What.MOVED, f"to {page.redirect or 'nowhere'} ({page.status})"
    if page.status in {404, 410}:
        return What.GONE, f"it answers {page.status}"
    return What.FAILED, page.error or f"it answers {page.status}"


def _difference(before: Page, after: Page) -> str:
    if before.title != after.title:
        return f'its title was "{before.title}"'
    return f"{before.word_count} words became {after.word_count}"
