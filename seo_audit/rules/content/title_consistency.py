"""Rules about titles beside other texts: those of the other pages, and the page's own heading."""

from __future__ import annotations

import re
from collections import Counter

from crawler.records.page import Page
from crawler.registry.sites import Site
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid
from seo_audit.rules.content.title_and_description import SEPARATOR
from seo_audit.rules.rule import Category, Repair, Severity, page_rule, site_rule
from seo_audit.rules.weights import LADDER

AFFIX_LENGTH = 0.6
AFFIX_PAGES = 0.8
"""Share of a title, and of the pages, from which a shared part drowns the rest (catalogue: 60% and 80%)."""

MIN_TITLES = 5
"""Fewer pages share a part by chance."""

WORD = re.compile(r"\w{3,}")

STEM = 4
"""Letters by which words count as the same: "vacature" and "vacatures", "afval" and "afvalkalender"."""

_EMPTY_WORDS = """
aan alle als bij dan dat deze die dit door een het hoe hun met naar niet nog ons onze ook over per tot uit van voor waar
wat welkom wie zich zijn gemeente stad pagina site website
aux avec dans des est les leur notre nos par pas pour que qui son sur une vos votre bienvenue commune ville
and are for from how our the this with you your welcome page home
"""

EMPTY_WORDS = frozenset(_EMPTY_WORDS.split())
"""Words of three letters and more that say nothing about a page."""


@site_rule("title-boilerplate", Severity.WARNING, Category.CONTENT, source="title-link", repair=Repair.SETTING)
def title_boilerplate(site: SiteFacts) -> SiteVerdict:
    """Most titles consist mostly of the same words.

    Rungs: INVALID when one part takes more than 60% of the title on 80% of the pages or more.
    Google: title links, "Avoid repeated or boilerplate text".
    """
    titles = [page.title.strip() for page in site.indexable() if page.title.strip()]
    if len(titles) < MIN_TITLES:
        return SITE_OK
    parts: Counter[str] = Counter()
    for title in titles:
        pieces = SEPARATOR.split(title)
        if len(pieces) > 1:
            parts.update({pieces[0].strip(), pieces[-1].strip()})
    part = parts.most_common(1)[0][0] if parts else ""
    drowned = sum(part in title and len(part) > AFFIX_LENGTH * len(title) for title in titles if part)
    if drowned < AFFIX_PAGES * len(titles):
        return SITE_OK
    verdict = invalid(evidence=part, count=drowned, total=len(titles))
    return SiteVerdict(LADDER[verdict.rung], ((site.graph.home, verdict),))


@page_rule(
    "title-h1-mismatch",
    Severity.NOTICE,
    Category.CONTENT,
    source="title-link",
    repair=Repair.CONTENT,
    after=("title-missing", "h1-missing"),
)
def title_h1_mismatch(page: Page, _site: Site) -> Verdict:
    """Title and main heading have no word in common, so that Google doubts what the page is about.

    Rungs: INCOMPLETE. Words that say nothing and different endings do not count. Google: title links.
    """
    heading = " ".join(item.text for item in page.headings if item.level == 1)
    title, main = _stems(page.title), _stems(heading)
    if not title or not main:
        return NOT_APPLICABLE
    return OK if title & main else incomplete(evidence=f"{page.title} / {heading}")


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in WORD.findall(text.casefold()) if word not in EMPTY_WORDS}
