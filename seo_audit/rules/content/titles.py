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
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, PageRule, Repair, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import duplicate_verdict, site_verdict

_GENERIC_TITLES = """
home|homepage|homepagina|startpagina|start|welkom|welcome|hoofdpagina|accueil|page d'accueil|bienvenue|page|pagina
nieuwe pagina|naamloos|naamloos document|zonder titel|sans titre|untitled|untitled document|document|index
"""

GENERIC_TITLES = frozenset(re.split(r"[|\n]", _GENERIC_TITLES.strip()))
"""Titles without information, in Dutch, French and English."""

MIN_TITLE_LENGTH, MAX_TITLE_LENGTH = 15, 65
"""Limits in characters (catalogue: ours). Google sets none; its results show about this much."""

TITLE_SEPARATOR = re.compile(r"\s+[|–—·•:»-]\s+|\s*[|»]\s*")

_TOWN_PREFIX = re.compile(
    r"^(de |la )?(gemeente|stad|lokaal bestuur|commune de|ville de|website|site)\s+(van\s+)?", re.IGNORECASE
)

BOILERPLATE_TITLE_SHARE = 0.6
BOILERPLATE_PAGE_SHARE = 0.8
"""Share of a title, and of the pages, from which a part is boilerplate (catalogue: 60% and 80%)."""

MIN_TITLES = 5
"""Fewer titles may share a part by chance."""

TITLE_WORD = re.compile(r"\w{3,}")

STEM_LENGTH = 4
"""Words with the same first letters count as the same: "vacature", "vacatures"; "afval", "afvalkalender"."""

_STOP_WORDS = """
aan alle als bij dan dat deze die dit door een het hoe hun met naar niet nog ons onze ook over per tot uit van voor waar
wat welkom wie zich zijn gemeente stad pagina site website
aux avec dans des est les leur notre nos par pas pour que qui son sur une vos votre bienvenue commune ville
and are for from how our the this with you your welcome page home
"""

TITLE_STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words of three letters or more that carry no information about a page."""


@define_rule(PageRule, "title-missing", Severity.ERROR, Category.CONTENT, source="title-link", repair=Repair.TEMPLATE)
def title_missing(page: Page, _site: Site) -> Verdict:
    """A page has no title, or an empty one.

    Grades: MISSING. Google: title links, "Make sure every page has a <title>".
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

    Grades: INVALID. HTML allows one <title>; Google: title links.
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
    """A title is only "Home", "Startpagina" or "Accueil", or only the name of the site.

    Grades: INVALID. On the home page the name of the site is a good title. Google: title links, "Avoid vague
    descriptors".
    """
    if not page.title.strip():
        return NOT_APPLICABLE
    parts = [part.strip().casefold() for part in TITLE_SEPARATOR.split(page.title) if part.strip()]
    rest = [part for part in parts if _TOWN_PREFIX.sub("", part).casefold() != site.name.casefold()]
    if not rest:
        return OK if page.url == site.url else invalid("site", page.title)
    if all(part.strip(".! ") in GENERIC_TITLES for part in rest):
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
    """Another page in the same language has the same title.

    Grades: INVALID. Of each group, the page with most incoming links is reported but not counted. Google: title links,
    "Avoid repeated text".
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
    """A title has fewer than 15 or more than 65 characters.

    Grades: INCOMPLETE. The limits are ours. Google sets none, but truncates long titles.
    """
    title = page.title.strip()
    if not title or MIN_TITLE_LENGTH <= len(title) <= MAX_TITLE_LENGTH:
        return OK
    return incomplete("short" if len(title) < MIN_TITLE_LENGTH else "long", title, length=len(title))


@define_rule(
    SiteRule, "title-boilerplate", Severity.WARNING, Category.CONTENT, source="title-link", repair=Repair.SETTING
)
def title_boilerplate(site: SiteFacts) -> SiteVerdict:
    """Most titles consist mainly of the same words.

    Grades: INVALID when one part takes more than 60% of the title on 80% of the pages or more. Google: title links,
    "Avoid repeated or boilerplate text".
    """
    titles = [page.title.strip() for page in site.indexable_pages() if page.title.strip()]
    if len(titles) < MIN_TITLES:
        return SITE_OK
    parts: Counter[str] = Counter()
    for title in titles:
        pieces = TITLE_SEPARATOR.split(title)
        if len(pieces) > 1:
            parts.update({pieces[0].strip(), pieces[-1].strip()})
    part = parts.most_common(1)[0][0] if parts else ""
    boilerplate = sum(part in title and len(part) > BOILERPLATE_TITLE_SHARE * len(title) for title in titles if part)
    if boilerplate < BOILERPLATE_PAGE_SHARE * len(titles):
        return SITE_OK
    verdict = invalid(evidence=part, count=boilerplate, total=len(titles))
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
    """Title and main heading have no word in common, so Google may doubt what the page is about.

    Grades: INCOMPLETE. Stop words and different endings do not count. Google: title links.
    """
    heading = " ".join(item.text for item in page.headings if item.level == 1)
    title, main = _stems(page.title), _stems(heading)
    if not title or not main:
        return NOT_APPLICABLE
    return OK if title & main else incomplete(evidence=f"{page.title} / {heading}")


def _stems(text: str) -> set[str]:
    return {word[:STEM_LENGTH] for word in TITLE_WORD.findall(text.casefold()) if word not in TITLE_STOP_WORDS}
