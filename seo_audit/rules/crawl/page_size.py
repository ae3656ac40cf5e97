"""Rule about pages and PDFs that are larger than what Googlebot reads."""

from __future__ import annotations

from crawler.records.page import BodyKind
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import OK, Verdict, invalid, missing
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, Repair, Severity, define_rule

MAX_HTML_BYTES = 2_000_000
MAX_PDF_BYTES = 64_000_000
"""Uncompressed bytes that Googlebot reads of a page and of a PDF (Google, February 2026)."""


@define_rule(
    GraphRule,
    "html-oversize",
    Severity.ERROR,
    Category.CRAWL,
    source="googlebot",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.ANY,
)
def html_oversize(page: PageFacts, _site: SiteFacts) -> Verdict:
    """A page or PDF is larger than what Googlebot reads.

    Grades: MISSING for HTML over 2 MB, INVALID for a PDF over 64 MB, both uncompressed. Google: Googlebot.
    """
    if page.is_html and page.size > MAX_HTML_BYTES:
        return missing("html", megabytes=f"{page.size / 1e6:.1f}")
    if page.kind is BodyKind.PDF and page.size > MAX_PDF_BYTES:
        return invalid("pdf", megabytes=f"{page.size / 1e6:.0f}")
    return OK
