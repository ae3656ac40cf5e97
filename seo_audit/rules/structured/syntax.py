"""Rules about the syntax of structured data: JSON-LD that does not parse, and names that schema.org does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid
from seo_audit.reference.schema_org_terms import is_schema_org_term
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule

MAX_NAMES_SHOWN = 5
"""Maximum number of names in the evidence."""


@define_rule(
    PageRule,
    "sd-syntax",
    Severity.ERROR,
    Category.STRUCTURED,
    source="sd-policies",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def sd_syntax(page: Page, _site: Site) -> Verdict:
    """A block of JSON-LD cannot be parsed, so Google reads nothing of it.

    Grades: INVALID. Google: structured data guidelines.
    """
    if not page.structured_errors:
        return OK
    return invalid(evidence=page.structured_errors[0], count=len(page.structured_errors))


@define_rule(
    PageRule,
    "sd-vocabulary",
    Severity.NOTICE,
    Category.STRUCTURED,
    source="schema-org",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def sd_vocabulary(page: Page, _site: Site) -> Verdict:
    """Structured data use a type or property that schema.org does not have, usually a spelling mistake.

    Grades: INCOMPLETE. Only JSON-LD is judged, because the other syntaxes mix vocabularies by design. schema.org.
    """
    unknown = list(
        dict.fromkeys(
            name for item in page.structured if item.syntax == "json-ld" for name in _unknown_names(item.properties)
        )
    )
    if not page.structured:
        return NOT_APPLICABLE
    return (
        incomplete(evidence=", ".join(unknown[:MAX_NAMES_SHOWN]), names=", ".join(unknown[:MAX_NAMES_SHOWN]))
        if unknown
        else OK
    )


def _unknown_names(value: Any) -> Iterator[str]:
    """Yield the names in an item, and in nested items, that schema.org does not have."""
    if isinstance(value, list):
        for item in value:
            yield from _unknown_names(item)
    elif isinstance(value, dict):
        context = value.get("@context")
        if isinstance(context, str) and "schema.org" not in context:
            return
        types = value.get("@type", [])
        for name in types if isinstance(types, list) else [types]:
            if isinstance(name, str) and not is_schema_org_term(name):
                yield name
        for name, inner in value.items():
            if not is_schema_org_term(name):
                yield name
            yield from _unknown_names(inner)
