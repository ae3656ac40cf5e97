"""Rules about XML sitemaps: is there one, is it valid, and does it list the right URLs with the right dates."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from urllib.parse import urljoin

from crawler.records.dates import parse_partial_iso
from crawler.records.url import path_of
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.facts.sitemaps import SitemapProblem
from seo_audit.records.verdict import (
    NOT_APPLICABLE,
    SITE_OK,
    Grade,
    SiteVerdict,
    Verdict,
    first_failing,
    incomplete,
    invalid,
    missing,
)
from seo_audit.rules.rule import (
    AppliesTo,
    Category,
    GraphRule,
    Repair,
    Severity,
    SiteRule,
    define_rule,
)
from seo_audit.rules.shared_checks import site_verdict
from seo_audit.rules.weights import GRADE_PENALTIES

SAME_DATE_SHARE = 0.9
"""Share of equal dates from which they were plainly not meant (catalogue: 90%)."""

MIN_DATES = 10
"""Fewer dates can be equal by right: a small site, launched on one day."""

TOLERANCE = timedelta(days=1)
"""A date is in the future only past this: servers and time zones differ."""


@define_rule(SiteRule, "sitemap-missing", Severity.WARNING, Category.CRAWL, source="sitemaps", repair=Repair.SETTING)
def sitemap_missing(site: SiteFacts) -> SiteVerdict:
    """There is no sitemap, neither named in robots.txt nor at /sitemap.xml.

    Rungs: MISSING when no sitemap answered 200. Google: sitemaps.
    """
    if site.sitemaps.files:
        return SITE_OK
    named = site.sitemaps.unreachable_files
    url = named[0] if named else urljoin(site.site.url, "/sitemap.xml")
    return site_verdict(url, missing("dead" if named else "none"))


@define_rule(SiteRule, "sitemap-invalid", Severity.ERROR, Category.CRAWL, source="sitemaps", repair=Repair.SETTING)
def sitemap_invalid(site: SiteFacts) -> SiteVerdict:
    """A sitemap cannot be read or not whole, goes past Google's limits, or lists addresses that Google cannot use.

    Rungs: MISSING when Google gets nothing of the file, INCOMPLETE when it gets all that is the site's own (the file
    is sent as another type, or lists addresses of other sites too), INVALID for the rest. Google: sitemaps, limits.
    """
    if not site.sitemaps.files:
        return SiteVerdict(1.0, cause="sitemap-missing")
    findings = tuple(
        (problem.url, Verdict(_rung(problem), problem.kind, {"count": problem.count}, problem.evidence))
        for problem in site.sitemaps.problems
    )
    return SiteVerdict(max((GRADE_PENALTIES[verdict.grade] for _, verdict in findings), default=0.0), findings)


@define_rule(
    GraphRule,
    "sitemap-dirty",
    Severity.ERROR,
    Category.CRAWL,
    source="sitemaps",
    repair=Repair.SETTING,
    applies_to=AppliesTo.ANY,
)
def sitemap_dirty(page: PageFacts, site: SiteFacts) -> Verdict:
    """The sitemap lists an address that Google cannot index as it stands.

    Rungs: MISSING when it does not answer 200, INVALID when it is noindexed or disallowed by
    robots.txt, INCOMPLETE when its canonical names another page. Google: sitemaps: list canonical URLs.
    """
    blocked = site.robots is not None and not site.robots.allows(page.url)
    if page.url not in site.sitemaps.urls or (page.url not in site.pages and not blocked):
        return NOT_APPLICABLE
    return first_failing(
        (blocked, invalid("blocked")),
        (page.redirect is not None, missing("redirect", page.redirect or "", status=page.status)),
        (page.is_broken, missing("status", status=page.status)),
        (page.noindex, invalid("noindex")),
        (page.canonical not in {None, page.url}, incomplete("variant", page.canonical or "")),
    )


@define_rule(SiteRule, "sitemap-coverage", Severity.WARNING, Category.CRAWL, source="sitemaps", repair=Repair.SETTING)
def sitemap_coverage(site: SiteFacts) -> SiteVerdict:
    """Pages that Google may show are not in the sitemap.

    Degree: the share of indexable pages that it misses. Addresses with a query (page 2 of a list)
    need not be in it. Google: sitemaps.
    """
    if not site.sitemaps.files:
        return SiteVerdict(1.0, cause="sitemap-missing")
    pages = [page.url for page in site.indexable_pages() if "?" not in path_of(page.url)]
    absent = [url for url in pages if url not in site.sitemaps.urls]
    if not absent:
        return SITE_OK
    verdict = Verdict(Grade.MISSING, values={"count": len(absent), "total": len(pages)}, pages=tuple(absent))
    return SiteVerdict(len(absent) / len(pages), ((site.sitemaps.files[0], verdict),))


@define_rule(SiteRule, "sitemap-lastmod", Severity.WARNING, Category.CRAWL, source="sitemaps", repair=Repair.SETTING)
def sitemap_lastmod(site: SiteFacts) -> SiteVerdict:
    """The sitemap's dates of change cannot be trusted, so Google stops using them.

    Degree: INVALID when dates are no dates, lie in the future, or are for 90% the same. That dates
    move while the content does not takes two crawls and is not judged yet. Google: sitemaps, lastmod.
    """
    if not site.sitemaps.files:
        return SiteVerdict(1.0, cause="sitemap-missing")
    dates = {url: text for url, text in site.sitemaps.urls.items() if text}
    moments = {url: parse_partial_iso(text) for url, text in dates.items()}
    broken = [url for url, moment in moments.items() if moment is None]
    ahead = [url for url, moment in moments.items() if moment and moment > site.now + TOLERANCE]
    found = [
        Verdict(Grade.INVALID, message, {"count": len(urls)}, dates[urls[0]], tuple(urls))
        for message, urls in (("date", broken), ("future", ahead))
        if urls
    ]
    if not found and len(dates) >= MIN_DATES:
        text, count = Counter(dates.values()).most_common(1)[0]
        if count >= SAME_DATE_SHARE * len(dates):
            found.append(invalid("same", text, percent=round(100 * count / len(dates))))
    if not found:
        return SITE_OK
    return SiteVerdict(GRADE_PENALTIES[Grade.INVALID], tuple((site.sitemaps.files[0], verdict) for verdict in found))


def _rung(problem: SitemapProblem) -> Grade:
    if problem.kind in {"dead", "xml", "root"}:
        return Grade.MISSING
    return Grade.INCOMPLETE if problem.kind in {"type", "foreign"} else Grade.INVALID
