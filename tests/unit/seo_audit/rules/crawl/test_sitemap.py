"""Tests of `rules/crawl/sitemap.py`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crawler.records.page import RobotsRule
from tests.unit.seo_audit.rules.site_changes import (
    NEWS_PATHS,
    ROOT,
    answers,
    changed,
    listed,
    robots,
    set_canonical,
    several,
    site_grades,
    site_passes,
    sitemap,
)

SITE_FAILING = [
    ("sitemap-missing", sitemap("", 404, source="guess"), {"/sitemap.xml": "missing"}),
    ("sitemap-missing", sitemap("", 404), {"/sitemap.xml": "missing"}),
    ("sitemap-invalid", sitemap("<urlset><url>"), {"/sitemap.xml": "missing"}),
    ("sitemap-invalid", sitemap("<html/>"), {"/sitemap.xml": "missing"}),
    ("sitemap-invalid", sitemap("<urlset><url><loc/></url></urlset>"), {"/sitemap.xml": "invalid"}),
    ("sitemap-invalid", sitemap("<urlset><url><loc>/afval</loc></url></urlset>"), {"/sitemap.xml": "invalid"}),
    ("sitemap-dirty", several(answers("/weg", status=404), listed("/weg")), {"/weg": "missing"}),
    ("sitemap-dirty", several(answers("/oud", "/afval"), listed("/oud")), {"/oud": "missing"}),
    ("sitemap-dirty", changed("/afval", robots=(RobotsRule("robots", "noindex"),)), {"/afval": "invalid"}),
    ("sitemap-dirty", robots("User-agent: *\nDisallow: /afval"), {"/afval": "invalid"}),
    ("sitemap-dirty", set_canonical("/afval", "/producten"), {"/afval": "incomplete"}),
    ("sitemap-coverage", listed("/afval", "/producten", "/producten/reispas", "/agenda", "/toegankelijkheid"),
     {"/sitemap.xml": "missing"}),
    ("sitemap-lastmod", listed("/afval", lastmod="2027-01-01"), {"/sitemap.xml": "invalid"}),
    ("sitemap-lastmod", listed("/afval", lastmod="gisteren"), {"/sitemap.xml": "invalid"}),
    ("sitemap-lastmod", listed(*NEWS_PATHS, lastmod="2026-11-01"), {"/sitemap.xml": "invalid"}),
]  # fmt: skip

SITE_PASSING = [
    ("sitemap-coverage", lambda site: (site.add(replace(site.pages[f"{ROOT}/afval"], url=f"{ROOT}/afval?page=1", canonicals=())))),
    ("sitemap-lastmod", listed("/afval", lastmod="2026-11-20T23:00:00+01:00")),
    ("sitemap-lastmod", listed("/afval", lastmod="2026-11-01")),  # two pages can share a day
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)


def test_a_sitemap_that_expands_itself_is_refused(sound: Any) -> None:
    """Entities in a sitemap are never expanded."""
    bomb = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    sound.sitemap = sound.file(
        "sitemap",
        "/sitemap.xml",
        f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{bomb}]><urlset><url><loc>&h;</loc></url></urlset>'.encode(),
    )
    assert sound.found("sitemap-invalid") == {"/sitemap.xml": "missing"}


def test_without_a_sitemap_nothing_is_said_of_its_contents(sound: Any) -> None:
    """The rules about a sitemap's contents count fully, as sitemap-missing's loss, and report nothing."""
    sound.sitemap = None
    result = sound.audit().sites[0]
    assert {finding.rule for finding in result.findings} == {"sitemap-missing"}
    assert set(result.lost) == {"sitemap-missing"}
