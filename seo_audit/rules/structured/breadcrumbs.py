"""Rule about BreadcrumbList structured data."""

from __future__ import annotations

from typing import Any

from crawler.records.page import Page
from crawler.records.url import path_of
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, invalid, missing
from seo_audit.reference.schema_org import find_items, missing_properties, property_values, type_names
from seo_audit.rules.rule import Category, PageRule, Repair, Severity, define_rule

MIN_BREADCRUMB_ITEMS = 2
MIN_PATH_SEGMENTS = 2
"""Number of path segments from which a page needs a breadcrumb."""


@define_rule(
    PageRule, "sd-breadcrumb", Severity.WARNING, Category.STRUCTURED, source="sd-breadcrumb", repair=Repair.TEMPLATE
)
def sd_breadcrumb(page: Page, _site: Site) -> Verdict:
    """A page below the first level has no BreadcrumbList, or one that Google cannot use.

    Grades: MISSING from two path segments, INVALID with fewer than two items or an item without position, name or
    (except the last) item. Google: breadcrumb.
    """
    lists = list(find_items(page.structured, frozenset({"BreadcrumbList"})))
    lists += [
        trail
        for item in page.structured
        for trail in property_values(item.properties, "breadcrumb")
        if isinstance(trail, dict) and "BreadcrumbList" in type_names(trail)
    ]
    if not lists:
        segments = [part for part in path_of(page.url).partition("?")[0].split("/") if part]
        return missing("none") if len(segments) >= MIN_PATH_SEGMENTS else NOT_APPLICABLE
    for trail in lists:
        crumbs = [crumb for crumb in property_values(trail, "itemListElement") if isinstance(crumb, dict)]
        if len(crumbs) < MIN_BREADCRUMB_ITEMS:
            return invalid("few", count=len(crumbs))
        for number, crumb in enumerate(crumbs, 1):
            absent = _missing_of(crumb, last=number == len(crumbs))
            if absent:
                return invalid("lacking", f"ListItem {number}: {', '.join(absent)}", number=number)
    return OK


def _missing_of(crumb: dict[str, Any], *, last: bool) -> list[str]:
    """Return the missing properties of a ListItem. Its name may be on the item that it points to."""
    absent = missing_properties(crumb, ("position", "name", "item"))
    target = next((value for value in property_values(crumb, "item") if isinstance(value, dict)), {})
    if "name" in absent and property_values(target, "name"):
        absent.remove("name")
    if last and "item" in absent:
        absent.remove("item")
    return absent
