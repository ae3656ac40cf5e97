"""Rule about structured data that visitors do not see on the page."""

from __future__ import annotations

import re

from crawler.records.dates import parse_partial_iso
from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid
from seo_audit.reference.schema_org import EVENT_TYPES, PLACE_TYPES, find_items, property_text
from seo_audit.rules.rule import (
    Category,
    PageRule,
    Repair,
    Severity,
    define_rule,
)

WORD = re.compile(r"\w{4,}")

MIN_WORDS = 20
"""Below this the main text may have been taken for boilerplate, and hides nothing."""

MONTHS = (
    ("januari", "janvier", "january"),
    ("februari", "février", "february"),
    ("maart", "mars", "march"),
    ("april", "avril"),
    ("mei", "mai", "may"),
    ("juni", "juin", "june"),
    ("juli", "juillet", "july"),
    ("augustus", "août", "august"),
    ("september", "septembre"),
    ("oktober", "octobre", "october"),
    ("november", "novembre"),
    ("december", "décembre"),
)


@define_rule(
    PageRule,
    "sd-invisible",
    Severity.WARNING,
    Category.STRUCTURED,
    source="sd-policies",
    repair=Repair.TEMPLATE,
)
def sd_invisible(page: Page, _site: Site) -> Verdict:
    """Structured data name something, or a date, that visitors do not see on the page.

    Rungs: INVALID when no word of an event's, vacancy's or place's name is on the page, INCOMPLETE when the day an
    event begins is not. Google: structured data guidelines, "Don't mark up content that is not visible".
    """
    shown = " ".join((*page.titles, *(heading.text for heading in page.headings), page.text)).casefold()
    if len(page.text.split()) < MIN_WORDS:
        return NOT_APPLICABLE
    named = [*find_items(page.structured, EVENT_TYPES), *find_items(page.structured, PLACE_TYPES)]
    names = [property_text(item, "name") for item in named]
    names += [property_text(item, "title") for item in find_items(page.structured, frozenset({"JobPosting"}))]
    for name in names:
        words = WORD.findall(name.casefold())
        if words and not any(word in shown for word in words):
            return invalid("name", name, name=name)
    for item in find_items(page.structured, EVENT_TYPES):
        if not _day_shown(property_text(item, "startDate"), shown):
            return incomplete("date", property_text(item, "startDate"))
    return OK if names else NOT_APPLICABLE


def _day_shown(moment: str, shown: str) -> bool:
    """Tell whether a day stands in a text, in words or in figures; a date that is none is sd-event's."""
    date = parse_partial_iso(moment)
    if date is None or len(moment) < len("2026-01-01"):
        return True
    if not re.search(rf"(?<!\w)0?{date.day}(?!\d)", shown):
        return False
    names = "|".join(f"{name[:3]}" for name in MONTHS[date.month - 1])
    return bool(re.search(rf"\b({names})|(?<!\w)0?{date.month}(?!\d)", shown))
