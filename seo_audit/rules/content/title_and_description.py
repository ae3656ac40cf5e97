"""Rules about what a search result shows: title and meta description."""

from __future__ import annotations

import re

from crawler.records.page import Page
from crawler.registry.sites import Site
from seo_audit.facts.duplicate_groups import in_group
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Rung, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import Applies, Category, Repair, Severity, graph_rule, page_rule

_GENERIC = """
home|homepage|homepagina|startpagina|start|welkom|welcome|hoofdpagina|accueil|page d'accueil|bienvenue|page|pagina
nieuwe pagina|naamloos|naamloos document|zonder titel|sans titre|untitled|untitled document|document|index
"""

GENERIC = frozenset(re.split(r"[|\n]", _GENERIC.strip()))
"""Titles that name no content, in Dutch, French and English."""

TITLE_MIN, TITLE_MAX = 15, 65
"""Characters; Google sets no limit, results show about this much (catalogue: ours)."""

DESCRIPTION_MIN, DESCRIPTION_MAX = 50, 320
"""Characters; Google sets no limit (catalogue: ours)."""

SEPARATOR = re.compile(r"\s+[|–—·•:»-]\s+|\s*[|»]\s*")
_TOWN = re.compile(
    r"^(de |la )?(gemeente|stad|lokaal bestuur|commune de|ville de|website|site)\s+(van\s+)?", re.IGNORECASE
)


@page_rule("title-missing", Severity.ERROR, Category.CONTENT, source="title-link", repair=Repair.TEMPLATE)
def title_missing(page: Page, _site: Site) -> Verdict:
    """A page has no title, or an empty one.

    Rungs: MISSING. Google: title links, "Make sure every page has a <title>".
    """
    return OK if any(title.strip() for title in page.titles) else missing()


@page_rule(
    "title-multiple",
    Severity.WARNING,
    Category.CONTENT,
    source="title-link",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
    after=("title-missing",),
)
def title_multiple(page: Page, _site: Site) -> Verdict:
    """A page has several titles.

    Rungs: INVALID. HTML allows one <title>; Google: title links.
    """
    if len(page.titles) < 2:
        return OK
    return invalid(evidence=" + ".join(page.titles), count=len(page.titles))


@page_rule(
    "title-generic",
    Severity.WARNING,
    Category.CONTENT,
    source="title-link",
    repair=Repair.CONTENT,
    after=("title-missing",),
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


@graph_rule(
    "title-duplicate",
    Severity.WARNING,
    Category.CONTENT,
    source="title-link",
    repair=Repair.CONTENT,
    after=("title-missing",),
)
def title_duplicate(page: PageFacts, site: SiteFacts) -> Verdict:
    """A title also stands on another page in the same language.

    Rungs: INVALID; the page of each group that most links lead to is told, not counted.
    Google: title links, "Avoid repeated text".
    """
    return in_group(Rung.INVALID, page.url, site.shared.titles, page.title)


@page_rule(
    "title-length",
    Severity.NOTICE,
    Category.CONTENT,
    source="title-link",
    repair=Repair.CONTENT,
    after=("title-missing",),
)
def title_length(page: Page, _site: Site) -> Verdict:
    """A title is shorter than 15 or longer than 65 characters.

    Rungs: INCOMPLETE. The numbers are ours; Google sets no limit, but cuts what does not fit.
    """
    title = page.title.strip()
    if not title or TITLE_MIN <= len(title) <= TITLE_MAX:
        return OK
    return incomplete("short" if len(title) < TITLE_MIN else "long", title, length=len(title))


@page_rule("description-missing", Severity.WARNING, Category.CONTENT, source="snippet", repair=Repair.CONTENT)
def description_missing(page: Page, _site: Site) -> Verdict:
    """A page has no meta description, or an empty one.

    Rungs: MISSING. Google: snippets, "Create quality meta descriptions".
    """
    return OK if any(text.strip() for text in page.descriptions) else missing()


@graph_rule(
    "description-duplicate",
    Severity.WARNING,
    Category.CONTENT,
    source="snippet",
    repair=Repair.CONTENT,
    after=("description-missing",),
)
def description_duplicate(page: PageFacts, site: SiteFacts) -> Verdict:
    """A meta description also stands on another page in the same language.

    Rungs: INVALID; the page of each group that most links lead to is told, not counted. Google: snippets.
    """
    return in_group(Rung.INVALID, page.url, site.shared.descriptions, page.description)


@page_rule(
    "description-length",
    Severity.NOTICE,
    Category.CONTENT,
    source="snippet",
    repair=Repair.CONTENT,
    after=("description-missing",),
)
def description_length(page: Page, _site: Site) -> Verdict:
    """A meta description is shorter than 50 or longer than 320 characters.

    Rungs: INCOMPLETE. The numbers are ours: Google sets no limit.
    """
    text = page.description.strip()
    if not text or DESCRIPTION_MIN <= len(text) <= DESCRIPTION_MAX:
        return OK
    return incomplete("short" if len(text) < DESCRIPTION_MIN else "long", text, length=len(text))


@page_rule(
    "head-broken",
    Severity.ERROR,
    Category.CONTENT,
    source="page-metadata",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def head_broken(page: Page, _site: Site) -> Verdict:
    """An element ends <head> early, so that canonical, robots or hreflang land in <body>.

    Rungs: INVALID. Google: valid page metadata: what stands after an invalid element is not read.
    """
    return invalid(evidence=", ".join(page.misplaced)) if page.misplaced else OK
