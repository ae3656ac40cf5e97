"""Rules about error pages with the wrong HTTP status: soft 404s, and a missing 404 for URLs that do not exist."""

from __future__ import annotations

import re

from crawler.records.http_status import GONE_STATUSES
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import OK, SITE_OK, SiteVerdict, Verdict, invalid, missing
from seo_audit.rules.rule import Category, GraphRule, Repair, RequiredInput, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import site_verdict

ERROR_PHRASE = re.compile(
    r"\bpagina\b.{0,30}\b(niet (meer )?gevonden|bestaat niet|niet (meer )?beschikbaar)\b"
    r"|\b(niet gevonden|introuvable|not found)\s*([|–—-].*)?$"
    r"|\bpage\b.{0,20}\b(introuvable|non trouvée|inexistante|not found|n['’]existe)"
    r"|^\W*(fout|erreur|error|http)?\W*404\b",
    re.IGNORECASE,
)
"""Titles and main headings of error pages, in Dutch, French and English."""

MIN_ERROR_PAGE_SHARE = 0.9
"""Share of a page's text that is on the error page too, from which the page is an error page (catalogue: 0.9)."""

MIN_ERROR_PAGE_WORDS = 10
"""A shorter text could be the footer of any page."""


@define_rule(
    GraphRule,
    "soft-404",
    Severity.ERROR,
    Category.CRAWL,
    source="http-errors",
    repair=Repair.SETTING,
    linked_from=True,
)
def soft_404(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page is an error page but has status 200.

    Grades: MISSING when the title or main heading contains an error phrase in Dutch, French or English, or when 90% of
    the text is that of the site's own error page. Google: HTTP status codes, "soft 404".
    """
    for text in (page.title, page.heading):
        if ERROR_PHRASE.search(text):
            return missing("phrase", text)
    if (
        site.probe_fingerprint
        and page.fingerprint
        and page.words >= MIN_ERROR_PAGE_WORDS
        and page.url != site.graph.home
    ):
        share = page.fingerprint.containment_in(site.probe_fingerprint)
        if share >= MIN_ERROR_PAGE_SHARE:
            return missing("probe", page.title, percent=round(share * 100))
    return OK


@define_rule(
    SiteRule,
    "probe-not-404",
    Severity.ERROR,
    Category.CRAWL,
    source="http-errors",
    repair=Repair.SETTING,
    required_inputs=[RequiredInput.PROBE_ANSWER],
)
def probe_not_404(site: SiteFacts) -> SiteVerdict:
    """A URL that does not exist does not give 404 or 410.

    Grades: MISSING when it shows a page, INVALID when it redirects or gives another error. Google: HTTP status codes,
    "soft 404".
    """
    assert site.probe is not None
    if site.probe.status in GONE_STATUSES:
        return SITE_OK
    verdict = (missing if site.probe.status < 300 else invalid)(evidence=site.probe.url, status=site.probe.status)
    return site_verdict(site.site.url, verdict)
