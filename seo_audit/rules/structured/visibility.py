"""Rule about structured data that visitors do not see on the page."""

from __future__ import annotations

import functools
import re

from babel.dates import get_month_names

from crawler.records.date_parsing import parse_partial_iso
from crawler.records.page import Page
from crawler.registry.site import Site
from indexer.language.translations import TEXT_LANGUAGES
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid
from seo_audit.reference.schema_org import EVENT_TYPES, PLACE_TYPES, find_items, property_text
from seo_audit.rules.rule import Category, PageRule, Repair, Severity, define_rule

NAME_WORD = re.compile(r"\w{4,}")

MIN_VISIBLE_WORDS = 20
"""Below this, the main text may have been removed as boilerplate, so nothing can be concluded."""


@define_rule(
    PageRule,
    "sd-invisible",
    Severity.WARNING,
    Category.STRUCTURED,
    source="sd-policies",
    repair=Repair.TEMPLATE,
)
def sd_invisible(page: Page, _site: Site) -> Verdict:
    """Structured data contain a name or date that visitors do not see on the page.

    Grades: INVALID when no word of the name of an event, vacancy or place is on the page, INCOMPLETE when the first day
    of an event is not. Google: structured data guidelines, "Don't mark up content that is not visible".
    """
    shown = " ".join((*page.titles, *(heading.text for heading in page.headings), page.text)).casefold()
    if len(page.text.split()) < MIN_VISIBLE_WORDS:
        return NOT_APPLICABLE
    named = [*find_items(page.structured, EVENT_TYPES), *find_items(page.structured, PLACE_TYPES)]
    names = [property_text(item, "name") for item in named]
    names += [property_text(item, "title") for item in find_items(page.structured, frozenset({"JobPosting"}))]
    for name in names:
        words = NAME_WORD.findall(name.casefold())
        if words and not any(word in shown for word in words):
            return invalid("name", name, name=name)
    for item in find_items(page.structured, EVENT_TYPES):
        if not _is_day_shown(property_text(item, "startDate"), shown):
            return incomplete("date", property_text(item, "startDate"))
    return OK if names else NOT_APPLICABLE


def _is_day_shown(moment: str, shown: str) -> bool:
    """Return whether a text contains a day, in words or figures. An invalid date is reported by sd-event."""
    date = parse_partial_iso(moment)
    if date is None or len(moment) < len("2026-01-01"):
        return True
    if not re.search(rf"(?<!\w)0?{date.day}(?!\d)", shown):
        return False
    return bool(re.search(rf"\b({_month_pattern(date.month)})|(?<!\w)0?{date.month}(?!\d)", shown))


@functools.cache
def _month_pattern(month: int) -> str:
    """Return a pattern for the first letters of a month (1 to 12) in Dutch, French and English."""
    names = (get_month_names("wide", locale=language)[month] for language in TEXT_LANGUAGES)
    return "|".join(sorted({name[:3].casefold() for name in names}))
