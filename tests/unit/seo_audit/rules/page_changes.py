"""Helpers of the tests of page rules: parts of a page, and the grade that a rule gives to a changed page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crawler.records.page import Canonical, Image, Link, Page, PageRegion, RobotsRule, StructuredItem
from crawler.registry.site import Site
from seo_audit.records.verdict import Verdict
from seo_audit.rules.catalogue import PAGE_RULES
from seo_audit.rules.rule import PageRule

ROOT = "https://www.kuurne.be"
SITE = Site(id="kuurne", name="Kuurne", url=f"{ROOT}/", hosts=("www.kuurne.be",))
PAGE_RULES_BY_ID: dict[str, PageRule] = {rule.id: rule for rule in PAGE_RULES}


def verdict_of(page: Page, rule: str, changes: Any) -> Verdict:
    """Return the verdict of a rule on a page with changes."""
    return PAGE_RULES_BY_ID[rule].check(replace(page, **changes), SITE)


def grade_of(page: Page, rule: str, changes: Any) -> str:
    """Return the grade that a rule gives to a page with changes."""
    return str(verdict_of(page, rule, changes).grade)


def page_grades(cases: list[tuple[str, dict[str, Any], str]]) -> Callable[..., None]:
    """Return a test that a rule gives a changed page its grade; a case is (rule, changes, grade)."""

    @pytest.mark.parametrize(("rule", "changes", "grade"), cases)
    def test(page: Page, rule: str, changes: Any, grade: str) -> None:
        assert grade_of(page, rule, changes) == grade

    return test


def page_passes(cases: list[tuple[str, dict[str, Any]]]) -> Callable[..., None]:
    """Return a test that a changed page passes a rule; a case is (rule, changes)."""

    @pytest.mark.parametrize(("rule", "changes"), cases)
    def test(page: Page, rule: str, changes: Any) -> None:
        assert not verdict_of(page, rule, changes).fails

    return test


def canonical(raw: str, url: str | None = None, place: PageRegion = PageRegion.HEAD) -> Canonical:
    """A rel=canonical as written, resolved against the site."""
    return Canonical(raw, url or (raw if raw.startswith("http") else ROOT + raw), place)


def image(alt: str | None) -> Image:
    """An image with this alt."""
    return Image("/a.jpg", f"{ROOT}/a.jpg", alt)


def anchor(text: str, raw: str | None = "/b", url: str | None = f"{ROOT}/b", **more: object) -> Link:
    """A link to another page of the site by default."""
    return Link(raw, url, text, **more)  # type: ignore[arg-type]


def job(**more: object) -> StructuredItem:
    """A complete vacancy, with some properties replaced."""
    properties = {
        "@type": "JobPosting",
        "title": "Jurist",
        "description": "Werk",
        "datePosted": "2026-11-01",
        "validThrough": "2026-12-31",
        "hiringOrganization": {"name": "Kuurne"},
        "jobLocation": {"@type": "Place"},
    } | more
    return StructuredItem("json-ld", ("JobPosting",), {key: value for key, value in properties.items() if value})


def happening(types: tuple[str, ...] = ("Event",), **more: object) -> StructuredItem:
    """A complete event, with some properties replaced."""
    properties = {
        "@type": types[0],
        "name": "Markt",
        "startDate": "2026-12-12",
        "endDate": "2026-12-12",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"name": "Plein"},
    } | more
    return StructuredItem("json-ld", types, {key: value for key, value in properties.items() if value})


def trail(*items: dict[str, object]) -> StructuredItem:
    """A breadcrumb of these steps."""
    return StructuredItem("json-ld", ("BreadcrumbList",), {"@type": "BreadcrumbList", "itemListElement": list(items)})


def step(position: int, **more: object) -> dict[str, object]:
    """One step of a breadcrumb, with some properties replaced."""
    return {"@type": "ListItem", "position": position, "name": "Stap", "item": f"{ROOT}/"} | more


def item(kind: str, **properties: object) -> StructuredItem:
    """An item of JSON-LD."""
    return StructuredItem("json-ld", (kind,), {"@type": kind, **properties})


def expiring(date: str) -> tuple[RobotsRule, ...]:
    """An unavailable_after header, split at its commas as the crawler does."""
    return tuple(RobotsRule("robots", part, PageRegion.HEADER) for part in f"unavailable_after: {date}".split(", "))
