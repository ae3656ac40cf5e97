"""Checks that rules of several categories share: browser samples, duplicate groups, detail pages, private hosts."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from crawler.records.page import Page
from crawler.records.url import path_of
from seo_audit.facts.duplicate_groups import DuplicateGroups
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import BrowserSample
from seo_audit.records.verdict import OK, SITE_OK, Grade, SiteVerdict, Verdict
from seo_audit.rules.weights import GRADE_PENALTIES

MAX_EXAMPLES_SHOWN = 3
"""Examples in the evidence of one finding."""

_GENERAL_PATH = re.compile(
    r"spontan|solliciteren|werken-(bij|voor)|archief|zoeken|overzicht|toevoegen|aanmelden|melden|voorbij", re.IGNORECASE
)
"""Last parts of the path of a page about events or vacancies in general."""


def site_verdict(url: str, verdict: Verdict) -> SiteVerdict:
    """Return the verdict on a site that has one finding, or none when `verdict` does not fail."""
    return SiteVerdict(GRADE_PENALTIES[verdict.grade], ((url, verdict),)) if verdict.fails else SITE_OK


def sample_verdict(site: SiteFacts, check: Callable[[BrowserSample], Verdict]) -> SiteVerdict:
    """Check each page of the browser sample. The degree is the mean over the sample: other pages are unknown."""
    assert site.external_data.sample is not None
    pages = {url: sample for url, sample in sorted(site.external_data.sample.items()) if url in site.pages}
    verdicts = {url: check(sample) for url, sample in pages.items()}
    findings = tuple((url, verdict) for url, verdict in verdicts.items() if verdict.fails)
    if not findings:
        return SITE_OK
    return SiteVerdict(sum(GRADE_PENALTIES[verdict.grade] for _, verdict in findings) / len(verdicts), findings)


def duplicate_verdict(rung: Grade, url: str, groups: DuplicateGroups, evidence: str = "") -> Verdict:
    """Return the verdict on a page that shares something. Each page of a group is reported; its first costs nothing."""
    group = groups.get(url)
    if group is None:
        return OK
    other = group[1] if group[0] == url else group[0]
    values: dict[str, str | int] = {"count": len(group), "other": other}
    return Verdict(rung, values=values, evidence=evidence or other, counted=group[0] != url)


def is_detail_page(pattern: re.Pattern[str], page: Page) -> bool:
    """Return whether the path of a page matches `pattern`, and is not that of a list or a general page."""
    path = path_of(page.url)
    return bool(pattern.match(path)) and not _GENERAL_PATH.search(path)


def is_internal_host(hostname: str) -> bool:
    """Return whether a host is on this machine or a private network."""
    try:
        return ipaddress.ip_address(hostname.strip("[]")).is_private
    except ValueError:
        return hostname == "localhost" or hostname.endswith((".localhost", ".local", ".internal", ".test"))
