"""Rules about link texts: generic ("read more") and empty ones."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import OK, Verdict, incomplete, invalid
from seo_audit.reference.generic_link_texts import is_generic_link_text
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule
from seo_audit.rules.shared_checks import MAX_EXAMPLES_SHOWN


@define_rule(
    PageRule,
    "anchor-generic",
    Severity.WARNING,
    Category.LINKS,
    source="links",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
)
def anchor_generic(page: Page, _site: Site) -> Verdict:
    """A link text does not say where the link leads: "lees meer", "klik hier", "en savoir plus".

    Grades: INCOMPLETE. Links to the page itself do not count. Google: links, "Anchor text placement" and "Write good
    anchor text".
    """
    found = [
        f"“{link.anchor}” → {link.url}"
        for link in page.links
        if link.url not in {None, page.url} and is_generic_link_text(link.anchor)
    ]
    return incomplete(evidence=found[:MAX_EXAMPLES_SHOWN], count=len(found)) if found else OK


@define_rule(
    PageRule,
    "anchor-empty",
    Severity.WARNING,
    Category.LINKS,
    source="links",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def anchor_empty(page: Page, _site: Site) -> Verdict:
    """A link has no text, no label and no image that says where it leads.

    Grades: INVALID. A link with only an image is reported by img-link-alt. Google: links.
    """
    found = [f"<a href={link.raw}>" for link in page.links if link.url and not link.image and not link.anchor.strip()]
    return invalid(evidence=found[:MAX_EXAMPLES_SHOWN], count=len(found)) if found else OK
