"""Rules about image files: broken, heavy, or larger than shown."""

from __future__ import annotations

from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import BrowserSample, SampledImage
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SiteVerdict, Verdict, incomplete, missing
from seo_audit.rules.rule import (
    AppliesTo,
    Category,
    GraphRule,
    Repair,
    RequiredInput,
    Severity,
    SiteRule,
    define_rule,
)
from seo_audit.rules.shared_checks import MAX_EXAMPLES_SHOWN, sample_verdict

DENSE = 2
"""Pixels of an image to one CSS pixel that are good for something: most phones have more, and nobody sees it."""

SMALL = 250_000
"""Pixels in all up to which an image is small enough anyway: a choice (500 by 500)."""

HEAVY = 500_000
"""Bytes from which an image is heavy (catalogue: 500 KB, ours)."""


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
    """A page shows an image that gives an error.

    Rungs: MISSING. Only images of the site itself are asked for. Google: images.
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
    """A page sends an image with far more pixels than any screen shows of it.

    Never scored: the numbers are ours. INCOMPLETE when an image has more than twice the pixels, both ways, of the
    largest that it is shown at on a phone or a desk. Google: images, "Optimize for speed"; responsive images.
    """
    return sample_verdict(site, _oversized)


def _oversized(sample: BrowserSample) -> Verdict:
    images = [image for image in sample.images if _is_oversized(image)]
    shown = [f"{i.url} ({i.width}×{i.height} → {i.shown_width}×{i.shown_height})" for i in images[:MAX_EXAMPLES_SHOWN]]
    return incomplete(evidence=shown, count=len(images)) if images else OK


def _is_oversized(image: SampledImage) -> bool:
    return (
        image.width > DENSE * image.shown_width
        and image.height > DENSE * image.shown_height
        and image.width * image.height > SMALL
    )
