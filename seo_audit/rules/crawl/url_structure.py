"""Rules about URL structure: untidy URLs and infinite URL spaces."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from crawler.records.page import Page
from crawler.records.url import host_of, path_of
from crawler.registry.site import Site
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import OK, SITE_OK, Grade, SiteVerdict, Verdict, incomplete, invalid
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import MAX_EXAMPLES_SHOWN
from seo_audit.rules.weights import GRADE_PENALTIES

TRACKING_PARAMETER = re.compile(
    r"^(utm_\w+|phpsessid|jsessionid|sessionid|session_id|sid|gclid|fbclid|mc_eid)$", re.IGNORECASE
)
"""Parameters that identify the visitor or campaign, not the content."""

MAX_VARIANTS_PER_PATH = 50
"""Maximum number of query variants of one path (catalogue: 50). Pages of a list are not counted."""

PAGING_PARAMETERS = frozenset({"page", "pagina", "p", "offset"})

MONTH_IN_URL = re.compile(r"(?<!\d)(20\d\d)[-/](0?[1-9]|1[0-2])(?!\d)")

MAX_MONTHS_AHEAD = 24
"""Months ahead from which a calendar is considered infinite (catalogue: 24)."""


@define_rule(
    PageRule,
    "url-hygiene",
    Severity.NOTICE,
    Category.CRAWL,
    source="url-structure",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
)
def url_hygiene(page: Page, site: Site) -> Verdict:
    """A page has internal links with spaces, a double slash or session and tracking parameters in the URL.

    Grades: INCOMPLETE. Google: URL structure: simple URLs, no session identifiers.
    """
    raws = (link.raw.strip() for link in page.links if link.raw and link.url and host_of(link.url) in site.hosts)
    found = list(dict.fromkeys(raw for raw in raws if _is_untidy(raw)))
    return incomplete(evidence=found[:MAX_EXAMPLES_SHOWN], count=len(found)) if found else OK


@define_rule(SiteRule, "url-trap", Severity.WARNING, Category.CRAWL, source="url-structure", repair=Repair.TEMPLATE)
def url_trap(site: SiteFacts) -> SiteVerdict:
    """A filter or calendar creates an infinite number of URLs.

    Grades: INVALID from 51 query variants of one path (pages of a list not counted), and for URLs with a month more
    than 24 months ahead. Google: URL structure, "infinite spaces".
    """
    variants: Counter[str] = Counter()
    ahead: defaultdict[str, list[str]] = defaultdict(list)
    example: dict[str, str] = {}
    for url in site.known_urls:
        path, _, query = path_of(url).partition("?")
        if query and {name for name, _ in parse_qsl(query)} - PAGING_PARAMETERS:
            variants[path] += 1
            example.setdefault(path, url)
        if _months_ahead(url, site.now) > MAX_MONTHS_AHEAD:
            ahead[path].append(url)
    root = site.site.url.rstrip("/")
    found = [
        (root + path, invalid("variants", example[path], count=count))
        for path, count in sorted(variants.items())
        if count > MAX_VARIANTS_PER_PATH
    ]
    found += [
        (root + path, Verdict(Grade.INVALID, "calendar", {"count": len(urls)}, max(urls), tuple(urls)))
        for path, urls in sorted(ahead.items())
        if variants[path] <= MAX_VARIANTS_PER_PATH
    ]
    return SiteVerdict(GRADE_PENALTIES[Grade.INVALID], tuple(found)) if found else SITE_OK


def _is_untidy(raw: str) -> bool:
    if re.search(r"\s", raw):
        return True
    try:
        parts = urlsplit(raw)
    except ValueError:
        return True
    names = (name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return "//" in parts.path or ";jsessionid=" in parts.path.lower() or any(map(TRACKING_PARAMETER.match, names))


def _months_ahead(url: str, now: datetime) -> int:
    match = MONTH_IN_URL.search(path_of(url))
    return (int(match[1]) - now.year) * 12 + int(match[2]) - now.month if match else 0
