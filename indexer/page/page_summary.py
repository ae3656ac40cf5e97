"""Page summary: the fields of a page that are needed to detect duplicates, without its text and links."""

from __future__ import annotations

from dataclasses import dataclass, fields

from crawler.records.page import Page


@dataclass(frozen=True, slots=True)
class PageSummary:
    """The fields of a Page with the same names."""

    url: str
    status: int
    title: str
    lang: str
    canonical: str | None
    meta_refresh: str | None
    text_hash: str
    noindex: bool
    word_count: int


PageOrSummary = Page | PageSummary
"""Either has the fields of `PageSummary`."""


def summarise_page(page: Page) -> PageSummary:
    """Return the summary of a page."""
    return PageSummary(**{each.name: getattr(page, each.name) for each in fields(PageSummary)})
