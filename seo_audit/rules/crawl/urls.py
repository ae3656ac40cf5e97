"""Rules about addresses: temporary redirects, untidy and endless ones, and answers too large to be read whole."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from crawler.records.page import Kind, Page
from crawler.records.url import host_of, path_of
from crawler.registry.sites import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import (
    NOT_APPLICABLE,
    OK,
    SITE_OK,
    Rung,
    SiteVerdict,
    Verdict,
    incomplete,
    invalid,
    missing,
)
from seo_audit.rules.rule import Applies, Category, Repair, Severity, graph_rule, page_rule, site_rule
from seo_audit.rules.weights import LADDER

TEMPORARY = frozenset({302, 303, 307})

TRACKING = re.compile(r"^(utm_\w+|phpsessid|jsessionid|sessionid|session_id|sid|gclid|fbclid|mc_eid)$", re.IGNORECASE)
"""Names of parameters that say who clicks, not what is shown."""

SHOWN = 3
"""Examples in one piece of evidence."""

MAX_VARIANTS = 50
"""Variants of one path from which it is a maze (catalogue: 50). The pages of a long list are no variants."""

PAGERS = frozenset({"page", "pagina", "p", "offset"})

MONTH = re.compile(r"(?<!\d)(20\d\d)[-/](0?[1-9]|1[0-2])(?!\d)")

MONTHS_AHEAD = 24
"""Months from which a calendar goes on for ever (catalogue: 24)."""

MAX_HTML = 2_000_000
MAX_PDF = 64_000_000
"""Bytes, uncompressed, that Googlebot reads of a page and of a PDF (Google, February 2026)."""


@graph_rule(
    "redirect-temporary",
    Severity.NOTICE,
    Category.CRAWL,
    source="redirects",
    repair=Repair.SETTING,
    applies=Applies.ANY,
    linked_from=True,
)
def redirect_temporary(page: PageFacts, site: SiteFacts) -> Verdict:
    """A redirect calls itself temporary, and was still there at the next crawl.

    Rungs: INCOMPLETE for 302, 303 and 307 found in two crawls or more. Google: redirects: a temporary one is a weak
    sign that the target should be shown.
    """
    if not page.redirect:
        return NOT_APPLICABLE
    if page.status not in TEMPORARY or page.url not in site.settled:
        return OK
    return incomplete(evidence=f"{page.url} → {page.redirect}", status=page.status)


@page_rule(
    "url-hygiene",
    Severity.NOTICE,
    Category.CRAWL,
    source="url-structure",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
)
def url_hygiene(page: Page, site: Site) -> Verdict:
    """A page links to the site with blanks, a double slash or a visitor's own parameters in the address.

    Rungs: INCOMPLETE. Google: URL structure: simple addresses, no session identifiers.
    """
    raws = (link.raw.strip() for link in page.links if link.raw and link.url and host_of(link.url) in site.hosts)
    found = list(dict.fromkeys(raw for raw in raws if _untidy(raw)))
    return incomplete(evidence=found[:SHOWN], count=len(found)) if found else OK


@site_rule("url-trap", Severity.WARNING, Category.CRAWL, source="url-structure", repair=Repair.TEMPLATE)
def url_trap(site: SiteFacts) -> SiteVerdict:
    """An address has endless variants: a filter, a calendar that never stops.

    Rungs: INVALID from 51 query variants of one path (numbered pages of a list left out), and for addresses that
    name a month more than 24 months ahead. Google: URL structure, "infinite spaces".
    """
    variants: Counter[str] = Counter()
    ahead: defaultdict[str, list[str]] = defaultdict(list)
    first: dict[str, str] = {}
    for url in site.known:
        path, _, query = path_of(url).partition("?")
        if query and {name for name, _ in parse_qsl(query)} - PAGERS:
            variants[path] += 1
            first.setdefault(path, url)
        if _months_ahead(url, site.now) > MONTHS_AHEAD:
            ahead[path].append(url)
    root = site.site.url.rstrip("/")
    found = [
        (root + path, invalid("variants", first[path], count=count))
        for path, count in sorted(variants.items())
        if count > MAX_VARIANTS
    ]
    found += [
        (root + path, Verdict(Rung.INVALID, "calendar", {"count": len(urls)}, max(urls), tuple(urls)))
        for path, urls in sorted(ahead.items())
        if variants[path] <= MAX_VARIANTS
    ]
    return SiteVerdict(LADDER[Rung.INVALID], tuple(found)) if found else SITE_OK


@graph_rule(
    "html-oversize",
    Severity.ERROR,
    Category.CRAWL,
    source="googlebot",
    repair=Repair.CONTENT,
    applies=Applies.ANY,
)
def html_oversize(page: PageFacts, _site: SiteFacts) -> Verdict:
    """A page or PDF is larger than what Googlebot reads of it.

    Rungs: MISSING for HTML over 2 MB, INVALID for a PDF over 64 MB, both uncompressed. Google: Googlebot.
    """
    if page.html and page.size > MAX_HTML:
        return missing("html", megabytes=f"{page.size / 1e6:.1f}")
    if page.kind is Kind.PDF and page.size > MAX_PDF:
        return invalid("pdf", megabytes=f"{page.size / 1e6:.0f}")
    return OK


def _untidy(raw: str) -> bool:
    if re.search(r"\s", raw):
        return True
    try:
        parts = urlsplit(raw)
    except ValueError:
        return True
    names = (name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return "//" in parts.path or ";jsessionid=" in parts.path.lower() or any(map(TRACKING.match, names))


def _months_ahead(url: str, now: datetime) -> int:
    match = MONTH.search(path_of(url))
    return (int(match[1]) - now.year) * 12 + int(match[2]) - now.month if match else 0
