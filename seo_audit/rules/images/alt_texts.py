"""Rules about alternative texts of images, also of images that are links."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule
from seo_audit.rules.shared_checks import MAX_EXAMPLES_SHOWN


@define_rule(
    PageRule,
    "img-alt",
    Severity.WARNING,
    Category.IMAGES,
    source="images",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
)
def img_alt(page: Page, _site: Site) -> Verdict:
    """Images have no alt attribute.

    Grades by their share: MISSING for all images, INVALID from half, INCOMPLETE below. alt="" marks an image as
    decorative and is correct. Google: images, "Use descriptive alt text".
    """
    if not page.images:
        return NOT_APPLICABLE
    bare = [image.raw for image in page.images if image.alt is None]
    if not bare:
        return OK
    share = len(bare) / len(page.images)
    judge = missing if share == 1 else invalid if share >= 0.5 else incomplete
    return judge(evidence=bare[:MAX_EXAMPLES_SHOWN], count=len(bare), total=len(page.images))


@define_rule(
    PageRule,
    "img-link-alt",
    Severity.ERROR,
    Category.IMAGES,
    source="links",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
)
def img_link_alt(page: Page, _site: Site) -> Verdict:
    """A link contains only an image without alternative text.

    Grades: INVALID when image, link and label have no text. Google: links: the alt text of an image is the anchor text
    of the link.
    """
    bare = [link.raw or "" for link in page.links if link.image and link.url and not link.anchor.strip()]
    return invalid(evidence=bare[:MAX_EXAMPLES_SHOWN], count=len(bare)) if bare else OK
