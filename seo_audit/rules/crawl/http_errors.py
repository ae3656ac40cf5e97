"""Rules about HTTP errors: server errors (5xx, 429, no response) and client errors (4xx)."""

from __future__ import annotations

from crawler.records.http_status import is_server_error
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import OK, Verdict, missing
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, Repair, Severity, define_rule


@define_rule(
    GraphRule,
    "http-5xx",
    Severity.ERROR,
    Category.CRAWL,
    source="http-errors",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.ANY,
    linked_from=True,
)
def http_5xx(page: PageFacts, _site: SiteFacts) -> Verdict:
    """A URL of the site gives a server error, 429 or no response.

    Grades: MISSING. Google: HTTP status codes: 5xx and 429 slow down crawling, and then the page is dropped.
    """
    if not page.is_broken or not is_server_error(page.status):
        return OK
    if page.status == 0:
        return missing("silent", page.error or "")
    return missing("status", status=page.status)


@define_rule(
    GraphRule,
    "http-4xx",
    Severity.ERROR,
    Category.CRAWL,
    source="http-errors",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.ANY,
    linked_from=True,
)
def http_4xx(page: PageFacts, _site: SiteFacts) -> Verdict:
    """A URL that the site links to or lists in its sitemap gives a 4xx error.

    Grades: MISSING. Google: HTTP status codes: a 4xx page is not indexed. 429 is reported by http-5xx.
    """
    if not page.is_broken or is_server_error(page.status):
        return OK
    return missing(status=page.status)
