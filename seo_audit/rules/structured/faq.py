"""Rule about FAQPage structured data."""

from __future__ import annotations

from typing import Any

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, invalid
from seo_audit.reference.schema_org import find_items, property_text, property_values
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule


@define_rule(
    PageRule,
    "sd-faq",
    Severity.NOTICE,
    Category.STRUCTURED,
    source="sd-faq",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def sd_faq(page: Page, _site: Site) -> Verdict:
    """The structured data of a page with questions and answers lack a question or an answer.

    Grades: INVALID. Google has not shown special results for it since 7 May 2026, so only its form is judged and no
    page is required to have it. schema.org: FAQPage.
    """
    pages = list(find_items(page.structured, frozenset({"FAQPage"})))
    if not pages:
        return NOT_APPLICABLE
    questions = [item for faq in pages for item in property_values(faq, "mainEntity")]
    if not questions:
        return invalid("none")
    for number, question in enumerate(questions, 1):
        if not isinstance(question, dict) or not property_text(question, "name") or not _answered(question):
            return invalid("question", number=number)
    return OK


def _answered(question: dict[str, Any]) -> bool:
    answers = [item for item in property_values(question, "acceptedAnswer") if isinstance(item, dict)]
    return any(property_text(answer, "text") for answer in answers)
