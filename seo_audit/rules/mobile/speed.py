"""Rules about speed: what visitors waited for, how long the server thinks, how much it sends."""

from __future__ import annotations

import ada_url

from crawler.records.page import Page
from crawler.registry.sites import Site
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.rules.access.access import is_private
from seo_audit.rules.rule import Applies, Category, Need, Repair, Severity, page_rule, site_rule
from seo_audit.rules.weights import LADDER

GOOD = {"lcp": 2500.0, "inp": 200.0, "cls": 0.1}
POOR = {"lcp": 4000.0, "inp": 500.0, "cls": 0.25}
"""Up to where a value is good, and from where it is poor: milliseconds, and no unit for CLS (Google)."""

SLOW, VERY_SLOW = 800, 1800
"""Milliseconds to the first byte (web.dev, "Time to First Byte")."""

ONE_PACKET = 1400
"""Bytes that travel in one packet: compressing less saves nothing."""


@site_rule(
    "cwv",
    Severity.ERROR,
    Category.MOBILE,
    source="core-web-vitals",
    repair=Repair.TEMPLATE,
    needs=[Need.FIELD_DATA],
)
def cwv(site: SiteFacts) -> SiteVerdict:
    """Visitors wait too long, or the page moves under their fingers (Core Web Vitals).

    Rungs: MISSING when any value is poor, INVALID when any is not good, each at the 75th percentile of real visits.
    Figures of a laboratory are never mixed in. Google: Core Web Vitals.
    """
    data = site.beside.field_data
    assert data is not None
    values = {name: value for name in GOOD if (value := getattr(data, name)) is not None}
    poor = [name for name, value in values.items() if value > POOR[name]]
    weak = [name for name, value in values.items() if value > GOOD[name]]
    if not weak:
        return SITE_OK
    evidence = ", ".join(f"{name.upper()} {values[name]:g}" for name in weak)
    verdict = (missing if poor else invalid)("poor" if poor else "weak", evidence, values=evidence)
    return SiteVerdict(LADDER[verdict.rung], ((site.site.url, verdict),))


@site_rule("ttfb", Severity.WARNING, Category.MOBILE, source="ttfb", repair=Repair.SETTING)
def ttfb(site: SiteFacts) -> SiteVerdict:
    """The server takes long to answer.

    Rungs: MISSING above 1.8 s, INVALID above 0.8 s, for the 75th percentile of the crawl's HTML pages. The crawl
    measures to the last byte from where it runs: an upper bound. Not applicable on loopback and private addresses,
    whose times say nothing about visitors. web.dev: Time to First Byte.
    """
    if not site.elapsed or is_private(ada_url.URL(site.graph.home).hostname):
        return SITE_OK
    took = site.elapsed[min(len(site.elapsed) - 1, len(site.elapsed) * 3 // 4)]
    if took <= SLOW:
        return SITE_OK
    verdict = (missing if took > VERY_SLOW else invalid)(seconds=f"{took / 1000:.1f}")
    return SiteVerdict(LADDER[verdict.rung], ((site.site.url, verdict),))


@page_rule(
    "compression",
    Severity.NOTICE,
    Category.MOBILE,
    source="compression",
    repair=Repair.SETTING,
    applies=Applies.HTML,
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
