"""Tests of `rules/crawl/robots_txt.py`."""

from __future__ import annotations

from crawler.records.page import BodyKind
from tests.unit.seo_audit.rules.site_changes import answers, robots, several, site_grades, site_passes

SITE_FAILING = [
    ("robots-unreachable", robots("", 503), {"/robots.txt": "missing"}),
    ("robots-unreachable", robots("", 429), {"/robots.txt": "missing"}),
    ("robots-unreachable", robots("", 0), {"/robots.txt": "missing"}),
    ("robots-blocks-all", robots("User-agent: *\nDisallow: /"), {"/robots.txt": "missing"}),
    ("robots-blocks-all", robots("User-agent: googlebot\nDisallow: /*"), {"/robots.txt": "missing"}),
    ("robots-syntax", robots("Disallow\n"), {"/robots.txt": "invalid"}),
    ("robots-syntax", robots("Disallow: /a\nUser-agent: *"), {"/robots.txt": "invalid"}),
    ("robots-syntax", robots("User-agent: *\nDisallow: admin"), {"/robots.txt": "invalid"}),
    ("robots-syntax", robots("User-agent: *\nDisallow: /a$b"), {"/robots.txt": "invalid"}),
    ("robots-syntax", robots("User-agent: *\nDisalow: /a"), {"/robots.txt": "invalid"}),
    ("blocked-linked", robots("User-agent: *\nDisallow: /afval"), {"/afval": "missing"}),
    ("blocked-linked", several(answers("/admin/x", kind=BodyKind.HTML)), {"/admin/x": "invalid"}),
]  # fmt: skip

SITE_PASSING = [
    ("robots-unreachable", robots("", 404)),  # no robots.txt: everything is allowed
    ("robots-unreachable", robots("", 403)),
    ("robots-blocks-all", robots("User-agent: *\nDisallow: /\nUser-agent: Googlebot\nDisallow:")),
    ("robots-blocks-all", robots("User-agent: *\nDisallow: /$")),
    ("robots-syntax", robots("\ufeff# notes\nUser-agent: *\nDisallow:\nAllow: /*.css$\nSitemap: https://x.be/s.xml\n")),
    ("blocked-linked", robots("User-agent: *\nDisallow: /elders")),
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)
