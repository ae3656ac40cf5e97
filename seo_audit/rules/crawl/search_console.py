"""Rule about Search Console data: pages that people click on in Google and that no longer work."""

from __future__ import annotations

from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import SITE_OK, SiteVerdict, Verdict, invalid, missing
from seo_audit.rules.rule import Category, Repair, RequiredInput, Severity, SiteRule, define_rule


@define_rule(
    SiteRule,
    "search-lost",
    Severity.ERROR,
    Category.CRAWL,
    source="search-console",
    repair=Repair.CONTENT,
    required_inputs=[RequiredInput.SEARCH_CONSOLE],
)
def search_lost(site: SiteFacts) -> SiteVerdict:
    """People click on a page in Google's results that now gives an error or is noindexed.

    Never scored: the rules about the error itself are scored, on every site. MISSING when the page is gone, INVALID
    when it is noindexed. Pages with most clicks come first. Google: HTTP status codes: a page with status 404 is
    removed from the index.
    """
    known = site.external_data.search_console
    assert known is not None
    clicked = sorted(known.pages.items(), key=lambda item: (-item[1].clicks, item[0]))
    found = [
        (url, verdict)
        for url, shown in clicked
        if shown.clicks and url in site.pages and (verdict := _verdict(site, url, shown.clicks))
    ]
    return SiteVerdict(0.0, tuple(found)) if found else SITE_OK


def _verdict(site: SiteFacts, url: str, clicks: int) -> Verdict | None:
    page = site.pages[url]
    if page.is_broken:
        return missing("gone", clicks=clicks, status=page.status or "–")
    return invalid("hidden", clicks=clicks) if page.noindex else None
