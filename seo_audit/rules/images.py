"""Rules about images."""

from __future__ import annotations

from crawler.page import Page
from crawler.sites import Site
from seo_audit.facts import PageFacts, SiteFacts
from seo_audit.rule import Applies, Category, Need, Repair, Severity, graph_rule, page_rule
from seo_audit.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid, missing

SHOWN = 3
"""Examples in one piece of evidence."""


@page_rule(
    "img-alt",
    Severity.WARNING,
    Category.IMAGES,
    source="images",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
)
def img_alt(page: Page, _site: Site) -> Verdict:
    """Images have no alt attribute.

    Rungs by their share: MISSING for all, INVALID from half, INCOMPLETE below. alt="" declares an
    image decorative and is right. Google: images, "Use descriptive alt text".
    """
    if not page.images:
        return NOT_APPLICABLE
    bare = [image.raw for image in page.images if image.alt is None]
    if not bare:
        return OK
    share = len(bare) / len(page.images)
    judge = missing if share == 1 else invalid if share >= 0.5 else incomplete
    return judge(evidence=", ".join(bare[:SHOWN]), count=len(bare), total=len(page.images))


@page_rule(
    "img-link-alt",
    Severity.ERROR,
    Category.IMAGES,
    source="links",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
)
def img_link_alt(page: Page, _site: Site) -> Verdict:
    """A link holds only an image, and nothing says where it leads.

    Rungs: INVALID when image, link and label have no text. Google: links: the alt text of an image
    is the link's anchor text.
    """
    bare = [link.raw or "" for link in page.links if link.image and link.url and not link.anchor.strip()]
    return invalid(evidence=", ".join(bare[:SHOWN]), count=len(bare)) if bare else OK


@graph_rule(
    "img-broken",
    Severity.WARNING,
    Category.IMAGES,
    source="images",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
    needs=[Need.IMAGE_ANSWERS],
)
def img_broken(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page shows an image that gives an error.

    Rungs: MISSING. Only images of the site itself are asked for. Google: images.
    """
    if not page.images:
        return NOT_APPLICABLE
    broken = []
    for url in site.images_of(page):
        final = site.graph.chain(url).final
        image = site.pages.get(final) if final else None
        if image is not None and image.broken:
            broken.append(f"{url} ({image.status or '–'})")
    return missing(evidence=", ".join(broken[:SHOWN]), count=len(broken)) if broken else OK
