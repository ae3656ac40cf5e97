"""Audits over time: what is new, repaired, worse, and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from seo_audit.records.errors import HistoryError
from seo_audit.report.pages import write_report
from seo_audit.scoring.audit_result import RegionAudit
from seo_audit.scoring.history import AuditHistory, FindingChange

ROOT = "https://www.kuurne.be"


def later(audit_sites: RegionAudit, days: int) -> RegionAudit:
    """The same audit, some days on."""
    return replace(audit_sites, created_at=audit_sites.created_at + timedelta(days=days))


def test_a_first_audit_has_nothing_to_compare_with(sound: Any, tmp_path: Path) -> None:
    """Neither changes nor more than its own point of a trend."""
    past = AuditHistory(tmp_path / "audits").compare(sound.audit())
    assert ({}, [100.0]) == (past.changes, [point.scores["kuurne"] for point in past.trend])


def test_new_fixed_and_worse_are_told_by_rule_and_address(sound: Any, tmp_path: Path) -> None:
    """A finding that appears is new, one that disappears is fixed, one with a lower grade is worse."""
    history = AuditHistory(tmp_path / "audits")
    sound.change("/afval", viewport=None, html_lang="nl_BE")
    sound.change("/agenda", descriptions=())
    history.save(sound.audit())
    sound.change("/afval", html_lang=None)
    sound.change("/agenda", descriptions=("Wat er in Kuurne te doen is, voor jong en oud, het hele jaar.",))
    sound.change("/producten", titles=())
    changes = history.compare(later(sound.audit(), 1)).changes["kuurne"]
    assert (FindingChange("title-missing", f"{ROOT}/producten"),) == changes.new
    assert (FindingChange("description-missing", f"{ROOT}/agenda"),) == changes.fixed
    assert (FindingChange("lang-invalid", f"{ROOT}/afval"),) == changes.worse
    assert (True, len(sound.audit().sites[0].rules)) == (changes.comparable, 3)


def test_a_page_in_a_finding_about_the_site_counts_by_itself(sound: Any, tmp_path: Path) -> None:
    """One more page outside the sitemap is one new finding, though the sitemap's finding was there before."""
    history = AuditHistory(tmp_path / "audits")
    sound.list_in_sitemap("/", "/afval", "/producten", "/producten/reispas", "/agenda", "/toegankelijkheid")
    history.save(sound.audit())
    sound.list_in_sitemap("/", "/afval", "/producten", "/agenda", "/toegankelijkheid")
    changes = history.compare(later(sound.audit(), 1)).changes["kuurne"]
    assert (FindingChange("sitemap-coverage", f"{ROOT}/producten/reispas"),) == changes.new


def test_what_was_not_measured_is_neither_new_nor_fixed(sound: Any, tmp_path: Path) -> None:
    """A crawl cut short leaves orphans unjudged: their findings are not called repaired, nor the scores compared."""
    history = AuditHistory(tmp_path / "audits")
    for page in list(sound.pages.values()):
        links = tuple(link for link in page.links if link.url != f"{ROOT}/producten/reispas")
        sound.change(page.url.removeprefix(ROOT), links=links)
    history.save(sound.audit())
    sound.complete = False
    changes = history.compare(later(sound.audit(), 1)).changes["kuurne"]
    assert ((), (), False) == (changes.new, changes.fixed, changes.comparable)


def test_each_site_is_compared_with_the_last_audit_that_included_it(region: Any, tmp_path: Path) -> None:
    """An audit of one site alone does not hide the others' earlier one."""
    from seo_audit.audit import audit_sites

    store, sites, _ = region("kuurne", "menen")
    history = AuditHistory(tmp_path / "audits")
    first = audit_sites(store, sites)
    history.save(first)
    history.save(later(audit_sites(store, sites[:1]), 1))
    past = history.compare(later(audit_sites(store, sites), 2))
    assert (first.created_at + timedelta(days=1)).date() == past.changes["kuurne"].since.date()
    assert first.created_at == past.changes["menen"].since
    assert [2, 1, 2] == [len(point.scores) for point in past.trend]


def test_a_damaged_audit_is_named(sound: Any, tmp_path: Path) -> None:
    """The message says which file to move away; a last line cut short by a full disk is passed over."""
    history = AuditHistory(tmp_path)
    history.save(sound.audit())
    with (tmp_path / "scores.jsonl").open("ab") as file:
        file.write(b'{"at":"2026-')
    assert len(history.trend()) == 1
    next(tmp_path.glob("*.zst")).write_bytes(b"x")
    with pytest.raises(HistoryError, match="move it away"):
        history.compare(later(sound.audit(), 1))


def test_the_report_says_what_changed(sound: Any, tmp_path: Path) -> None:
    """The site's page lists what is new and what was repaired, and draws the scores of comparable audits."""
    history = AuditHistory(tmp_path / "audits")
    sound.change("/afval", viewport=None)
    history.save(sound.audit())
    sound.change("/afval", viewport="width=device-width")
    sound.change("/agenda", titles=())
    second = later(sound.audit(), 1)
    overview = write_report(second, tmp_path / "reports", history.compare(second))
    page = (overview.parent / "kuurne" / "index.html").read_text()
    assert "Sinds de vorige audit" in page
    assert "<strong>Nieuw</strong> (1)" in page
    assert "<strong>Hersteld</strong> (1)" in page
    assert "<polyline" in page
    assert "<polyline" in overview.read_text()
