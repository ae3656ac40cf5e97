"""Rules about XML sitemaps: is there one, is it valid, and does it list the right URLs with the right dates."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from urllib.parse import urljoin

from crawler.records.date_parsing import parse_partial_iso
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
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, Repair, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import site_verdict
from seo_audit.rules.weights import GRADE_PENALTIES

SAME_DATE_SHARE = 0.9
"""Share of equal dates from which they are not real (catalogue: 90%)."""

MIN_LASTMOD_DATES = 10
"""Fewer dates may really be equal: a small site that was launched on one day."""

FUTURE_DATE_TOLERANCE = timedelta(days=1)
"""Tolerance for dates in the future: server clocks and time zones differ."""


@define_rule(SiteRule, "sitemap-missing", Severity.WARNING, Category.CRAWL, source="sitemaps", repair=Repair.SETTING)
def sitemap_missing(site: SiteFacts) -> SiteVerdict:
    """There is no sitemap, neither in robots.txt nor at /sitemap.xml.

    Grades: MISSING when no sitemap has status 200. Google: sitemaps.
    """
    if site.sitemaps.files:
        return SITE_OK
    named = site.sitemaps.unreachable_files
    url = named[0] if named else urljoin(site.site.url, "/sitemap.xml")
    return site_verdict(url, missing("dead" if named else "none"))


@define_rule(SiteRule, "sitemap-invalid", Severity.ERROR, Category.CRAWL, source="sitemaps", repair=Repair.SETTING)
def sitemap_invalid(site: SiteFacts) -> SiteVerdict:
    """A sitemap cannot be read completely, exceeds Google's limits, or lists URLs that Google cannot use.

    Grades: MISSING when Google can use nothing of the file, INCOMPLETE when it can use every URL of the site (the file
    has another content type, or lists URLs of other sites too), INVALID for the rest. Google: sitemaps, limits.
    """
    if not site.sitemaps.files:
        return SiteVerdict(1.0, cause="sitemap-missing")
    findings = tuple(
        (problem.url, Verdict(_grade(problem), problem.kind, {"count": problem.count}, problem.evidence))
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
    """The sitemap lists a URL that Google cannot index.

    Grades: MISSING when its status is not 200, INVALID when it is noindexed or blocked by robots.txt, INCOMPLETE when
    its canonical is another page. Google: sitemaps: list canonical URLs.
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
    """Indexable pages are not in the sitemap.

    Degree: the share of indexable pages that are missing. URLs with a query (page 2 of a list) need not be listed.
    Google: sitemaps.
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
    """The lastmod dates in the sitemap are unreliable, so Google ignores them.

    Degree: INVALID when dates are invalid, are in the future, or are the same for 90% of the URLs. Dates that change
    while the content does not need two crawls and are not judged yet. Google: sitemaps, lastmod.
    """
    if not site.sitemaps.files:
        return SiteVerdict(1.0, cause="sitemap-missing")
    dates = {url: text for url, text in site.sitemaps.urls.items() if text}
    moments = {url: parse_partial_iso(text) for url, text in dates.items()}
    invalid_dates = [url for url, moment in moments.items() if moment is None]
    future = [url for url, moment in moments.items() if moment and moment > site.now + FUTURE_DATE_TOLERANCE]
    found = [
        Verdict(Grade.INVALID, message, {"count": len(urls)}, dates[urls[0]], tuple(urls))
        for message, urls in (("date", invalid_dates), ("future", future))
        if urls
    ]
    if not found and len(dates) >= MIN_LASTMOD_DATES:
        text, count = Counter(dates.values()).most_common(1)[0]
        if count >= SAME_DATE_SHARE * len(dates):
            found.append(invalid("same", text, percent=round(100 * count / len(dates))))
    if not found:
        return SITE_OK
    return SiteVerdict(GRADE_PENALTIES[Grade.INVALID], tuple((site.sitemaps.files[0], verdict) for verdict in found))


def _grade(problem: SitemapProblem) -> Grade:
    if problem.kind in {"dead", "xml", "root"}:
        return Grade.MISSING
    return Grade.INCOMPLETE if problem.kind in {"type", "foreign"} else Grade.INVALID
