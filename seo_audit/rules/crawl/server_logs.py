"""Rules about web-server logs: where Googlebot's requests go, and which pages it does not crawl."""

from __future__ import annotations

from datetime import timedelta

from crawler.records.http_status import SUCCESSFUL_STATUSES
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import SITE_OK, Grade, SiteVerdict, Verdict, incomplete
from seo_audit.rules.rule import (
    Category,
    Repair,
    RequiredInput,
    Severity,
    SiteRule,
    define_rule,
)

WASTE = 0.2
"""Share of visits with another answer than 200 that is too much (catalogue: 20%)."""

BUDGET_SIZE = 10_000
"""Addresses below which crawl budget is no concern (Google: crawl budget, "Who this guide is for")."""

UNVISITED = timedelta(days=90)
"""Time without a visit that is long (catalogue: 90 days)."""


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
    """More than a fifth of Googlebot's visits find something else than a page.

    Degree: the share of answers other than 200 and 304. Not applicable below 10,000 addresses, where Google itself
    says that crawl budget is no concern. Google: crawl budget.
    """
    logs = site.external_data.logs
    assert logs is not None
    if logs.wasted_share <= WASTE or len(site.scored_urls) < BUDGET_SIZE:
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
    """Googlebot has not visited pages that it may show for 90 days.

    Degree: their share of the pages that Google may show. Not applicable while the logs do not go back that far, nor
    when none of its visits could be verified: then they say nothing of Google. Google: crawl budget.
    """
    logs = site.external_data.logs
    assert logs is not None
    limit = site.now - UNVISITED
    pages = [page.url for page in site.indexable_pages()]
    left = [url for url in pages if logs.visited.get(url, logs.since) < limit]
    if not left or logs.since > limit or not logs.googlebot_requests:
        return SITE_OK
    verdict = Verdict(Grade.INCOMPLETE, values={"count": len(left), "total": len(pages)}, pages=tuple(left))
    return SiteVerdict(len(left) / len(pages), ((site.site.url, verdict),))
