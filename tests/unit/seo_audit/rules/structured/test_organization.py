"""Tests of `rules/structured/organization.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.seo_audit.rules.site_changes import ROOT, changed, site_grades

SITE_FAILING = [
    ("sd-organization", changed("/", structured=()), {"/": "missing"}),
    ("sd-website", changed("/", structured=()), {"/": "missing"}),
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


@pytest.mark.parametrize(
    ("changes", "grade"),
    [({"name": ""}, "invalid"), ({"logo": ""}, "incomplete"), ({"@type": "Organization"}, "incomplete")],
)
def test_an_organization_gets_its_grade(sound: Any, make: Any, changes: Any, grade: str) -> None:
    """Lacking name or url is wrong, lacking the rest or the right type is incomplete."""
    sound.change("/", structured=(make["organization"](ROOT, **changes),))
    assert sound.found("sd-organization") == {"/": grade}
