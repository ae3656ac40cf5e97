"""Rules over a sample of pages in a browser: what scripts make, what phones get, what people with a disability meet."""

from __future__ import annotations

from collections.abc import Callable

from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import Sample, SampledImage
from seo_audit.records.verdict import OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import Category, Need, Repair, Severity, site_rule
from seo_audit.rules.weights import LADDER

SERVED_SHARE = 0.3
"""Share of the text that the server must send itself (catalogue: 30%)."""

PHONE_SHARE = 0.8
"""Share of the desk's text that a phone must get (catalogue: 80%)."""

DENSE = 2
"""Pixels of an image to one CSS pixel that are good for something: most phones have more, and nobody sees it."""

SMALL = 250_000
"""Pixels in all up to which an image is small enough anyway: a choice (500 by 500)."""

SHOWN = 3
"""Examples in one piece of evidence."""


@site_rule(
    "js-dependent",
    Severity.WARNING,
    Category.CRAWL,
    source="javascript",
    repair=Repair.TEMPLATE,
    needs=[Need.BROWSER_SAMPLE],
)
def js_dependent(site: SiteFacts) -> SiteVerdict:
    """Scripts make most of a page's text, or change its title, canonical or robots.

    Degree: the mean rung over the sample; MISSING when the server sends less than 30% of the text, INVALID when
    scripts change what Google goes by. Google: JavaScript SEO basics.
    """
    return _sampled(site, _served)


@site_rule(
    "mobile-parity",
    Severity.ERROR,
    Category.MOBILE,
    source="mobile-first",
    repair=Repair.TEMPLATE,
    needs=[Need.BROWSER_SAMPLE],
)
def mobile_parity(site: SiteFacts) -> SiteVerdict:
    """A phone gets less of a page than a desk's screen, or other robots, canonical or structured data.

    Degree: the mean rung over the sample; MISSING when a phone gets less than 80% of the text, INVALID when what
    Google goes by differs. Google: mobile-first indexing.
    """
    return _sampled(site, _parity)


@site_rule(
    "a11y-axe",
    Severity.WARNING,
    Category.ACCESS,
    source="wcag",
    repair=Repair.TEMPLATE,
    needs=[Need.BROWSER_SAMPLE],
)
def a11y_axe(site: SiteFacts) -> SiteVerdict:
    """axe-core finds serious or critical obstacles for people with a disability.

    Degree: the mean rung over the sample; INVALID on each page with such an obstacle. WCAG 2.1 AA.
    """
    return _sampled(site, _obstacles)


@site_rule(
    "img-oversized",
    Severity.NOTICE,
    Category.IMAGES,
    source="images",
    repair=Repair.TEMPLATE,
    needs=[Need.BROWSER_SAMPLE],
)
def img_oversized(site: SiteFacts) -> SiteVerdict:
    """A page sends an image with far more pixels than any screen shows of it.

    Never scored: the numbers are ours. INCOMPLETE when an image has more than twice the pixels, both ways, of the
    largest that it is shown at on a phone or a desk. Google: images, "Optimize for speed"; responsive images.
    """
    return _sampled(site, _oversized)


def _oversized(sample: Sample) -> Verdict:
    images = [image for image in sample.images if _is_oversized(image)]
    shown = [f"{i.url} ({i.width}×{i.height} → {i.shown_width}×{i.shown_height})" for i in images[:SHOWN]]
    return incomplete(evidence=shown, count=len(images)) if images else OK


def _is_oversized(image: SampledImage) -> bool:
    return (
        image.width > DENSE * image.shown_width
        and image.height > DENSE * image.shown_height
        and image.width * image.height > SMALL
    )


def _served(sample: Sample) -> Verdict:
    if sample.phone and sample.served < SERVED_SHARE * sample.phone:
        return missing("text", served=sample.served, shown=sample.phone)
    return invalid("changed", ", ".join(sample.scripted), what=", ".join(sample.scripted)) if sample.scripted else OK


def _parity(sample: Sample) -> Verdict:
    if sample.desk and sample.phone < PHONE_SHARE * sample.desk:
        return missing("text", phone=sample.phone, desk=sample.desk)
    return invalid("differs", ", ".join(sample.differing), what=", ".join(sample.differing)) if sample.differing else OK


def _obstacles(sample: Sample) -> Verdict:
    if not sample.violations:
        return OK
    return invalid(evidence=", ".join(sample.violations), count=len(sample.violations))


def _sampled(site: SiteFacts, judge: Callable[[Sample], Verdict]) -> SiteVerdict:
    """Judge each page of the sample; the degree is over the sample, since nothing is known of the other pages."""
    assert site.beside.sample is not None
    pages = {url: sample for url, sample in sorted(site.beside.sample.items()) if url in site.pages}
    verdicts = {url: judge(sample) for url, sample in pages.items()}
    findings = tuple((url, verdict) for url, verdict in verdicts.items() if verdict.fails)
    if not findings:
        return SITE_OK
    return SiteVerdict(sum(LADDER[verdict.rung] for _, verdict in findings) / len(verdicts), findings)
