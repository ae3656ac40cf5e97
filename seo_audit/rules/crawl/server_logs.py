"""Rules about web-server logs: where Googlebot's requests go, and which pages it does not crawl."""

from __future__ import annotations

from datetime import timedelta

from crawler.records.http_status import SUCCESSFUL_STATUSES
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import SITE_OK, Grade, SiteVerdict, Verdict, incomplete
from seo_audit.rules.rule import Category, Repair, RequiredInput, Severity, SiteRule, define_rule

MAX_WASTED_SHARE = 0.2
"""Maximum share of requests with another status than 200 or 304 (catalogue: 20%)."""

MIN_URLS_FOR_CRAWL_BUDGET = 10_000
"""Fewer URLs need no crawl budget (Google: crawl budget, "Who this guide is for")."""

MAX_TIME_UNCRAWLED = timedelta(days=90)
"""Maximum time between two crawls of a page (catalogue: 90 days)."""


@define_rule(
    SiteRule,
    "log-waste",
    Severity.NOTICE,
    Category.CRAWL,
    source="crawl-budget",
    repair=Repair.SETTING,
    required_inputs=[RequiredInput.SERVER_LOGS],
)
def log_waste(site: SiteFacts) -> SiteVerdict:
    """More than a fifth of Googlebot's requests do not find a page.

    Degree: the share of responses other than 200 and 304. Not applicable below 10,000 URLs, where crawl budget is not a
    concern according to Google. Google: crawl budget.
    """
    logs = site.external_data.logs
    assert logs is not None
    if logs.wasted_share <= MAX_WASTED_SHARE or len(site.scored_urls) < MIN_URLS_FOR_CRAWL_BUDGET:
        return SITE_OK
    worst = ", ".join(
        f"{status}: {count}" for status, count in sorted(logs.hits.items()) if status not in SUCCESSFUL_STATUSES
    )
    verdict = incomplete(evidence=worst, percent=round(100 * logs.wasted_share), total=logs.googlebot_requests)
    return SiteVerdict(logs.wasted_share, ((site.site.url, verdict),))


@define_rule(
    SiteRule,
    "log-uncrawled",
    Severity.NOTICE,
    Category.CRAWL,
    source="crawl-budget",
    repair=Repair.CONTENT,
    required_inputs=[RequiredInput.SERVER_LOGS],
)
def log_uncrawled(site: SiteFacts) -> SiteVerdict:
    """Googlebot has not crawled indexable pages for 90 days.

    Degree: their share of the indexable pages. Not applicable when the logs do not go back that far, or contain no
    verified Googlebot request. Google: crawl budget.
    """
    logs = site.external_data.logs
    assert logs is not None
    limit = site.now - MAX_TIME_UNCRAWLED
    pages = [page.url for page in site.indexable_pages()]
    uncrawled = [url for url in pages if logs.visited.get(url, logs.since) < limit]
    if not uncrawled or logs.since > limit or not logs.googlebot_requests:
        return SITE_OK
    verdict = Verdict(Grade.INCOMPLETE, values={"count": len(uncrawled), "total": len(pages)}, pages=tuple(uncrawled))
    return SiteVerdict(len(uncrawled) / len(pages), ((site.site.url, verdict),))
