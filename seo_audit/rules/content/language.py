"""Rules about the language that a page declares in `<html lang>`."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, invalid, missing
from seo_audit.reference.languages import is_valid_lang, language_subtag
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule

MIN_WORDS_FOR_DETECTION = 50
"""In a shorter text, the detected language is a guess (catalogue: 50 words)."""

TRUSTED_LANGUAGES = frozenset({"nl", "fr"})
"""Languages of the sites: only their detection is reliable enough."""


@define_rule(
    PageRule,
    "lang-invalid",
    Severity.WARNING,
    Category.CONTENT,
    source="wcag-language",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def lang_invalid(page: Page, _site: Site) -> Verdict:
    """<html> has no lang attribute, or an invalid one.

    Grades: MISSING when absent or empty, INVALID for an invalid code. WCAG 2.1, 3.1.1 (BCP 47).
    """
    if page.html_lang is None or not page.html_lang.strip():
        return missing("none")
    return OK if is_valid_lang(page.html_lang) else invalid("code", page.html_lang)


@define_rule(
    PageRule,
    "lang-mismatch",
    Severity.WARNING,
    Category.CONTENT,
    source="wcag-language",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
    prerequisites=("lang-invalid",),
)
def lang_mismatch(page: Page, _site: Site) -> Verdict:
    """The text of a page is in another language than the page declares.

    Grades: INVALID when Dutch or French was detected in 50 words or more. WCAG 2.1, 3.1.1; Google only looks at the
    text.
    """
    if not page.html_lang or not is_valid_lang(page.html_lang) or page.word_count < MIN_WORDS_FOR_DETECTION:
        return NOT_APPLICABLE
    if page.lang_detected not in TRUSTED_LANGUAGES or language_subtag(page.html_lang) == page.lang_detected:
        return OK
    return invalid(f"{page.lang_detected}", f'lang="{page.html_lang}"', declared=page.html_lang)
