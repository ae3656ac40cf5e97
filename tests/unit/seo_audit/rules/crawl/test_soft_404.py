"""Tests of `rules/crawl/soft_404.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.seo_audit.rules.site_changes import changed, probe, site_grades, site_passes

SITE_FAILING = [
    ("soft-404", changed("/afval", titles=("Pagina niet gevonden | Kuurne",)), {"/afval": "missing"}),
    ("soft-404", changed("/afval", titles=("Page introuvable",)), {"/afval": "missing"}),
    ("soft-404", changed("/afval", titles=("404 | Kuurne",)), {"/afval": "missing"}),
    ("soft-404", changed("/afval", titles=("Deze pagina bestaat niet meer",)), {"/afval": "missing"}),
    ("probe-not-404", probe(200, b"<p>Welkom</p>"), {"/": "missing"}),
    ("probe-not-404", probe(302), {"/": "invalid"}),
]  # fmt: skip

SITE_PASSING = [
    ("soft-404", changed("/afval", titles=("Verloren en gevonden voorwerpen",))),
    ("soft-404", changed("/afval", titles=("Lijn 404 rijdt anders",))),
    ("probe-not-404", probe(410)),
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)


def test_a_page_that_repeats_the_error_page_is_a_soft_404(sound: Any, make: Any) -> None:
    """Without any error phrase, nine tenths of the text of a made-up address's page give it away."""
    text = make["words"]("oeps", 40)
    sound.probe = sound.file("probe", "/bestaat-niet-4711", f"<title>x</title><p>{text}</p><p>Menu</p>".encode())
    sound.change("/afval", text=text, text_hash="o")
    assert sound.found("soft-404") == {"/afval": "missing"}


@pytest.mark.parametrize("body", [b"<!-- -->", b"\xff\xfe\x00", b"   "])
def test_an_error_page_without_text_is_no_measure(sound: Any, body: bytes) -> None:
    """A made-up address that answers 200 with nothing readable is reported, and no page is likened to it."""
    sound.probe = sound.file("probe", "/bestaat-niet-4711", body)
    assert {finding.rule for finding in sound.audit().sites[0].findings} == {"probe-not-404"}
