"""What pages are told apart by, without their texts and links."""

from __future__ import annotations

from dataclasses import dataclass, fields

from crawler.records.page import Page


@dataclass(frozen=True, slots=True)
class PageSummary:
    """The fields of a Page of the same names."""

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
"""A page, whole or in outline."""


def summarise_page(page: Page) -> PageSummary:
    """Return a page in outline."""
    return PageSummary(**{each.name: getattr(page, each.name) for each in fields(PageSummary)})
