"""Eligibility: decide whether a crawled page becomes a search document, or is skipped and why.

`check_page` looks at the page itself; `check_within_site` compares it with the other pages of its site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from crawler.records.http_status import GONE_STATUSES, STATUS_OK, is_redirect
from crawler.records.page import READABLE_KINDS, Page
from indexer.corpus.site_statistics import SiteStatistics
from indexer.language.analysis import normalise_text
from indexer.page.page_summary import PageOrSummary
from indexer.records.document import SkippedPage

_SOFT_ERROR = re.compile(
    r"\b(pagina|page) (is |werd |kan )?(niet|not|non) (gevonden|worden gevonden|found|trouvee|bestaat)\b"
    r"|\bpage introuvable\b|\b(error|fout|erreur) ?40[34]\b|^40[34]\b"
    r"|\b(toegang geweigerd|access denied|acces refuse)\b"
)
"""Normalised titles of error pages that the server sends with status 200."""

MAX_SOFT_ERROR_WORDS = 150
"""Words of an error page. A longer page with such a title is an article about errors."""


def check_page(page: Page) -> SkippedPage | None:
    """Return why a page cannot become a document, judged by the page alone; None when it can."""
    if reason := status_skip_reason(page.status):
        return SkippedPage(page.url, reason, _STATUS_DETAILS[reason](page))
    for reason, applies, detail in _REASONS:
        if applies(page):
            return SkippedPage(page.url, reason, detail(page))
    return None


def check_within_site(page: PageOrSummary, statistics: SiteStatistics) -> SkippedPage | None:
    """Return why a page cannot become a document, judged by the other pages of its site; None when it can.

    A canonical link counts only when its target is available. Otherwise the page itself is all that citizens can find.
    """
    target = page.canonical
    if page.meta_refresh not in {None, page.url} | statistics.template_redirects:
        return SkippedPage(page.url, "redirect", f"it sends visitors on to {page.meta_refresh}")
    if target and target != page.url and target in statistics.available_urls:
        return SkippedPage(page.url, "canonical-elsewhere", f"its canonical says that {target} is the page to show")
    if preferred := statistics.canonical_duplicates.get(page.url):
        return SkippedPage(page.url, "duplicate", f"{preferred} has the same title and text, and a shorter URL")
    error_title = statistics.error_page_title
    if error_title and normalise_text(page.title) == error_title and page.word_count < MAX_SOFT_ERROR_WORDS:
        return SkippedPage(page.url, "soft-error", "it looks like the site's page for a URL that does not exist")
    return None


def status_skip_reason(status: int) -> str | None:
    """Return the code of the reason to skip a response with this HTTP status; None for 200."""
    if status == STATUS_OK:
        return None
    if status == 0:
        return "no-answer"
    return "redirect" if is_redirect(status) else "gone" if status in GONE_STATUSES else "status"


def _has_error_title(page: Page) -> bool:
    titles: Iterable[str] = (page.title, *(item.text for item in page.headings[:1]))
    return page.word_count < MAX_SOFT_ERROR_WORDS and any(_SOFT_ERROR.search(normalise_text(text)) for text in titles)


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
    ("soft-error", _has_error_title, lambda page: f'its title "{page.title}" says that the page does not exist'),
)
"""(code, test, explanation) of each reason to skip a page; the first that applies counts."""
