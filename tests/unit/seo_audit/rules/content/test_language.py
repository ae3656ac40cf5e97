"""Tests of `rules/content/language.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import page_grades, page_passes

PAGE_FAILING = [
    ("lang-invalid", {"html_lang": None}, "missing"),
    ("lang-invalid", {"html_lang": " "}, "missing"),
    ("lang-invalid", {"html_lang": "nederlands"}, "invalid"),
    ("lang-invalid", {"html_lang": "nl_BE"}, "invalid"),
    ("lang-mismatch", {"html_lang": "en"}, "invalid"),
    ("lang-mismatch", {"html_lang": "nl-BE", "lang_detected": "fr"}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("lang-invalid", {"html_lang": "nl-BE"}),
    ("lang-mismatch", {"html_lang": "nl-BE"}),
    ("lang-mismatch", {"html_lang": "nl", "lang_detected": "en"}),  # only Dutch and French are trusted
    ("lang-mismatch", {"html_lang": "fr", "text": "kort"}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
