"""Rules about the server's speed: time to first byte and compression."""

from __future__ import annotations

import ada_url

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import is_internal_host, site_verdict

SLOW_MS, VERY_SLOW_MS = 800, 1800
"""Limits for the time to first byte in milliseconds (web.dev, "Time to First Byte")."""

PACKET_BYTES = 1400
"""Bytes in one packet: compressing a smaller page saves nothing."""


@define_rule(SiteRule, "ttfb", Severity.WARNING, Category.MOBILE, source="ttfb", repair=Repair.SETTING)
def ttfb(site: SiteFacts) -> SiteVerdict:
    """The server responds slowly.

    Grades: MISSING above 1.8 s, INVALID above 0.8 s, at the 75th percentile of the crawl's HTML pages. The crawl
    measures to the last byte from where it runs, so this is an upper bound. Not applicable on loopback and private
    networks, whose times say nothing about visitors. web.dev: Time to First Byte.
    """
    if not site.response_times or is_internal_host(ada_url.URL(site.graph.home).hostname):
        return SITE_OK
    took = site.response_times[min(len(site.response_times) - 1, len(site.response_times) * 3 // 4)]
    if took <= SLOW_MS:
        return SITE_OK
    verdict = (missing if took > VERY_SLOW_MS else invalid)(seconds=f"{took / 1000:.1f}")
    return site_verdict(site.site.url, verdict)


@define_rule(
    PageRule,
    "compression",
    Severity.NOTICE,
    Category.MOBILE,
    source="compression",
    repair=Repair.SETTING,
    applies_to=AppliesTo.HTML,
)
def compression(page: Page, _site: Site) -> Verdict:
    """The server sends a page uncompressed.

    Grades: INCOMPLETE when the Content-Length is that of the page itself and more than one packet. Not applicable
    without Content-Length. web.dev: text compression.
    """
    length = page.headers.get("content-length", "")
    if page.headers.get("content-encoding") or not length.isdigit():
        return OK if page.headers.get("content-encoding") else NOT_APPLICABLE
    if int(length) < page.size or page.size <= PACKET_BYTES:
        return OK
    return incomplete(kilobytes=round(page.size / 1000))
