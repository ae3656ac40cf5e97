"""Rules about image files: broken, heavy, or larger than shown."""

from __future__ import annotations

from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import BrowserSample, SampledImage
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SiteVerdict, Verdict, incomplete, missing
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, Repair, RequiredInput, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import MAX_EXAMPLES_SHOWN, sample_verdict

MAX_PIXEL_RATIO = 2
"""Maximum number of image pixels per CSS pixel. Most phones have more, but nobody sees the difference."""

SMALL_IMAGE_PIXELS = 250_000
"""Number of pixels up to which an image is always small enough (our choice: 500 by 500)."""

HEAVY_IMAGE_BYTES = 500_000
"""Size of a heavy image in bytes (catalogue: 500 KB, ours)."""


@define_rule(
    GraphRule,
    "img-broken",
    Severity.WARNING,
    Category.IMAGES,
    source="images",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
    required_inputs=[RequiredInput.IMAGE_ANSWERS],
)
def img_broken(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page contains an image that gives an error.

    Grades: MISSING. Only images of the site itself are fetched. Google: images.
    """
    if not page.images:
        return NOT_APPLICABLE
    broken = []
    for url in site.images_of(page):
        final = site.graph.follow_redirects(url).final
        image = site.pages.get(final) if final else None
        if image is not None and image.is_broken:
            broken.append(f"{url} ({image.status or '–'})")
    return missing(evidence=broken[:MAX_EXAMPLES_SHOWN], count=len(broken)) if broken else OK


@define_rule(
    GraphRule,
    "img-heavy",
    Severity.NOTICE,
    Category.IMAGES,
    source="images",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
    required_inputs=[RequiredInput.IMAGE_ANSWERS],
)
def img_heavy(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page contains an image of more than 500 KB.

    Grades: INCOMPLETE. Only images of the site itself are judged, by their Content-Length. Google: images, "Optimize
    for speed"; the limit is ours.
    """
    if not page.images:
        return NOT_APPLICABLE
    heavy = []
    for url in site.images_of(page):
        image = site.pages.get(url)
        if image is not None and image.status == 200 and image.size > HEAVY_IMAGE_BYTES:
            heavy.append(f"{url} ({image.size / 1e6:.1f} MB)")
    return incomplete(evidence=heavy[:MAX_EXAMPLES_SHOWN], count=len(heavy)) if heavy else OK


@define_rule(
    SiteRule,
    "img-oversized",
    Severity.NOTICE,
    Category.IMAGES,
    source="images",
    repair=Repair.TEMPLATE,
    required_inputs=[RequiredInput.BROWSER_SAMPLE],
)
def img_oversized(site: SiteFacts) -> SiteVerdict:
    """A page sends an image with far more pixels than any screen shows.

    Never scored: the limits are ours. INCOMPLETE when an image has more than twice the width and twice the height of
    the largest size at which it is shown on a phone or a desktop. Google: images, "Optimize for speed"; responsive
    images.
    """
    return sample_verdict(site, _check_sizes)


def _check_sizes(sample: BrowserSample) -> Verdict:
    images = [image for image in sample.images if _is_oversized(image)]
    shown = [f"{i.url} ({i.width}×{i.height} → {i.shown_width}×{i.shown_height})" for i in images[:MAX_EXAMPLES_SHOWN]]
    return incomplete(evidence=shown, count=len(images)) if images else OK


def _is_oversized(image: SampledImage) -> bool:
    return (
        image.width > MAX_PIXEL_RATIO * image.shown_width
        and image.height > MAX_PIXEL_RATIO * image.shown_height
        and image.width * image.height > SMALL_IMAGE_PIXELS
    )
