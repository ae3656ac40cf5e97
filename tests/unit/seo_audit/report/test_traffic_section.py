"""What logs and Search Console say, in the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from indexer.language.translations import TEXT_LANGUAGES
from seo_audit.audit import audit_sites
from seo_audit.inputs.external_data import ExternalData, LogSummary, SearchPerformance, WastedUrl
from seo_audit.report.pages import page_filename, write_report
from seo_audit.scoring.audit_result import RegionAudit
from seo_audit.scoring.traffic_summary import SearchPage, TrafficSummary

ROOT = "https://www.kuurne.be"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LOGS = LogSummary(
    since=datetime(2026, 10, 1, tzinfo=UTC),
    until=datetime(2026, 10, 28, tzinfo=UTC),
    hits={200: 60, 304: 15, 404: 25},
    wasted=(WastedUrl(url=f"{ROOT}/oud", status=404, hits=25),),
    visits=200,
    from_google=150,
    lines=1000,
)
SHOWN = SearchPerformance(clicks=40, impressions=1200, position=3.4)


def section(audited: RegionAudit, folder: Path, code: str = "nl") -> Tag | None:
    """The section of the site's page, None when it is left out."""
    write_report(audited, folder)
    page = BeautifulSoup((folder / "kuurne" / page_filename(code)).read_text(encoding="utf-8"), "lxml")
    return page.select_one("section[aria-labelledby=google]")


@pytest.mark.parametrize("code", TEXT_LANGUAGES)
def test_what_google_does_is_told_where_it_is_known(sound: Any, tmp_path: Path, code: str) -> None:
    """Three quarters of the visits through Google, a quarter of Googlebot's lost; pages shown most lead to findings."""
    sound.change("/afval", viewport=None)
    page = SearchPage(url=f"{ROOT}/afval", shown=SHOWN, rules=("viewport",))
    figures = TrafficSummary(logs=LOGS, uncrawled=2, pages=7, shown=(page,), clicks=40, impressions=1200)
    found = section(replace(sound.audit(), figures={"kuurne": figures}), tmp_path, code)
    assert found is not None
    figures_shown = [item.get_text().replace("\N{NO-BREAK SPACE}", "") for item in found.select("dd")]
    assert ["75%", "25%", "29%"] == figures_shown
    assert ["60", "15", "25"] == [cell.get_text() for cell in found.select(".bars tbody .n")]
    assert ["loss"] == [row.select("rect")[1]["class"][0] for row in found.select(".bars tbody tr")][2:]
    assert "#viewport" in [link["href"] for link in found.select("tbody a")]


def test_one_source_is_enough(sound: Any, tmp_path: Path) -> None:
    """Search Console without logs shows its table alone."""
    figures = TrafficSummary(
        pages=7, shown=(SearchPage(url=f"{ROOT}/afval", shown=SHOWN),), clicks=40, impressions=1200
    )
    found = section(replace(sound.audit(), figures={"kuurne": figures}), tmp_path)
    assert found is not None
    assert (1, []) == (len(found.select("table")), found.select("dl"))


def test_logs_without_a_genuine_visit_of_googlebot_say_nothing_of_its_visits(sound: Any, tmp_path: Path) -> None:
    """Without a verified request there is no share of uncrawled pages; the number of fake requests is shown."""
    logs = replace(LOGS, hits={}, wasted=(), pretended=9)
    found = section(replace(sound.audit(), figures={"kuurne": TrafficSummary(logs=logs, pages=7)}), tmp_path)
    assert found is not None
    assert (["75%"], []) == (
        [item.get_text().replace("\N{NO-BREAK SPACE}", "") for item in found.select("dd")],
        found.select("table"),
    )
    assert "9 verzoeken" in found.get_text()


def test_nothing_known_is_no_section(sound: Any, tmp_path: Path) -> None:
    """A site without logs or Search Console has no empty headings."""
    assert section(sound.audit(), tmp_path) is None


def test_what_one_site_lacks_is_not_said_of_the_one_that_has_it(region: Any, tmp_path: Path) -> None:
    """The rule is not scored on either site; the site with logs shows that others have none."""
    store, sites, _ = region("kuurne", "menen")
    write_report(audit_sites(store, sites, now=NOW, external_data={"kuurne": ExternalData(logs=LOGS)}), tmp_path)
    pages = [
        BeautifulSoup((tmp_path / name / "index.html").read_text(encoding="utf-8"), "lxml")
        for name in ("kuurne", "menen")
    ]
    lines = [[item.get_text() for item in page.select("li") if "geen logboeken" in item.get_text()] for page in pages]
    assert [[True, True], [False, False]] == [["niet voor deze" in line for line in found] for found in lines]
