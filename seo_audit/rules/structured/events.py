"""Rule about Event structured data."""

from __future__ import annotations

import re

from crawler.records.date_parsing import parse_partial_iso
from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid, missing
from seo_audit.reference.schema_org import EVENT_TYPES, find_items, missing_properties, property_text, property_values
from seo_audit.rules.rule import Category, PageRule, Repair, Severity, define_rule
from seo_audit.rules.shared_checks import is_detail_page

EVENT_PAGE = re.compile(
    r"^(/[a-z]{2})?/(agenda|evenementen?|events?|kalender|activiteiten|agenda-fr|evenements)/[^/?]*[a-z]{3}[^/?]*/?$"
)
"""Paths of one event: a page there should have Event markup. A list page has no such path."""

EVENT_REQUIRED = ("name", "startDate", "location")
EVENT_RECOMMENDED = ("endDate", "eventStatus")


@define_rule(PageRule, "sd-event", Severity.ERROR, Category.STRUCTURED, source="sd-event", repair=Repair.TEMPLATE)
def sd_event(page: Page, _site: Site) -> Verdict:
    """The page of an event has no Event structured data, or data that Google cannot use.

    Grades: MISSING on a page whose path is that of one event, INVALID without name, startDate or location or with an
    invalid date, INCOMPLETE without endDate or eventStatus. Google: event.
    """
    types = frozenset(
        {*EVENT_TYPES, *(name for item in page.structured for name in item.types if name.endswith("Event"))}
    )
    events = list(find_items(page.structured, types))
    if not events:
        return missing("none") if is_detail_page(EVENT_PAGE, page) else NOT_APPLICABLE
    worst = OK
    for event in events:
        absent = missing_properties(event, EVENT_REQUIRED)
        if absent:
            return invalid("required", ", ".join(absent), lacking=", ".join(absent))
        for name in ("startDate", "endDate"):
            if property_values(event, name) and parse_partial_iso(property_text(event, name)) is None:
                return invalid("date", f"{name}: {property_text(event, name)}", property=name)
        advised = missing_properties(event, EVENT_RECOMMENDED)
        if advised:
            worst = incomplete("advised", ", ".join(advised), lacking=", ".join(advised))
    return worst
