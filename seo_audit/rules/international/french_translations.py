"""Rule about French translations in municipalities with language facilities."""

from __future__ import annotations

import re

from crawler.records.url import path_of
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import SITE_OK, Grade, SiteVerdict, Verdict
from seo_audit.reference.languages import language_subtag
from seo_audit.rules.rule import Category, Repair, Severity, SiteRule, define_rule

_FACILITY_NIS = "23009 23098 23099 23100 23101 23102 23103 33016 34043 45041 73028 73109"

FACILITY_NIS_CODES = frozenset(_FACILITY_NIS.split())
"""NIS codes of the Flemish municipalities with language facilities for French speakers (taalwetwijzer.be)."""

NEWS_PATH = re.compile(r"^/(nieuws|berichten?|mededelingen?|actueel|bekendmakingen?)/[^/?]")
"""Paths of news and announcements. Other rules of law apply to forms and decisions."""


@define_rule(
    SiteRule, "facility-french", Severity.NOTICE, Category.INTERNATIONAL, source="taalwet", repair=Repair.CONTENT
)
def facility_french(site: SiteFacts) -> SiteVerdict:
    """News of a municipality with language facilities has no French version.

    Never scored. Grades: INCOMPLETE, once for the site, with the pages; of the twelve sites this concerns
    Spiere-Helkijn only. Forms are exempt. Taalwetwijzer: messages and announcements to the public are in Dutch and in
    French.
    """
    if site.site.nis not in FACILITY_NIS_CODES:
        return SITE_OK
    pages = [page for page in site.indexable_pages() if NEWS_PATH.match(path_of(page.url)) and page.lang == "nl"]
    untranslated = [page.url for page in pages if "fr" not in {language_subtag(item.lang) for item in page.alternates}]
    if not untranslated:
        return SITE_OK
    verdict = Verdict(
        Grade.INCOMPLETE, values={"count": len(untranslated), "total": len(pages)}, pages=tuple(untranslated)
    )
    return SiteVerdict(0.0, ((site.site.url, verdict),))
