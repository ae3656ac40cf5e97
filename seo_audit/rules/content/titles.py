"""Rules about the title: missing, repeated, too short or long, or unrelated to the page's heading."""

from __future__ import annotations

import re
from collections import Counter

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import (
    NOT_APPLICABLE,
    OK,
    SITE_OK,
    Grade,
    SiteVerdict,
    Verdict,
    incomplete,
    invalid,
    missing,
)
from seo_audit.rules.rule import (
    AppliesTo,
    Category,
    GraphRule,
    PageRule,
    Repair,
    Severity,
    SiteRule,
    define_rule,
)
from seo_audit.rules.shared_checks import duplicate_verdict, site_verdict

_GENERIC = """
home|homepage|homepagina|startpagina|start|welkom|welcome|hoofdpagina|accueil|page d'accueil|bienvenue|page|pagina
nieuwe pagina|naamloos|naamloos document|zonder titel|sans titre|untitled|untitled document|document|index
"""

GENERIC = frozenset(re.split(r"[|\n]", _GENERIC.strip()))
"""Titles that name no content, in Dutch, French and English."""

TITLE_MIN, TITLE_MAX = 15, 65
"""Characters; Google sets no limit, results show about this much (catalogue: ours)."""

SEPARATOR = re.compile(r"\s+[|–—·•:»-]\s+|\s*[|»]\s*")

_TOWN = re.compile(
    r"^(de |la )?(gemeente|stad|lokaal bestuur|commune de|ville de|website|site)\s+(van\s+)?", re.IGNORECASE
)

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


@define_rule(PageRule, "title-missing", Severity.ERROR, Category.CONTENT, source="title-link", repair=Repair.TEMPLATE)
def title_missing(page: Page, _site: Site) -> Verdict:
    """A page has no title, or an empty one.

    Rungs: MISSING. Google: title links, "Make sure every page has a <title>".
    """
    return OK if any(title.strip() for title in page.titles) else missing()


@define_rule(
    PageRule,
    "title-multiple",
    Severity.WARNING,
    Category.CONTENT,
    source="title-link",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
    prerequisites=("title-missing",),
)
def title_multiple(page: Page, _site: Site) -> Verdict:
    """A page has several titles.

    Rungs: INVALID. HTML allows one <title>; Google: title links.
    """
    if len(page.titles) < 2:
        return OK
    return invalid(evidence=" + ".join(page.titles), count=len(page.titles))


@define_rule(
    PageRule,
    "title-generic",
    Severity.WARNING,
    Category.CONTENT,
    source="title-link",
    repair=Repair.CONTENT,
    prerequisites=("title-missing",),
)
def title_generic(page: Page, site: Site) -> Verdict:
    """A title says only "Home", "Startpagina" or "Accueil", or only the name of the site.

    Rungs: INVALID. On the home page the name of the site is a good title.
    Google: title links, "Avoid vague descriptors".
    """
    if not page.title.strip():
        return NOT_APPLICABLE
    parts = [part.strip().casefold() for part in SEPARATOR.split(page.title) if part.strip()]
    rest = [part for part in parts if _TOWN.sub("", part).casefold() != site.name.casefold()]
    if not rest:
        return OK if page.url == site.url else invalid("site", page.title)
    if all(part.strip(".! ") in GENERIC for part in rest):
        return invalid("generic", page.title)
    return OK


@define_rule(
    GraphRule,
    "title-duplicate",
    Severity.WARNING,
    Category.CONTENT,
    source="title-link",
    repair=Repair.CONTENT,
    prerequisites=("title-missing",),
)
def title_duplicate(page: PageFacts, site: SiteFacts) -> Verdict:
    """A title also stands on another page in the same language.

    Rungs: INVALID; the page of each group that most links lead to is told, not counted.
    Google: title links, "Avoid repeated text".
    """
    return duplicate_verdict(Grade.INVALID, page.url, site.duplicates.titles, page.title)


@define_rule(
    PageRule,
    "title-length",
    Severity.NOTICE,
    Category.CONTENT,
    source="title-link",
    repair=Repair.CONTENT,
    prerequisites=("title-missing",),
)
def title_length(page: Page, _site: Site) -> Verdict:
    """A title is shorter than 15 or longer than 65 characters.

    Rungs: INCOMPLETE. The numbers are ours; Google sets no limit, but cuts what does not fit.
    """
    title = page.title.strip()
    if not title or TITLE_MIN <= len(title) <= TITLE_MAX:
        return OK
    return incomplete("short" if len(title) < TITLE_MIN else "long", title, length=len(title))


@define_rule(
    SiteRule, "title-boilerplate", Severity.WARNING, Category.CONTENT, source="title-link", repair=Repair.SETTING
)
def title_boilerplate(site: SiteFacts) -> SiteVerdict:
    """Most titles consist mostly of the same words.

    Rungs: INVALID when one part takes more than 60% of the title on 80% of the pages or more.
    Google: title links, "Avoid repeated or boilerplate text".
    """
    titles = [page.title.strip() for page in site.indexable_pages() if page.title.strip()]
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
    return site_verdict(site.graph.home, verdict)


@define_rule(
    PageRule,
    "title-h1-mismatch",
    Severity.NOTICE,
    Category.CONTENT,
    source="title-link",
    repair=Repair.CONTENT,
    prerequisites=("title-missing", "h1-missing"),
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
