"""Rule about pages with hardly any text."""

from __future__ import annotations

import re

from crawler.records.url import path_of
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete
from seo_audit.rules.rule import Category, GraphRule, Repair, Severity, define_rule

MIN_TEXT_WORDS = 80
MIN_MEDIAN_SHARE = 0.2
"""A page is thin below both 80 words and a fifth of the site's median (catalogue: ours)."""

MIN_HUB_LINKS = 5
"""Number of links in the main text from which a page is an overview."""

SHORT_PAGE = re.compile(
    r"contact|openingsu|afspraak|kaart|zoek|search|formulier|login|aanmeld|nieuwsbrief|sitemap|horaires|rendez-vous",
    re.IGNORECASE,
)
"""Paths and titles of pages that need few words."""


@define_rule(GraphRule, "thin", Severity.NOTICE, Category.CONTENT, source="helpful-content", repair=Repair.CONTENT)
def thin(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page has hardly any text, in itself and compared with the rest of the site.

    Grades: INCOMPLETE below both 80 words and a fifth of the site's median, and for a short page with a placeholder
    text in Dutch, French or English. Home, overview, contact and form pages may be short. Google sets no minimum; the
    limits are ours.
    """
    if page.placeholder:
        return incomplete("placeholder", page.placeholder)
    if page.words >= min(MIN_TEXT_WORDS, MIN_MEDIAN_SHARE * site.median_words):
        return OK
    if page.url == site.graph.home or page.content_links >= MIN_HUB_LINKS:
        return NOT_APPLICABLE
    if SHORT_PAGE.search(path_of(page.url)) or SHORT_PAGE.search(page.title):
        return NOT_APPLICABLE
    return incomplete(words=page.words, median=round(site.median_words))
