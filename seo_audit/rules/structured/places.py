"""Rule about the structured data of places (libraries, recycling parks)."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid
from seo_audit.reference.schema_org import PLACE_TYPES, find_items, missing_properties, property_values
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule

PLACE_REQUIRED = ("name", "address")


@define_rule(
    PageRule,
    "sd-place",
    Severity.WARNING,
    Category.STRUCTURED,
    source="sd-place",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def sd_place(page: Page, _site: Site) -> Verdict:
    """The structured data of a library, recycling park or other place cannot be used by Google.

    Grades: INVALID without name or address, INCOMPLETE without telephone or opening hours. Google: local business; it
    recommends geo too, but a full address is enough. A page without such structured data is not judged.
    """
    places = list(find_items(page.structured, PLACE_TYPES))
    if not places:
        return NOT_APPLICABLE
    worst = OK
    for place in places:
        absent = missing_properties(place, PLACE_REQUIRED)
        if absent:
            return invalid("required", ", ".join(absent), lacking=", ".join(absent))
        advised = missing_properties(place, ("telephone",))
        if not property_values(place, "openingHoursSpecification") and not property_values(place, "openingHours"):
            advised.append("openingHoursSpecification")
        if advised:
            worst = incomplete("advised", ", ".join(advised), lacking=", ".join(advised))
    return worst
