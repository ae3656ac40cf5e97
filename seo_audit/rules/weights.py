"""All numbers of the score: grade penalties, category points, rule weights, score caps and repair hours.

Source: the audit's rule catalogue, "Ours". Where the catalogue gives one rule two weights (for a worse and a lighter
case), the higher weight is used here and the lighter case gets a lower grade.
"""

from __future__ import annotations

from typing import Final

from seo_audit.records.verdict import Grade
from seo_audit.rules.rule import Category, Repair

GRADE_PENALTIES: Final[dict[Grade, float]] = {
    Grade.MISSING: 1.0,
    Grade.INVALID: 0.6,
    Grade.INCOMPLETE: 0.3,
    Grade.OK: 0.0,
    Grade.NOT_APPLICABLE: 0.0,
}
"""Penalty of one page in Σ penalty(page, rule). Each grade is strictly better than the one before."""

CATEGORY_POINTS: Final[dict[Category, int]] = {
    Category.CRAWL: 30,
    Category.CANONICAL: 10,
    Category.CONTENT: 15,
    Category.LINKS: 12,
    Category.STRUCTURED: 8,
    Category.INTERNATIONAL: 5,
    Category.MOBILE: 8,
    Category.IMAGES: 4,
    Category.ACCESS: 8,
}
"""Points of each category. They sum to 100."""

CATEGORY_WEIGHTS: Final[dict[Category, int]] = {
    Category.CRAWL: 155,
    Category.CANONICAL: 46,
    Category.CONTENT: 57,
    Category.LINKS: 40,
    Category.STRUCTURED: 39,
    Category.INTERNATIONAL: 23,
    Category.MOBILE: 26,
    Category.IMAGES: 15,
    Category.ACCESS: 23,
}
"""Sum of the weights of all scored rules in the catalogue, to compute the coverage."""

RULE_WEIGHTS: Final[dict[str, int]] = {
    "robots-unreachable": 10,
    "robots-blocks-all": 10,
    "robots-syntax": 4,
    "robots-size": 3,
    "robots-unsupported": 1,
    "robots-blocks-assets": 4,
    "blocked-linked": 5,
    "noindex-unexpected": 8,
    "home-noindex": 10,
    "noindex-and-blocked": 5,
    "robots-conflict": 3,
    "unavailable-after-past": 3,
    "snippet-suppressed": 2,
    "http-5xx": 9,
    "http-4xx": 7,
    "soft-404": 7,
    "probe-not-404": 6,
    "redirect-chain": 8,
    "redirect-temporary": 2,
    "redirect-client": 3,
    "sitemap-missing": 5,
    "sitemap-invalid": 6,
    "sitemap-dirty": 6,
    "sitemap-coverage": 5,
    "sitemap-lastmod": 3,
    "url-hygiene": 2,
    "url-trap": 4,
    "html-oversize": 5,
    "js-dependent": 5,
    "log-waste": 2,
    "log-uncrawled": 2,
    "canonical-missing": 3,
    "canonical-invalid": 5,
    "canonical-bad-target": 7,
    "canonical-to-home": 6,
    "canonical-cross-language": 6,
    "canonical-off-host": 4,
    "host-variants": 6,
    "duplicate-exact": 5,
    "duplicate-near": 4,
    "title-missing": 10,
    "title-multiple": 3,
    "title-generic": 4,
    "title-duplicate": 5,
    "title-length": 2,
    "title-boilerplate": 3,
    "title-h1-mismatch": 2,
    "description-missing": 4,
    "description-duplicate": 3,
    "description-length": 1,
    "h1-missing": 4,
    "heading-skip": 1,
    "lang-invalid": 4,
    "lang-mismatch": 4,
    "thin": 2,
    "head-broken": 5,
    "link-broken-internal": 7,
    "link-broken-external": 4,
    "link-to-redirect": 2,
    "anchor-uncrawlable": 5,
    "anchor-generic": 3,
    "anchor-empty": 4,
    "nofollow-internal": 3,
    "orphan": 5,
    "depth": 4,
    "dead-end": 1,
    "pagerank-low": 2,
    "sd-syntax": 6,
    "sd-vocabulary": 2,
    "sd-invisible": 4,
    "sd-organization": 3,
    "sd-place": 4,
    "sd-event": 5,
    "sd-job": 5,
    "sd-breadcrumb": 3,
    "sd-article": 2,
    "sd-website": 2,
    "sd-dataset": 2,
    "sd-faq": 1,
    "hreflang-invalid": 5,
    "hreflang-no-return": 6,
    "hreflang-no-self": 3,
    "hreflang-bad-target": 5,
    "hreflang-missing": 4,
    "viewport": 5,
    "mobile-parity": 6,
    "cwv": 8,
    "ttfb": 5,
    "compression": 2,
    "img-alt": 4,
    "img-link-alt": 4,
    "img-broken": 4,
    "img-heavy": 2,
    "favicon": 1,
    "a11y-statement": 6,
    "a11y-axe": 5,
    "https": 8,
    "mixed-content": 4,
}
"""Weight of each scored rule within its category."""

UNSCORED_RULES: Final[frozenset[str]] = frozenset(
    {"duplicate-region", "facility-french", "img-oversized", "search-lost"}
)
"""Rules without a weight: their findings are for information only."""

SCORE_CAPS: Final[dict[str, float]] = {"robots-blocks-all": 20.0, "home-noindex": 20.0, "https": 40.0}
"""Maximum score while the rule fails: Google sees nothing, or browsers warn visitors."""

REPAIR_HOURS: Final[dict[Repair, float]] = {Repair.SETTING: 0.5, Repair.TEMPLATE: 2.0, Repair.CONTENT: 0.25}
"""Hours for one setting, one template or one text: our rough estimates, only used to sort the fixes."""
