"""Rules about one page at several addresses: with another query or slash, another host, another language."""

from __future__ import annotations

from crawler.discovery.site_aliases import JOINED
from crawler.records.page import Page
from crawler.records.url import path_of
from crawler.registry.sites import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, invalid, missing
from seo_audit.reference.languages import primary
from seo_audit.rules.crawl.urls import TEMPORARY
from seo_audit.rules.rule import Applies, Category, Repair, Severity, graph_rule, page_rule, site_rule
from seo_audit.rules.weights import LADDER


@graph_rule("canonical-missing", Severity.WARNING, Category.CANONICAL, source="canonical", repair=Repair.TEMPLATE)
def canonical_missing(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page names no canonical, although the same page answers at another address too.

    Rungs: MISSING when an address that differs in query or final slash alone shows the same text. Without such a
    variant a canonical is not needed. Google: canonical URLs.
    """
    if page.canonicals or not page.text_hash:
        return NOT_APPLICABLE
    key = _bare(page.url)
    for url in site.shared.texts.get(page.url, ()):
        if url != page.url and _bare(url) == key:
            return missing(evidence=url, other=url)
    return OK


@page_rule(
    "canonical-cross-language",
    Severity.ERROR,
    Category.CANONICAL,
    source="localized",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def canonical_cross_language(page: Page, _site: Site) -> Verdict:
    """A page names its version in another language as its canonical, and so asks Google to drop its own language.

    Rungs: MISSING. Google: localized versions: the canonical is in the same language.
    """
    target = page.canonical
    if target is None or target == page.url:
        return OK
    for item in page.alternates:
        if item.url == target and item.lang.lower() != "x-default" and page.lang and primary(item.lang) != page.lang:
            return missing(evidence=target, language=item.lang)
    return OK


@site_rule("host-variants", Severity.ERROR, Category.CANONICAL, source="canonical", repair=Repair.SETTING)
def host_variants(site: SiteFacts) -> SiteVerdict:
    """The site answers with http or without www too, and does not send visitors on for good.

    Rungs: MISSING when such an address shows the site itself, INVALID when it redirects for now (302, 303, 307).
    An address that does not answer, or shows something else, is not judged. Google: canonical URLs.
    """
    found = []
    for twin in site.twins:
        if twin.source != JOINED or twin.status == 0:
            continue
        if twin.status in TEMPORARY:
            found.append((twin.url, invalid("temporary", twin.redirect or "", status=twin.status)))
        elif twin.status == 200 and not twin.redirect:
            found.append((twin.url, missing("open")))
    if not found:
        return SITE_OK
    return SiteVerdict(max(LADDER[verdict.rung] for _, verdict in found), tuple(found))


def _bare(url: str) -> str:
    return path_of(url).partition("?")[0].rstrip("/")
