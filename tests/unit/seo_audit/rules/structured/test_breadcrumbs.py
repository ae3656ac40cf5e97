"""Tests of `rules/structured/breadcrumbs.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import ROOT, page_grades, page_passes, step, trail

PAGE_FAILING = [
    ("sd-breadcrumb", {"url": f"{ROOT}/producten/reispas", "structured": ()}, "missing"),
    ("sd-breadcrumb", {"structured": (trail(step(1)),)}, "invalid"),
    ("sd-breadcrumb", {"structured": (trail(step(1, item=None), step(2)),)}, "invalid"),
    ("sd-breadcrumb", {"structured": (trail(step(1), step(2, name="")),)}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("sd-breadcrumb", {"url": f"{ROOT}/afval", "structured": ()}),
    ("sd-breadcrumb", {"structured": (trail(step(1), step(2, item=None)),)}),
    ("sd-breadcrumb", {"structured": (trail(step(1, name=None, item={"@id": ROOT, "name": "Start"}), step(2)),)}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
