"""Rule about the favicon that Google shows in its results."""

from __future__ import annotations

from seo_audit.facts.icons import Icon
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import Category, Repair, RequiredInput, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import site_verdict

MIN_ICON_PIXELS = 48
"""Size in pixels that Google recommends for a favicon. It accepts 8."""


@define_rule(
    SiteRule,
    "favicon",
    Severity.NOTICE,
    Category.IMAGES,
    source="favicon",
    repair=Repair.TEMPLATE,
    required_inputs=[RequiredInput.HOME_MARKUP],
)
def favicon(site: SiteFacts) -> SiteVerdict:
    """The home page declares no favicon that Google can show next to the name of the site.

    Grades: MISSING without any, INVALID when robots.txt blocks all of them, INCOMPLETE when all declare a size that is
    not square or smaller than 48 pixels. Google: favicon in search results.
    """
    assert site.icons is not None
    verdict = _favicon(site, site.icons)
    return site_verdict(site.graph.home, verdict)


def _favicon(site: SiteFacts, icons: tuple[Icon, ...]) -> Verdict:
    if not icons:
        return missing("none")
    readable = [icon for icon in icons if site.robots is None or site.robots.allows(icon.url)]
    if not readable:
        return invalid("blocked", icons[0].url)
    if any(not icon.sizes or any(_is_large_square(size) for size in icon.sizes) for icon in readable):
        return OK
    return incomplete("size", ", ".join(f"{width}x{height}" for icon in readable for width, height in icon.sizes))


def _is_large_square(size: tuple[int, int]) -> bool:
    return size[0] == size[1] >= MIN_ICON_PIXELS
