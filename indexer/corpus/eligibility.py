"""Eligibility: decide whether a crawled page can become a search document, or is skipped and why.

This looks at the page alone; `indexer.corpus.site_eligibility` compares it with the other pages of its site.
"""

from __future__ import annotations

from collections.abc import Callable

from crawler.records.http_status import GONE_STATUSES, STATUS_OK, is_redirect
from crawler.records.page import READABLE_KINDS, Page
from indexer.corpus.soft_errors import says_error
from indexer.records.document import SkippedPage


def check_page(page: Page, home: str) -> SkippedPage | None:
    """Return why a page cannot become a document, judged by the page alone; None when it can.

    `home` is the URL of the site's home page, which is no error page whatever its title.
    """
    if reason := status_skip_reason(page.status):
        return SkippedPage(page.url, reason, _STATUS_DETAILS[reason](page))
    for reason, applies, detail in _REASONS:
        if applies(page):
            return SkippedPage(page.url, reason, detail(page))
    if page.url != home and says_error(page):
        return SkippedPage(page.url, "soft-error", f'it reports an error (its title is "{page.title}")')
    return None


def status_skip_reason(status: int) -> str | None:
    """Return the code of the reason to skip a response with this HTTP status; None for 200."""
    if status == STATUS_OK:
        return None
    if status == 0:
        return "no-answer"
    return "redirect" if is_redirect(status) else "gone" if status in GONE_STATUSES else "status"


_STATUS_DETAILS: dict[str, Callable[[Page], str]] = {
    "no-answer": lambda page: f"the server did not respond ({page.error or 'unknown'})",
    "redirect": lambda page: f"it redirects ({page.status}) to {page.redirect or 'nowhere'}",
    "gone": lambda page: f"the server says that it does not exist ({page.status})",
    "status": lambda page: f"the server responded with {page.status}",
}
"""The explanation of each reason that `status_skip_reason` returns."""

_REASONS: tuple[tuple[str, Callable[[Page], bool], Callable[[Page], str]], ...] = (
    ("noindex", lambda page: page.noindex, lambda _: "its robots directive says noindex"),
    (
        "not-text",
        lambda page: page.kind not in READABLE_KINDS,
        lambda page: f"it is {page.content_type or 'of an unknown type'}, which has no text to search",
    ),
    (
        "unreadable",
        lambda page: page.error is not None and not page.text,
        lambda page: f"it could not be read: {page.error}",
    ),
    ("empty", lambda page: not page.text.strip(), lambda _: "it has no text of its own"),
)
"""(code, test, explanation) of each reason to skip a page; the first that applies counts."""
