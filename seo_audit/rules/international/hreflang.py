"""Rules about versions of a page in several languages (hreflang)."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.sites import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid
from seo_audit.reference.languages import valid_hreflang
from seo_audit.rules.rule import Applies, Category, Repair, Severity, graph_rule, page_rule


@page_rule(
    "hreflang-invalid",
    Severity.ERROR,
    Category.INTERNATIONAL,
    source="localized",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def hreflang_invalid(page: Page, _site: Site) -> Verdict:
    """An hreflang annotation has a bad language or region code, or a relative address.

    Rungs: INVALID. Google: localized versions: ISO 639-1, optionally ISO 3166-1 alpha-2; fully
    qualified addresses.
    """
    if not page.alternates:
        return NOT_APPLICABLE
    for item in page.alternates:
        if not valid_hreflang(item.lang):
            return invalid("code", f'hreflang="{item.lang}"', code=item.lang)
        if item.url is None or not item.raw.strip().lower().startswith(("http://", "https://")):
            return invalid("relative", item.raw)
    return OK


@graph_rule(
    "hreflang-no-return",
    Severity.ERROR,
    Category.INTERNATIONAL,
    source="localized",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def hreflang_no_return(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page names a version in another language that does not name this page in return.

    Rungs: INVALID. Versions that were not fetched are not judged; those that give an error are not
    this rule's. Google: localized versions: "If two pages don't both point to each other, the tags
    will be ignored".
    """
    if not page.alternates:
        return NOT_APPLICABLE
    for item in page.alternates:
        other = site.pages.get(item.url) if item.url and item.url != page.url else None
        if other is not None and other.html and page.url not in {back.url for back in other.alternates}:
            return invalid(evidence=f"{item.lang}: {other.url}", other=other.url)
    return OK


@page_rule(
    "hreflang-no-self",
    Severity.WARNING,
    Category.INTERNATIONAL,
    source="localized",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def hreflang_no_self(page: Page, _site: Site) -> Verdict:
    """A page names its versions in other languages, but not itself.

    Rungs: INCOMPLETE. Google: localized versions: "Each language version must list itself".
    """
    if not page.alternates:
        return NOT_APPLICABLE
    if page.url in {item.url for item in page.alternates}:
        return OK
    return incomplete(evidence=", ".join(f"{item.lang}: {item.raw}" for item in page.alternates[:3]))
