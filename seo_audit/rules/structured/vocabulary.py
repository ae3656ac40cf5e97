"""Rules about the sense of structured data: are its words schema.org's, and does the page show what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.records.dates import parse_partial_iso
from crawler.records.page import Page
from crawler.registry.sites import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid
from seo_audit.reference.schema_org import EVENT_TYPES, PLACE_TYPES, items_of, text
from seo_audit.reference.schema_org_terms import is_known
from seo_audit.rules.rule import Applies, Category, Repair, Severity, page_rule

SHOWN = 5
"""Names in one piece of evidence."""

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


@page_rule(
    "sd-vocabulary",
    Severity.NOTICE,
    Category.STRUCTURED,
    source="schema-org",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def sd_vocabulary(page: Page, _site: Site) -> Verdict:
    """Structured data use a type or property that schema.org does not have, most often a misspelt one.

    Rungs: INCOMPLETE; JSON-LD alone is judged, since the other syntaxes mix vocabularies by design.
    schema.org.
    """
    unknown = list(
        dict.fromkeys(
            name for item in page.structured if item.syntax == "json-ld" for name in _foreign(item.properties)
        )
    )
    if not page.structured:
        return NOT_APPLICABLE
    return incomplete(evidence=", ".join(unknown[:SHOWN]), names=", ".join(unknown[:SHOWN])) if unknown else OK


@page_rule(
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
    named = [*items_of(page.structured, EVENT_TYPES), *items_of(page.structured, PLACE_TYPES)]
    names = [text(item, "name") for item in named]
    names += [text(item, "title") for item in items_of(page.structured, frozenset({"JobPosting"}))]
    for name in names:
        words = WORD.findall(name.casefold())
        if words and not any(word in shown for word in words):
            return invalid("name", name, name=name)
    for item in items_of(page.structured, EVENT_TYPES):
        if not _day_shown(text(item, "startDate"), shown):
            return incomplete("date", text(item, "startDate"))
    return OK if names else NOT_APPLICABLE


def _foreign(value: Any) -> Iterator[str]:
    """Yield the names in an item, and in the items inside it, that schema.org does not have."""
    if isinstance(value, list):
        for item in value:
            yield from _foreign(item)
    elif isinstance(value, dict):
        context = value.get("@context")
        if isinstance(context, str) and "schema.org" not in context:
            return
        types = value.get("@type", [])
        for name in types if isinstance(types, list) else [types]:
            if isinstance(name, str) and not is_known(name):
                yield name
        for name, inner in value.items():
            if not is_known(name):
                yield name
            yield from _foreign(inner)


def _day_shown(moment: str, shown: str) -> bool:
    """Tell whether a day stands in a text, in words or in figures; a date that is none is sd-event's."""
    date = parse_partial_iso(moment)
    if date is None or len(moment) < len("2026-01-01"):
        return True
    if not re.search(rf"(?<!\w)0?{date.day}(?!\d)", shown):
        return False
    names = "|".join(f"{name[:3]}" for name in MONTHS[date.month - 1])
    return bool(re.search(rf"\b({names})|(?<!\w)0?{date.month}(?!\d)", shown))
