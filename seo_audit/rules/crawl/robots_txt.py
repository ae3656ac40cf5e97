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
from seo_audit.rules.rule import (
    AppliesTo,
    Category,
    GraphRule,
    Repair,
    RequiredInput,
    Severity,
    SiteRule,
    define_rule,
)
from seo_audit.rules.shared_checks import MAX_EXAMPLES_SHOWN, site_verdict
from seo_audit.rules.weights import GRADE_PENALTIES

INNER = "een-gewone-pagina"
"""A made-up path: `Disallow: /$` blocks the home page alone, which is another matter."""

MAX_BYTES = 512_000
"""500 KiB: what Google reads of a robots.txt."""


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
    """robots.txt gives a server error, 429 or no answer: Google then stops crawling the site.

    Rungs: MISSING on 5xx, 429 and no answer. Any other 4xx means "everything is allowed", no defect.
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
    """The group for Googlebot, else the group for all, disallows the whole site.

    Rungs: MISSING when both the home page and any other path are disallowed.
    Google: robots.txt, "Grouping of lines and rules".
    """
    assert site.robots is not None
    if site.robots.allows(site.site.url) or site.robots.allows(site.site.url + INNER):
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

    Rungs: INVALID for a line without a colon, an unknown field, a rule before any User-agent, a path
    that starts with neither / nor *, a $ that is not at the end.
    Google: robots.txt, "Syntax"; RFC 9309, section 2.2.
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

    Rungs: INVALID above 500 KiB. Google: robots.txt, "File size": what comes after is ignored.
    """
    assert site.robots is not None
    if site.robots.size <= MAX_BYTES:
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
    """robots.txt has fields that Google does not read: noindex, nofollow, crawl-delay.

    Rungs: INCOMPLETE. Google: robots.txt, "Syntax": other fields are ignored; crawl-delay is named there.
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
    """robots.txt keeps Google from style sheets, scripts or images of its own pages.

    Rungs: INVALID for style sheets and scripts, INCOMPLETE for images alone. Where all is disallowed, it is
    robots-blocks-all's. Google: mobile-first indexing, "Make sure that Google can render your resources".
    """
    assert site.robots is not None
    if not site.robots.allows(site.site.url):
        return SITE_OK
    parts = [url for url in site.asset_urls if not site.robots.allows(url)]
    images = [url for url in site.image_urls if host_of(url) in site.site.hosts and not site.robots.allows(url)]
    if not parts and not images:
        return SITE_OK
    message, urls, rung = ("parts", parts, Grade.INVALID) if parts else ("images", images, Grade.INCOMPLETE)
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
    """robots.txt keeps Google from an address that the site itself links to or lists in its sitemap.

    Rungs: MISSING when the sitemap lists it, INVALID when only links lead there.
    Google: robots.txt; a disallowed page can still be shown, without a snippet.
    """
    assert site.robots is not None
    if site.robots.allows(page.url):
        return OK
    if page.url in site.sitemaps.urls:
        return missing("listed")
    return invalid("linked") if page.url in site.graph.linked_urls else NOT_APPLICABLE
