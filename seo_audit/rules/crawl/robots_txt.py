"""Rules about robots.txt: is it readable, is its syntax valid, and what does it disallow."""

from __future__ import annotations

from crawler.records.url import host_of
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import (
    NOT_APPLICABLE,
    OK,
    SITE_OK,
    Grade,
    SiteVerdict,
    Verdict,
    incomplete,
    invalid,
    missing,
)
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, Repair, RequiredInput, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import MAX_EXAMPLES_SHOWN, site_verdict
from seo_audit.rules.weights import GRADE_PENALTIES

INNER_PATH = "een-gewone-pagina"
"""A path that does not exist. `Disallow: /$` blocks only the home page, which is not the whole site."""

GOOGLE_ROBOTS_TXT_LIMIT = 512_000
"""500 KiB: the part of a robots.txt that Google reads."""


@define_rule(
    SiteRule,
    "robots-unreachable",
    Severity.ERROR,
    Category.CRAWL,
    source="robots-txt",
    repair=Repair.SETTING,
    required_inputs=[RequiredInput.ROBOTS_ANSWER],
)
def robots_unreachable(site: SiteFacts) -> SiteVerdict:
    """robots.txt gives a server error, 429 or no response, so Google stops crawling the site.

    Grades: MISSING for 5xx, 429 and no response. Any other 4xx means that everything is allowed, which is not a defect.
    Google: robots.txt, "Handling of errors and HTTP status codes".
    """
    assert site.robots is not None
    if not site.robots.unreachable:
        return SITE_OK
    return site_verdict(site.robots.url, missing(status=site.robots.status))


@define_rule(
    SiteRule,
    "robots-blocks-all",
    Severity.ERROR,
    Category.CRAWL,
    source="robots-txt",
    repair=Repair.SETTING,
    required_inputs=[RequiredInput.ROBOTS_ANSWER],
)
def robots_blocks_all(site: SiteFacts) -> SiteVerdict:
    """The robots.txt group for Googlebot, or else the group for all crawlers, disallows the whole site.

    Grades: MISSING when both the home page and any other path are disallowed. Google: robots.txt, "Grouping of lines
    and rules".
    """
    assert site.robots is not None
    if site.robots.allows(site.site.url) or site.robots.allows(site.site.url + INNER_PATH):
        return SITE_OK
    return site_verdict(site.robots.url, missing(evidence="Disallow: /"))


@define_rule(
    SiteRule,
    "robots-syntax",
    Severity.WARNING,
    Category.CRAWL,
    source="robots-txt",
    repair=Repair.SETTING,
    required_inputs=[RequiredInput.ROBOTS_ANSWER],
)
def robots_syntax(site: SiteFacts) -> SiteVerdict:
    """robots.txt has lines that Google cannot use.

    Grades: INVALID for a line without a colon, an unknown field, a rule before the first User-agent, a path that does
    not start with / or *, and a $ that is not at the end. Google: robots.txt, "Syntax"; RFC 9309, section 2.2.
    """
    assert site.robots is not None
    url = site.robots.url
    findings = tuple((url, invalid(item.kind, item.text, line=item.line)) for item in site.robots.syntax_problems())
    return SiteVerdict(GRADE_PENALTIES[findings[0][1].grade], findings) if findings else SITE_OK


@define_rule(
    SiteRule,
    "robots-size",
    Severity.WARNING,
    Category.CRAWL,
    source="robots-txt",
    repair=Repair.SETTING,
    required_inputs=[RequiredInput.ROBOTS_ANSWER],
)
def robots_size(site: SiteFacts) -> SiteVerdict:
    """robots.txt is larger than what Google reads of it.

    Grades: INVALID above 500 KiB. Google: robots.txt, "File size": the rest is ignored.
    """
    assert site.robots is not None
    if site.robots.size <= GOOGLE_ROBOTS_TXT_LIMIT:
        return SITE_OK
    verdict = invalid(kilobytes=round(site.robots.size / 1024))
    return site_verdict(site.robots.url, verdict)


@define_rule(
    SiteRule,
    "robots-unsupported",
    Severity.NOTICE,
    Category.CRAWL,
    source="robots-txt",
    repair=Repair.SETTING,
    required_inputs=[RequiredInput.ROBOTS_ANSWER],
)
def robots_unsupported(site: SiteFacts) -> SiteVerdict:
    """robots.txt has fields that Google ignores: noindex, nofollow or crawl-delay.

    Grades: INCOMPLETE. Google: robots.txt, "Syntax": other fields are ignored, crawl-delay is an example.
    """
    assert site.robots is not None
    lines = site.robots.unsupported_lines()
    if not lines:
        return SITE_OK
    verdict = incomplete(evidence=lines[:MAX_EXAMPLES_SHOWN], count=len(lines))
    return site_verdict(site.robots.url, verdict)


@define_rule(
    SiteRule,
    "robots-blocks-assets",
    Severity.WARNING,
    Category.CRAWL,
    source="mobile-first",
    repair=Repair.SETTING,
    required_inputs=[RequiredInput.ROBOTS_ANSWER],
)
def robots_blocks_assets(site: SiteFacts) -> SiteVerdict:
    """robots.txt blocks style sheets, scripts or images that the site's own pages use.

    Grades: INVALID for style sheets and scripts, INCOMPLETE for images only. When everything is disallowed,
    robots-blocks-all reports it. Google: mobile-first indexing, "Make sure that Google can render your resources".
    """
    assert site.robots is not None
    if not site.robots.allows(site.site.url):
        return SITE_OK
    assets = [url for url in site.asset_urls if not site.robots.allows(url)]
    images = [url for url in site.image_urls if host_of(url) in site.site.hosts and not site.robots.allows(url)]
    if not assets and not images:
        return SITE_OK
    message, urls, rung = ("parts", assets, Grade.INVALID) if assets else ("images", images, Grade.INCOMPLETE)
    verdict = Verdict(rung, message, {"count": len(urls)}, urls[0], tuple(urls))
    return site_verdict(site.robots.url, verdict)


@define_rule(
    GraphRule,
    "blocked-linked",
    Severity.WARNING,
    Category.CRAWL,
    source="robots-txt",
    repair=Repair.SETTING,
    applies_to=AppliesTo.ANY,
    required_inputs=[RequiredInput.ROBOTS_ANSWER],
    linked_from=True,
)
def blocked_linked(page: PageFacts, site: SiteFacts) -> Verdict:
    """robots.txt blocks a URL that the site itself links to or lists in its sitemap.

    Grades: MISSING when the sitemap lists it, INVALID when only links lead to it. Google: robots.txt; Google may still
    show a blocked page, without a snippet.
    """
    assert site.robots is not None
    if site.robots.allows(page.url):
        return OK
    if page.url in site.sitemaps.urls:
        return missing("listed")
    return invalid("linked") if page.url in site.graph.linked_urls else NOT_APPLICABLE
