"""Rule about pages with hardly any text."""

from __future__ import annotations

import re

from crawler.records.url import path_of
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete
from seo_audit.rules.rule import (
    Category,
    GraphRule,
    Repair,
    Severity,
    define_rule,
)

THIN_WORDS = 80
THIN_SHARE = 0.2
"""A page is thin below both: 80 words, and a fifth of the site's median (catalogue: ours)."""

HUB_LINKS = 5
"""Links in the main text from which a page is there to lead on, not to be read."""

SHORT_BY_NATURE = re.compile(
    r"contact|openingsu|afspraak|kaart|zoek|search|formulier|login|aanmeld|nieuwsbrief|sitemap|horaires|rendez-vous",
    re.IGNORECASE,
)
"""Paths and titles of pages that say enough in a few words."""


@define_rule(GraphRule, "thin", Severity.NOTICE, Category.CONTENT, source="helpful-content", repair=Repair.CONTENT)
def thin(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page has hardly any text, by itself and beside the rest of the site.

    Rungs: INCOMPLETE below 80 words and a fifth of the site's median, and for a short page that says in Dutch, French
    or English that its text is still to come. Home, overview, contact and form pages are short by nature. Google sets
    no minimum; the numbers are ours.
    """
    if page.placeholder:
        return incomplete("placeholder", page.placeholder)
    if page.words >= min(THIN_WORDS, THIN_SHARE * site.median_words):
        return OK
    if page.url == site.graph.home or page.content_links >= HUB_LINKS:
        return NOT_APPLICABLE
    if SHORT_BY_NATURE.search(path_of(page.url)) or SHORT_BY_NATURE.search(page.title):
        return NOT_APPLICABLE
    return incomplete(words=page.words, median=round(site.median_words))
