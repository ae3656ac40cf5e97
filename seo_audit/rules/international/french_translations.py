"""Rule about French translations in municipalities with language facilities."""

from __future__ import annotations

import re

from crawler.records.url import path_of
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import (
    SITE_OK,
    Grade,
    SiteVerdict,
    Verdict,
)
from seo_audit.reference.languages import language_subtag
from seo_audit.rules.rule import (
    Category,
    Repair,
    Severity,
    SiteRule,
    define_rule,
)

_FACILITY = "23009 23098 23099 23100 23101 23102 23103 33016 34043 45041 73028 73109"

FACILITY = frozenset(_FACILITY.split())
"""NIS codes of the Flemish municipalities with facilities for French speakers (taalwetwijzer.be)."""

NOTICE = re.compile(r"^/(nieuws|berichten?|mededelingen?|actueel|bekendmakingen?)/[^/?]")
"""Paths of a message to the inhabitants; forms and decisions have rules of their own."""


@define_rule(
    SiteRule, "facility-french", Severity.NOTICE, Category.INTERNATIONAL, source="taalwet", repair=Repair.CONTENT
)
def facility_french(site: SiteFacts) -> SiteVerdict:
    """Messages to the inhabitants of a municipality with language facilities have no French version.

    Never scored. Rungs: INCOMPLETE, once for the site, with the pages; in the twelve this is Spiere-Helkijn alone.
    Forms are exempt. Taalwetwijzer: messages and announcements to the public are in Dutch and in French.
    """
    if site.site.nis not in FACILITY:
        return SITE_OK
    pages = [page for page in site.indexable_pages() if NOTICE.match(path_of(page.url)) and page.lang == "nl"]
    alone = [page.url for page in pages if "fr" not in {language_subtag(item.lang) for item in page.alternates}]
    if not alone:
        return SITE_OK
    verdict = Verdict(Grade.INCOMPLETE, values={"count": len(alone), "total": len(pages)}, pages=tuple(alone))
    return SiteVerdict(0.0, ((site.site.url, verdict),))
