"""Rules about the server's speed: time to first byte and compression."""

from __future__ import annotations

import ada_url

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import (
    AppliesTo,
    Category,
    PageRule,
    Repair,
    Severity,
    SiteRule,
    define_rule,
)
from seo_audit.rules.shared_checks import is_private_host, site_verdict

SLOW, VERY_SLOW = 800, 1800
"""Milliseconds to the first byte (web.dev, "Time to First Byte")."""

ONE_PACKET = 1400
"""Bytes that travel in one packet: compressing less saves nothing."""


@define_rule(SiteRule, "ttfb", Severity.WARNING, Category.MOBILE, source="ttfb", repair=Repair.SETTING)
def ttfb(site: SiteFacts) -> SiteVerdict:
    """The server takes long to answer.

    Rungs: MISSING above 1.8 s, INVALID above 0.8 s, for the 75th percentile of the crawl's HTML pages. The crawl
    measures to the last byte from where it runs: an upper bound. Not applicable on loopback and private addresses,
    whose times say nothing about visitors. web.dev: Time to First Byte.
    """
    if not site.response_times or is_private_host(ada_url.URL(site.graph.home).hostname):
        return SITE_OK
    took = site.response_times[min(len(site.response_times) - 1, len(site.response_times) * 3 // 4)]
    if took <= SLOW:
        return SITE_OK
    verdict = (missing if took > VERY_SLOW else invalid)(seconds=f"{took / 1000:.1f}")
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

    Rungs: INCOMPLETE when the announced length is that of the page itself and over one packet. Not applicable where
    no length is announced. web.dev: text compression.
    """
    length = page.headers.get("content-length", "")
    if page.headers.get("content-encoding") or not length.isdigit():
        return OK if page.headers.get("content-encoding") else NOT_APPLICABLE
    if int(length) < page.size or page.size <= ONE_PACKET:
        return OK
    return incomplete(kilobytes=round(page.size / 1000))
