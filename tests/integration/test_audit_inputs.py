"""Access logs and Search Console exports as inputs of `regiozoek audit`: findings, storage and error messages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.audited_site import AuditedSite, words
from tests.servers.pages import PageServer

GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36"
GOOGLEBOT_RANGES = '{"creationTime": "2026-11-01T00:00:00", "prefixes": [{"ipv4Prefix": "66.249.66.0/27"}]}'


@pytest.fixture
def town(page_server: PageServer, tmp_path: Path) -> AuditedSite:
    """A crawled site with a page that was removed later.

    With the access log of its server, Google's IP ranges, and a Search Console export.
    """
    town = AuditedSite(page_server, tmp_path)
    for path in ("/afval", "/paspoort", "/zwembad", "/oud"):
        town.add_page(path, f"Alles over {path[1:]}", words(path[1:]))
    town.server.add_response("/oud", "", status=410)
    town.crawl()
    long_ago, now = datetime.now(UTC) - timedelta(days=120), datetime.now(UTC)
    lines = [
        log_line("66.249.66.3", "/afval", long_ago, agent=GOOGLEBOT),
        log_line("66.249.66.3", "/paspoort", now, agent=GOOGLEBOT),
        log_line("66.249.66.4", "/weg", now, status=404, agent=GOOGLEBOT),
        log_line("203.0.113.9", "/zwembad", now, agent=GOOGLEBOT),
        *(log_line("198.51.100.7", "/afval", now, referrer="https://www.google.be/") for _ in range(3)),
        log_line("198.51.100.7", "/paspoort", now),
        "dit is geen regel van een logboek",
    ]
    (tmp_path / "access.log").write_text("\n".join(lines) + "\n")
    (tmp_path / "ranges.json").write_text(GOOGLEBOT_RANGES)
    pages = [
        f"{page_server.url}{path},{clicks},{shown},5%,3.2"
        for path, clicks, shown in (("/oud", 40, 900), ("/afval", 9, 70))
    ]
    (tmp_path / "Pages.csv").write_text(
        "\n".join(["Populairste pagina's,Klikken,Vertoningen,CTR,Positie", *pages]) + "\n"
    )
    return town


def log_line(
    client: str, path: str, at: datetime, *, status: int = 200, referrer: str = "-", agent: str = BROWSER
) -> str:
    """Return a line in the combined log format."""
    return f'{client} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET {path} HTTP/1.1" {status} 99 "{referrer}" "{agent}"'


def traffic_figures(town: AuditedSite, *options: object) -> dict[str, dict[str, object]]:
    """Audit the site; return its traffic figures."""
    done = town.regiozoek("audit", *options, "--json")
    assert 0 == done.returncode, done.stderr
    figures: dict[str, dict[str, object]] = json.loads(done.stdout).get("beside", {}).get("proef", {})
    return figures


LOG_OPTIONS = ("--logs", "proef=access.log*", "--googlebot", "ranges.json")
SEARCH_CONSOLE_OPTIONS = ("--search-console", "proef=Pages.csv")


def test_logs_count_visits_from_google_and_verified_googlebot(town: AuditedSite) -> None:
    """Three of four visits; two verified Googlebot requests for pages and one for a lost page; one fake Googlebot."""
    logs = traffic_figures(town, *LOG_OPTIONS)["logs"]
    assert isinstance(logs, dict)
    assert (4, 0.75) == (logs["visits"], logs["from_google"])
    assert (3, 1, pytest.approx(1 / 3)) == (logs["googlebot"], logs["pretended"], logs["waste"])
    assert [{"url": f"{town.server.url}/weg", "status": 404, "hits": 1}] == logs["wasted"]
    assert (2, 4) == (logs["uncrawled"], logs["pages"])


def test_pages_not_crawled_by_google_are_found(town: AuditedSite) -> None:
    """/afval was last crawled too long ago, /zwembad only by a fake Googlebot, the home page never."""
    done = town.regiozoek("audit", *LOG_OPTIONS, "--format", "json")
    found = [item for item in json.loads(done.stdout)["findings"] if item["rule"] == "log-uncrawled"]
    assert [{"/", "/afval", "/zwembad"}] == [
        {url.removeprefix(town.server.url) for url in item["pages"]} for item in found
    ]


def test_clicked_pages_that_are_gone_are_found(town: AuditedSite) -> None:
    """Of the two pages in the export, one responds with 410. The other is listed with its findings."""
    assert {"/oud"} == town.audit_findings(*SEARCH_CONSOLE_OPTIONS)["search-lost"]
    figures = traffic_figures(town)["search_console"]
    assert isinstance(figures, dict)
    assert (970, 49) == (figures["impressions"], figures["clicks"])
    first = figures["pages"][0]
    assert (f"{town.server.url}/oud", True) == (first["url"], "search-lost" in first["rules"])


def test_inputs_are_stored_for_later_audits(town: AuditedSite) -> None:
    """No visitor's IP address is stored. Without inputs there are no traffic figures."""
    assert {} == traffic_figures(town)
    given = traffic_figures(town, *LOG_OPTIONS, *SEARCH_CONSOLE_OPTIONS)
    assert given == traffic_figures(town)
    stored = [path.read_text() for path in (town.folder / "var" / "beside").rglob("*.json")]
    assert 2 == len(stored)
    assert not any(address in text for text in stored for address in ("198.51.100.7", "66.249.66", "203.0.113"))


def test_inputs_are_stored_when_the_browser_fails(town: AuditedSite) -> None:
    """The next audit uses them without being given the files again."""
    failed = town.regiozoek("audit", *LOG_OPTIONS, "--sample", 2, REGIOZOEK_CHROMIUM=str(town.folder / "no-chromium"))
    assert (2, True) == (failed.returncode, "no-chromium" in "".join(failed.stderr.split())), failed.stderr
    assert "logs" in traffic_figures(town)


def test_expired_inputs_are_ignored_with_a_warning(town: AuditedSite) -> None:
    traffic_figures(town, *LOG_OPTIONS)
    path = town.folder / "var" / "beside" / "proef" / "logs.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps(record | {"given_at": "2026-01-02T03:04:05Z"}))
    done = town.regiozoek("audit", "--json")
    assert (0, False) == (done.returncode, "beside" in json.loads(done.stdout))
    assert "proef: logs data of 2026-01-02 is too old to be used; import it again." in " ".join(done.stderr.split())


def test_unparseable_log_lines_are_reported(town: AuditedSite) -> None:
    """One of nine lines."""
    done = town.regiozoek("audit", *LOG_OPTIONS)
    assert "proef: skipped 1 of 9 log lines that are not in the combined log format" in " ".join(done.stderr.split())


def test_logs_without_verified_googlebot_give_no_google_findings(town: AuditedSite) -> None:
    """As behind a proxy that hides client addresses.

    No page is reported as uncrawled, visits are counted, and a warning gives the next step.
    """
    (town.folder / "ranges.json").write_text('{"prefixes": [{"ipv4Prefix": "192.0.2.0/24"}]}')
    done = town.regiozoek("audit", *LOG_OPTIONS, "--json")
    logs = json.loads(done.stdout)["beside"]["proef"]["logs"]
    assert (4, 0, None, 4) == (logs["visits"], logs["googlebot"], logs["uncrawled"], logs["pretended"])
    assert "none of the 4 requests with Googlebot's User-Agent could be verified" in " ".join(done.stderr.split())
    assert "log-uncrawled" not in town.audit_findings()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--logs", "gent=access.log"], "unknown site gent"),
        (["--logs", "proef=nergens.log"], "nergens.log does not exist"),
        (["--logs", "proef=ranges.json", "--googlebot", "ranges.json"], "is not a log in the combined format"),
        (["--logs", "access.log", "--googlebot", "access.log"], "common-crawlers.json"),
        (["--search-console", "proef=access.log"], "has no table of pages"),
    ],
)
def test_invalid_inputs_give_a_one_sentence_error(town: AuditedSite, options: list[str], sentence: str) -> None:
    """Nothing is audited or stored."""
    done = town.regiozoek("audit", *options)
    message = " ".join(done.stderr.split())
    assert (2, True, False) == (done.returncode, sentence in message, "Traceback" in message), done.stderr
    assert not (town.folder / "var" / "beside").exists()
