"""Rule about BreadcrumbList structured data."""

from __future__ import annotations

from typing import Any

from crawler.records.page import Page
from crawler.records.url import path_of
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, invalid, missing
from seo_audit.reference.schema_org import find_items, missing_properties, property_values, type_names
from seo_audit.rules.rule import (
    Category,
    PageRule,
    Repair,
    Severity,
    define_rule,
)

MIN_CRUMBS = 2
MIN_SEGMENTS = 2
"""Path segments from which a page lies deep enough to need a breadcrumb."""


@define_rule(
    PageRule, "sd-breadcrumb", Severity.WARNING, Category.STRUCTURED, source="sd-breadcrumb", repair=Repair.TEMPLATE
)
def sd_breadcrumb(page: Page, _site: Site) -> Verdict:
    """A page below the first level has no BreadcrumbList, or one that Google cannot use.

    Rungs: MISSING from two path segments, INVALID with fewer than two items or an item without
    position, name or (except the last) item. Google: breadcrumb.
    """
    trails = list(find_items(page.structured, frozenset({"BreadcrumbList"})))
    trails += [
        trail
        for item in page.structured
        for trail in property_values(item.properties, "breadcrumb")
        if isinstance(trail, dict) and "BreadcrumbList" in type_names(trail)
    ]
    if not trails:
        segments = [part for part in path_of(page.url).partition("?")[0].split("/") if part]
        return missing("none") if len(segments) >= MIN_SEGMENTS else NOT_APPLICABLE
    for trail in trails:
        crumbs = [crumb for crumb in property_values(trail, "itemListElement") if isinstance(crumb, dict)]
        if len(crumbs) < MIN_CRUMBS:
            return invalid("few", count=len(crumbs))
        for number, crumb in enumerate(crumbs, 1):
            absent = _lacking_of(crumb, last=number == len(crumbs))
            if absent:
                return invalid("lacking", f"ListItem {number}: {', '.join(absent)}", number=number)
    return OK


def _lacking_of(crumb: dict[str, Any], *, last: bool) -> list[str]:
    """Return what a ListItem lacks; its name may stand on the thing it points to."""
    absent = missing_properties(crumb, ("position", "name", "item"))
    target = next((value for value in property_values(crumb, "item") if isinstance(value, dict)), {})
    if "name" in absent and property_values(target, "name"):
        absent.remove("name")
    if last and "item" in absent:
        absent.remove("item")
    return absent
