"""Rules about images."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.sites import Site
from seo_audit.facts.icons import Icon
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import Applies, Category, Need, Repair, Severity, graph_rule, page_rule, site_rule
from seo_audit.rules.weights import LADDER

SHOWN = 3
"""Examples in one piece of evidence."""

HEAVY = 500_000
"""Bytes from which an image is heavy (catalogue: 500 KB, ours)."""

SMALLEST_ICON = 48
"""Pixels from which Google finds an icon good to show; it accepts 8."""


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
    return judge(evidence=bare[:SHOWN], count=len(bare), total=len(page.images))


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
    return invalid(evidence=bare[:SHOWN], count=len(bare)) if bare else OK


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
    return missing(evidence=broken[:SHOWN], count=len(broken)) if broken else OK


@graph_rule(
    "img-heavy",
    Severity.NOTICE,
    Category.IMAGES,
    source="images",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
    needs=[Need.IMAGE_ANSWERS],
)
def img_heavy(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page shows an image of more than 500 KB.

    Rungs: INCOMPLETE. Only images of the site itself are asked for, by their announced size.
    Google: images, "Optimize for speed"; the number is ours.
    """
    if not page.images:
        return NOT_APPLICABLE
    heavy = []
    for url in site.images_of(page):
        image = site.pages.get(url)
        if image is not None and image.status == 200 and image.size > HEAVY:
            heavy.append(f"{url} ({image.size / 1e6:.1f} MB)")
    return incomplete(evidence=heavy[:SHOWN], count=len(heavy)) if heavy else OK


@site_rule(
    "favicon",
    Severity.NOTICE,
    Category.IMAGES,
    source="favicon",
    repair=Repair.TEMPLATE,
    needs=[Need.HOME_MARKUP],
)
def favicon(site: SiteFacts) -> SiteVerdict:
    """The home page announces no icon that Google can show beside the site's name.

    Rungs: MISSING without any, INVALID when robots.txt disallows all of them, INCOMPLETE when all say that they are
    not square or smaller than 48 pixels. Google: favicon in search results.
    """
    assert site.icons is not None
    verdict = _favicon(site, site.icons)
    return SiteVerdict(LADDER[verdict.rung], ((site.graph.home, verdict),)) if verdict.fails else SITE_OK


def _favicon(site: SiteFacts, icons: tuple[Icon, ...]) -> Verdict:
    if not icons:
        return missing("none")
    readable = [icon for icon in icons if site.robots is None or site.robots.allows(icon.url)]
    if not readable:
        return invalid("blocked", icons[0].url)
    if any(not icon.sizes or any(_fits(size) for size in icon.sizes) for icon in readable):
        return OK
    return incomplete("size", ", ".join(f"{width}x{height}" for icon in readable for width, height in icon.sizes))


def _fits(size: tuple[int, int]) -> bool:
    return size[0] == size[1] >= SMALLEST_ICON
