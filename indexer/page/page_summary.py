"""Page summary: the fields of a page that are needed to compare it with others, without links and long texts."""

from __future__ import annotations

from dataclasses import dataclass, fields

from crawler.records.page import Page

MAX_SOFT_ERROR_WORDS = 150
"""Words of an error page. A longer page is an article, even if its title is about errors."""


@dataclass(frozen=True, slots=True)
class PageSummary:
    """The fields of a Page with the same names; `text` is "" from `MAX_SOFT_ERROR_WORDS` words."""

    url: str
    status: int
    title: str
    lang: str
    effective_canonical: str | None
    meta_refresh: str | None
    text_hash: str
    noindex: bool
    word_count: int
    text: str


PageOrSummary = Page | PageSummary
"""Either has the fields of `PageSummary`."""


def summarise_page(page: Page) -> PageSummary:
    """Return the summary of a page."""
    values = {each.name: getattr(page, each.name) for each in fields(PageSummary)}
    if values["word_count"] >= MAX_SOFT_ERROR_WORDS:
        values["text"] = ""
    return PageSummary(**values)
