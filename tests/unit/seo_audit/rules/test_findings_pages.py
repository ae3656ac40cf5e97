"""Findings about the whole site list the pages concerned."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.seo_audit.rules.site_changes import ROOT, listed, unlinked


@pytest.mark.parametrize(
    ("rule", "change", "pages"),
    [
        ("orphan", unlinked("/producten/reispas"), ("/producten/reispas",)),
        (
            "sitemap-coverage",
            listed("/afval", "/producten", "/agenda", "/toegankelijkheid"),
            ("/agenda/kerstmarkt", "/producten/reispas"),
        ),
        ("sitemap-lastmod", listed("/afval", lastmod="gisteren"), ("/", "/afval")),
    ],
)
def test_a_finding_about_the_site_lists_its_pages(sound: Any, rule: str, change: Any, pages: tuple[str, ...]) -> None:
    """The finding is about the site or its sitemap, and lists the pages to repair."""
    change(sound)
    assert sound.findings(rule)[0].pages == tuple(ROOT + path for path in pages)
