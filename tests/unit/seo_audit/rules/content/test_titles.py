"""Tests of `rules/content/titles.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.seo_audit.rules.page_changes import ROOT, page_grades, page_passes
from tests.unit.seo_audit.rules.site_changes import changed, several, site_grades, site_passes

PAGE_FAILING = [
    ("title-missing", {"titles": ()}, "missing"),
    ("title-missing", {"titles": ("  ",)}, "missing"),
    ("title-multiple", {"titles": ("Afval ophalen | Kuurne", "Kuurne")}, "invalid"),
    ("title-generic", {"titles": ("Home",)}, "invalid"),
    ("title-generic", {"titles": ("Startpagina | Gemeente Kuurne",)}, "invalid"),
    ("title-generic", {"titles": ("Accueil - Kuurne",)}, "invalid"),
    ("title-generic", {"titles": ("Kuurne",)}, "invalid"),
    ("title-length", {"titles": ("Afval",)}, "incomplete"),
    ("title-length", {"titles": ("Afval " * 12,)}, "incomplete"),
    ("title-h1-mismatch", {"titles": ("De dienst van de gemeente | Menen",)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("title-missing", {"titles": ("", "Afval")}),
    ("title-multiple", {"titles": ()}),
    ("title-generic", {"titles": ()}),
    ("title-generic", {"titles": ("Gemeente Kuurne",), "url": f"{ROOT}/"}),
    ("title-generic", {"titles": ("Welkom in Kuurne",)}),
    ("title-generic", {"titles": ("Contact | Kuurne",)}),
    ("title-length", {"titles": ("Contact | Kuurne",)}),
    ("title-length", {"titles": ()}),
    ("title-h1-mismatch", {"headings": ()}),
    ("title-h1-mismatch", {"titles": ("Afvalkalender | Kuurne",)}),  # one root
]  # fmt: skip

SITE_FAILING = [
    ("title-duplicate", changed("/producten/reispas", titles=("alles over  AFVAL | Kuurne",)),
     {"/producten/reispas": "invalid", "/afval": "invalid"}),
]  # fmt: skip

SITE_PASSING = [
    ("title-duplicate", several(changed("/afval", titles=("Markt in Kuurne",), lang="nl"),
                                changed("/agenda", titles=("Markt in Kuurne",), lang="fr"))),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)


def test_of_a_group_of_duplicates_one_is_not_counted(sound: Any) -> None:
    """Both pages of a pair are reported, and the points lost are those of one page."""
    title = ("Alles over afval | Kuurne",)
    sound.change("/producten/reispas", titles=title)
    rule = next(rule for rule in sound.audit().sites[0].rules if rule.rule == "title-duplicate")
    assert rule.count == 2
    assert rule.degree == pytest.approx(0.6 / sound.audit().sites[0].addresses)
