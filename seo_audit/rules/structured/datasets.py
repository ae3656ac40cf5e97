"""Rule about Dataset structured data."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid
from seo_audit.reference.schema_org import find_items, missing_properties, property_text
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule

MIN_DATASET_DESCRIPTION, MAX_DATASET_DESCRIPTION = 50, 5000
"""Length of a description in characters, as Google requires."""


@define_rule(
    PageRule,
    "sd-dataset",
    Severity.WARNING,
    Category.STRUCTURED,
    source="sd-dataset",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def sd_dataset(page: Page, _site: Site) -> Verdict:
    """The structured data of a dataset cannot be used by Google's Dataset Search.

    Grades: INVALID without name or description, INCOMPLETE for a description under 50 or over 5,000 characters. Google:
    dataset. A page without such structured data is not judged.
    """
    sets = list(find_items(page.structured, frozenset({"Dataset"})))
    if not sets:
        return NOT_APPLICABLE
    for item in sets:
        absent = missing_properties(item, ("name", "description"))
        if absent:
            return invalid("required", ", ".join(absent), lacking=", ".join(absent))
        length = len(property_text(item, "description"))
        if not MIN_DATASET_DESCRIPTION <= length <= MAX_DATASET_DESCRIPTION:
            return incomplete("length", property_text(item, "description")[:100], length=length)
    return OK
