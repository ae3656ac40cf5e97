"""Rules about the content: headings, language, substance."""

from __future__ import annotations

import re
from itertools import pairwise

from crawler.records.page import Page
from crawler.records.url import path_of
from crawler.registry.sites import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid, missing
from seo_audit.reference.languages import primary, valid_lang
from seo_audit.rules.rule import Applies, Category, Repair, Severity, graph_rule, page_rule

MIN_WORDS_TO_JUDGE = 50
"""Below this, detection of a language is a guess (catalogue: 50 words)."""

DETECTED = frozenset({"nl", "fr"})
"""Languages whose detection is trusted here: those the sites are written in."""

THIN_WORDS = 80
THIN_SHARE = 0.2
"""A page is thin below both: 80 words, and a fifth of the site's median (catalogue: ours)."""

HUB_LINKS = 5
"""Links in the main text from which a page is there to lead on, not to be read."""

SHORT_BY_NATURE = re.compile(
    r"contact|openingsu|afspraak|kaart|zoek|search|formulier|login|aanmeld|nieuwsbrief|sitemap|horaires|rendez-vous",
    re.IGNORECASE,
)
"""Paths and titles of pages that say enough in a few words."""


@page_rule("h1-missing", Severity.WARNING, Category.CONTENT, source="title-link", repair=Repair.TEMPLATE)
def h1_missing(page: Page, _site: Site) -> Verdict:
    """A page has no main heading, an empty one, or several.

    Rungs: MISSING for none or only empty ones, INCOMPLETE for several. Google: title links: the main
    heading is one of the sources of the title shown.
    """
    mains = [heading.text for heading in page.headings if heading.level == 1]
    if not mains:
        return missing("none")
    if not any(text.strip() for text in mains):
        return missing("empty", "<h1></h1>")
    if len(mains) > 1:
        return incomplete("several", " + ".join(mains), count=len(mains))
    return OK


@page_rule("heading-skip", Severity.NOTICE, Category.CONTENT, source="wcag-headings", repair=Repair.CONTENT)
def heading_skip(page: Page, _site: Site) -> Verdict:
    """A heading is more than one level deeper than the one before it.

    Rungs: INCOMPLETE. WCAG 2.1, 1.3.1; Google does not mind.
    """
    for before, after in pairwise(page.headings):
        if after.level > before.level + 1:
            return incomplete(evidence=after.text, before=before.level, after=after.level)
    return OK


@page_rule(
    "lang-invalid",
    Severity.WARNING,
    Category.CONTENT,
    source="wcag-language",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def lang_invalid(page: Page, _site: Site) -> Verdict:
    """<html> does not say in which language the page is, or not in a valid code.

    Rungs: MISSING when absent or empty, INVALID for a bad code. WCAG 2.1, 3.1.1 (BCP 47).
    """
    if page.html_lang is None or not page.html_lang.strip():
        return missing("none")
    return OK if valid_lang(page.html_lang) else invalid("code", page.html_lang)


@page_rule(
    "lang-mismatch",
    Severity.WARNING,
    Category.CONTENT,
    source="wcag-language",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
    after=("lang-invalid",),
)
def lang_mismatch(page: Page, _site: Site) -> Verdict:
    """A page says that it is in one language, and its text is in another.

    Rungs: INVALID when Dutch or French was detected in 50 words or more. WCAG 2.1, 3.1.1; Google
    itself goes by the text alone.
    """
    if not page.html_lang or not valid_lang(page.html_lang) or page.word_count < MIN_WORDS_TO_JUDGE:
        return NOT_APPLICABLE
    if page.lang_detected not in DETECTED or primary(page.html_lang) == page.lang_detected:
        return OK
    return invalid(f"{page.lang_detected}", f'lang="{page.html_lang}"', declared=page.html_lang)


@graph_rule("thin", Severity.NOTICE, Category.CONTENT, source="helpful-content", repair=Repair.CONTENT)
def thin(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page has hardly any text, by itself and beside the rest of the site.

    Rungs: INCOMPLETE below 80 words and a fifth of the site's median, and for a short page that says in Dutch, French
    or English that its text is still to come. Home, overview, contact and form pages are short by nature. Google sets
    no minimum; the numbers are ours.
    """
    if page.placeholder:
        return incomplete("placeholder", page.placeholder)
    if page.words >= min(THIN_WORDS, THIN_SHARE * site.median_words):
        return OK
    if page.url == site.graph.home or page.content_links >= HUB_LINKS:
        return NOT_APPLICABLE
    if SHORT_BY_NATURE.search(path_of(page.url)) or SHORT_BY_NATURE.search(page.title):
        return NOT_APPLICABLE
    return incomplete(words=page.words, median=round(site.median_words))
