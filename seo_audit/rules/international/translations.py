"""Rules about a site in two languages: do translations exist, answer, and know of each other."""

from __future__ import annotations

import re

from crawler.records.page import Place
from crawler.records.url import path_of
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import (
    NOT_APPLICABLE,
    OK,
    SITE_OK,
    Rung,
    SiteVerdict,
    Verdict,
    first_of,
    incomplete,
    invalid,
    missing,
)
from seo_audit.reference.languages import primary
from seo_audit.rules.rule import Applies, Category, Repair, Severity, graph_rule, site_rule

LANGUAGE_NAMES = {
    "nl": "nl",
    "nederlands": "nl",
    "néerlandais": "nl",
    "dutch": "nl",
    "fr": "fr",
    "français": "fr",
    "francais": "fr",
    "frans": "fr",
    "french": "fr",
    "en": "en",
    "english": "en",
    "engels": "en",
    "anglais": "en",
    "de": "de",
    "deutsch": "de",
    "duits": "de",
    "allemand": "de",
}
"""What a language switcher says, to the language it leads to."""

_FACILITY = "23009 23098 23099 23100 23101 23102 23103 33016 34043 45041 73028 73109"

FACILITY = frozenset(_FACILITY.split())
"""NIS codes of the Flemish municipalities with facilities for French speakers (taalwetwijzer.be)."""

NOTICE = re.compile(r"^/(nieuws|berichten?|mededelingen?|actueel|bekendmakingen?)/[^/?]")
"""Paths of a message to the inhabitants; forms and decisions have rules of their own."""


@graph_rule(
    "hreflang-bad-target",
    Severity.ERROR,
    Category.INTERNATIONAL,
    source="localized",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def hreflang_bad_target(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page names a version in another language that Google cannot show.

    Rungs: MISSING when it gives an error, INVALID when it redirects or is noindexed, INCOMPLETE when it names another
    canonical. Versions on other sites are not asked for. Google: localized versions.
    """
    if not page.alternates:
        return NOT_APPLICABLE
    worst = OK
    for item in page.alternates:
        other = site.pages.get(item.url) if item.url and item.url != page.url else None
        if other is None:
            continue
        verdict = first_of(
            (other.broken, missing("status", other.url, status=other.status)),
            (other.redirect is not None, invalid("redirect", f"{other.url} → {other.redirect}")),
            (other.noindex, invalid("noindex", other.url)),
            (other.canonical not in {None, other.url}, incomplete("variant", f"{other.url} → {other.canonical}")),
        )
        if verdict.fails:
            return verdict
    return worst


@graph_rule(
    "hreflang-missing",
    Severity.WARNING,
    Category.INTERNATIONAL,
    source="localized",
    repair=Repair.TEMPLATE,
)
def hreflang_missing(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page links to its translation, and does not tell Google that it is one.

    Rungs: MISSING when the language switcher leads to a page in that language and there is no hreflang. A switcher
    that leads to the other language's home page, as from a page without translation, is none.
    Google: localized versions.
    """
    if page.alternates or not page.lang:
        return OK
    home = path_of(page.url) == "/"
    for link in site.links_of(page):
        language = LANGUAGE_NAMES.get(link.anchor.strip().casefold())
        if language is None or language == page.lang or link.place is not Place.NAVIGATION:
            continue
        other = site.pages.get(site.graph.chain(link.target).final or "")
        if other is not None and other.html and other.lang == language and (home or not _is_home(other.url)):
            return missing(evidence=f"“{link.anchor}” → {link.target}", other=other.url)
    return OK


@site_rule("facility-french", Severity.NOTICE, Category.INTERNATIONAL, source="taalwet", repair=Repair.CONTENT)
def facility_french(site: SiteFacts) -> SiteVerdict:
    """Messages to the inhabitants of a municipality with language facilities have no French version.

    Never scored. Rungs: INCOMPLETE, once for the site, with the pages; in the twelve this is Spiere-Helkijn alone.
    Forms are exempt. Taalwetwijzer: messages and announcements to the public are in Dutch and in French.
    """
    if site.site.nis not in FACILITY:
        return SITE_OK
    pages = [page for page in site.indexable() if NOTICE.match(path_of(page.url)) and page.lang == "nl"]
    alone = [page.url for page in pages if "fr" not in {primary(item.lang) for item in page.alternates}]
    if not alone:
        return SITE_OK
    verdict = Verdict(Rung.INCOMPLETE, values={"count": len(alone), "total": len(pages)}, pages=tuple(alone))
    return SiteVerdict(0.0, ((site.site.url, verdict),))


def _is_home(url: str) -> bool:
    return len(path_of(url).partition("?")[0].strip("/")) <= len("fr")
