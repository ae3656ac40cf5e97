"""Web-server logs: which lines are read, who is Googlebot, and what is known of a site afterwards."""

from __future__ import annotations

import gzip
import json
import warnings
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.registry.site import Site
from seo_audit.inputs.external_data import LogSummary
from seo_audit.inputs.imports.googlebot_verification import GooglebotVerifier, verify_by_dns, verify_by_ranges
from seo_audit.inputs.imports.server_log_lines import parse_log_line, read_log_lines
from seo_audit.inputs.imports.server_logs import read_logs
from seo_audit.records.errors import InputFileError

SITE = Site(id="kuurne", name="Kuurne", url="https://www.kuurne.be/", hosts=("www.kuurne.be",))
PAGES = tuple(f"/nieuws/{number}" for number in range(20))
KNOWN = tuple(f"https://www.kuurne.be{path}" for path in ("/", *PAGES))

ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
GENUINE, FALSE = "66.249.66.1", "203.0.113.9"


def line(
    path: str,
    *,
    client: str = "198.51.100.7",
    at: str = "20/Nov/2026:13:55:36 +0100",
    status: int = 200,
    referrer: str = "-",
    agent: str = PERSON,
    method: str = "GET",
) -> str:
    """A line of the combined format."""
    return f'{client} - - [{at}] "{method} {path} HTTP/1.1" {status} 2326 "{referrer}" "{agent}"'


def log(folder: Path, lines: Iterable[str], name: str = "access.log") -> Path:
    """A log of these lines."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def only_genuine(addresses: Iterable[str]) -> frozenset[str]:
    """Verify as if Google had said so."""
    return frozenset({GENUINE} & set(addresses))


def read(*paths: Path, verify: GooglebotVerifier = only_genuine) -> LogSummary:
    """Read logs of the site."""
    return read_logs(paths, SITE, KNOWN, verify)


def test_a_line_says_who_asked_what_and_when() -> None:
    """Moments become UTC, a dash nothing, and quotes within a User-Agent stay in it."""
    found = parse_log_line(line("/afval?q=1", referrer="https://www.google.be/", agent=r"een \"vreemde\" agent"))
    assert found is not None
    assert datetime(2026, 11, 20, 12, 55, 36, tzinfo=UTC) == found.moment
    assert ("198.51.100.7", "GET", "/afval?q=1", 200) == (found.client, found.method, found.target, found.status)
    assert ("https://www.google.be/", r"een \"vreemde\" agent") == (found.referrer, found.agent)
    bare = parse_log_line(line("/", referrer="-", agent="-"))
    assert bare is not None
    assert ("", "", "") == (bare.host, bare.referrer, bare.agent)


def test_the_host_before_a_line_is_read() -> None:
    """As Apache's vhost_combined writes it, with a port."""
    found = parse_log_line("www.kuurne.be:443 " + line("/afval"))
    assert found is not None
    assert ("www.kuurne.be:443", "198.51.100.7") == (found.host, found.client)


@pytest.mark.parametrize(
    "text",
    [
        "geen regel van een logboek",
        '198.51.100.7 - - [20/Nov/2026:13:55:36 +0100] "GET / HTTP/1.1" 200 2326',
        line("/", at="20/Vrijdag/2026:13:55:36 +0100"),
        line("/", at="40/Nov/2026:13:55:36 +0100"),
        r'198.51.100.7 - - [20/Nov/2026:13:55:36 +0100] "\x16\x03\x01" 400 226 "-" "-"',
    ],
)
def test_what_is_no_line_of_the_format_is_none(text: str) -> None:
    """Nothing is guessed of it, and nothing is raised."""
    assert parse_log_line(text) is None


PARTS = st.sampled_from(
    ['"', "\\", "[", "]", " ", "-", "GET /", " HTTP/1.1", "200", "20/Nov/2026:13:55:36 +0100", "1.2.3.4", "é", "\x00"]
)


@given(st.one_of(st.text(), st.lists(PARTS, max_size=40).map("".join)))
def test_whatever_stands_on_a_line_it_is_read_or_none(text: str) -> None:
    """Strangers write into logs what they like: nothing of it ends the reading, and what is read is whole."""
    found = parse_log_line(text)
    assert found is None or (found.moment.tzinfo is UTC and found.target != "" and found.method.isupper())


def test_the_lines_are_those_that_advertools_reads(tmp_path: Path) -> None:
    """An independent reader agrees on clients, targets, answers, referrers and agents, and on which lines are none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import advertools
        import pandas as pd

        lines = [
            line("/"),
            line("/afval?dag=maandag&x=%C3%A9", referrer="https://www.google.be/", status=304),
            line("/zoek", method="POST", status=302, client="2001:db8::1"),
            "onzin",
            line("/é", agent=ROBOT, client=GENUINE, status=404),
            line("/", agent="-"),
        ]
        path = log(tmp_path, lines)
        advertools.logs_to_df(str(path), str(tmp_path / "l.parquet"), str(tmp_path / "fouten.txt"), "combined")
        table = pd.read_parquet(tmp_path / "l.parquet")
    theirs = [
        (row.client, row.method, row.request, int(row.status), row.referer.strip("-"), row.user_agent.strip("-"))
        for row in table.itertuples()
    ]
    ours = [
        (found.client, found.method, found.target, found.status, found.referrer, found.agent)
        for found in read_log_lines(path)
        if found
    ]
    assert theirs == ours
    assert (
        1
        == len((tmp_path / "fouten.txt").read_text().splitlines())
        == sum(found is None for found in read_log_lines(path))
    )


def test_visits_of_people_and_how_many_come_from_google(tmp_path: Path) -> None:
    """A visit is a page asked from elsewhere; not the next page, not its parts, not programs, not Google's mail."""
    google, own = "https://www.google.be/", "https://www.kuurne.be/nieuws/1"
    lines = [
        *(line(path, referrer=google) for path in PAGES[:6]),
        line("/nieuws/1", referrer="android-app://com.google.android.googlequicksearchbox/"),
        line("/nieuws/2"),
        line("/nieuws/3", referrer="https://www.uitinvlaanderen.be/agenda"),
        line("/nieuws/4", referrer="https://mail.google.com/"),
        line("/nieuws/5", referrer=own),
        line("/nieuws/6", status=404, referrer=google),
        line("/themes/stijl.css", referrer=google),
        line("/nieuws/7", agent="curl/8.5", referrer=google),
        line("/nieuws/8", agent="Mozilla/5.0 (compatible; bingbot/2.0)", referrer=google),
        line("/zoek", method="POST", referrer=google),
    ]
    found = read(log(tmp_path, lines))
    assert (10, 7) == (found.visits, found.from_google)


def test_only_verified_visits_of_googlebot_count(tmp_path: Path) -> None:
    """Its answers by status, its last visit by address, what it lost its visits on; who pretends is counted apart."""
    robot = {"agent": ROBOT, "client": GENUINE}
    lines = [
        line("/nieuws/1", **robot, at="01/Nov/2026:10:00:00 +0000"),
        line("/nieuws/1", **robot, at="03/Nov/2026:10:00:00 +0000"),
        line("/nieuws/1", **robot, at="02/Nov/2026:10:00:00 +0000"),
        line("/weg", **robot, status=404),
        line("/weg", **robot, status=404),
        line("/stuk", **robot, status=500),
        line("/nieuws/2", agent=ROBOT, client=FALSE),
    ]
    found = read(log(tmp_path, lines))
    assert ({200: 3, 404: 2, 500: 1}, 6, 0.5, 1) == (
        found.hits,
        found.googlebot_requests,
        found.wasted_share,
        found.pretended,
    )
    assert {"https://www.kuurne.be/nieuws/1": datetime(2026, 11, 3, 10, tzinfo=UTC)} == found.visited
    lost = [(item.url, item.status, item.hits) for item in found.wasted]
    assert [("https://www.kuurne.be/weg", 404, 2), ("https://www.kuurne.be/stuk", 500, 1)] == lost


def test_rotated_and_packed_files_are_one_log_in_any_order(tmp_path: Path) -> None:
    """From the first line of the oldest to the last of the newest."""
    new = log(tmp_path, [line("/nieuws/1", at="20/Nov/2026:08:00:00 +0100")])
    old = tmp_path / "access.log.2.gz"
    old.write_bytes(gzip.compress((line("/nieuws/2", at="18/Nov/2026:08:00:00 +0100") + "\n").encode()))
    found = read(new, old)
    assert (datetime(2026, 11, 18, 7, tzinfo=UTC), datetime(2026, 11, 20, 7, tzinfo=UTC)) == (found.since, found.until)
    assert (2, 2) == (found.lines, found.visits)


def test_wrong_lines_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    """Also bytes that are no text, and a line without an end."""
    path = tmp_path / "access.log"
    path.write_bytes(b"\xff\xfe\x00onzin\n" + b"x" * 200_000 + b"\n" + line("/nieuws/1").encode() + b"\n\n")
    found = read(path)
    assert (1, 1) == (found.visits, found.lines - found.unread)


def test_lines_of_other_hosts_do_not_count(tmp_path: Path) -> None:
    """A server with many sites writes one log, each line with its host."""
    lines = ["www.kuurne.be:443 " + line("/nieuws/1"), "www.menen.be:443 " + line("/nieuws/2")]
    assert 1 == read(log(tmp_path, lines)).visits


def test_no_address_of_a_client_is_kept(tmp_path: Path) -> None:
    """What is known of the logs names no visitor, and no robot either."""
    lines = [
        line("/nieuws/1"),
        line("/weg", agent=ROBOT, client=GENUINE, status=404),
        line("/", agent=ROBOT, client=FALSE),
    ]
    stored = msgspec.json.encode(read(log(tmp_path, lines))).decode()
    assert not any(client in stored for client in ("198.51.100.7", GENUINE, FALSE))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"naam;voornaam\nJans;Jan\n", "is not a log in the combined format"),
        (
            b'198.51.100.7 - - [20/Nov/2026:13:55:36 +0100] "GET / HTTP/1.1" 200 2326\n',
            "has no user agent",
        ),
        (line("/").encode("utf-16"), "UTF-16"),
        (gzip.compress(line("/").encode() * 1000)[:-20], "is incomplete"),
        (b"\x1f\x8b maar geen gzip", "cannot read the log"),
        ("\n".join(line(f"/andere/{n}") for n in range(30)).encode(), "logs of another site"),
        (("www.menen.be " + line("/")).encode(), "no request to one of its hosts"),
    ],
)
def test_a_file_that_will_not_do_is_one_sentence(tmp_path: Path, data: bytes, why: str) -> None:
    """What is wrong with it, whichever way."""
    path = tmp_path / "access.log"
    path.write_bytes(data)
    with pytest.raises(InputFileError, match=why):
        read(path)


class RecordedNames:
    """The answers of name servers, as they were once; anything else has none."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def name_of(self, address: str) -> str:
        """A recorded name."""
        self.asked.append(address)
        names = {
            GENUINE: "crawl-66-249-66-1.googlebot.com",
            FALSE: "crawl-66-249-66-1.googlebot.com",
            "192.0.2.5": "googlebot.com.evil.example",
            "192.0.2.6": "rate-limited-proxy-192-0-2-6.google.com.",
        }
        if address not in names:
            raise OSError("Unknown host")
        return names[address]

    def addresses_of(self, name: str) -> frozenset[str]:
        """Recorded addresses."""
        known = {
            "crawl-66-249-66-1.googlebot.com": {GENUINE},
            "googlebot.com.evil.example": {"192.0.2.5"},
            "rate-limited-proxy-192-0-2-6.google.com": {"192.0.2.6"},
        }
        return frozenset(known[name])


def test_a_name_counts_only_when_it_leads_back() -> None:
    """Whoever writes Google's name behind its address is not Google; each address is asked once."""
    names = RecordedNames()
    asked = [GENUINE, FALSE, "192.0.2.5", "192.0.2.6", "192.0.2.7", GENUINE]
    assert {GENUINE, "192.0.2.6"} == verify_by_dns(names)(asked)
    assert 5 == len(names.asked)


def test_published_ranges_verify_without_asking(tmp_path: Path) -> None:
    """Both kinds of addresses; what is no address is nobody's."""
    ranges = {
        "creationTime": "2026-11-01",
        "prefixes": [{"ipv6Prefix": "2001:4860:4801:10::/64"}, {"ipv4Prefix": "66.249.66.0/27"}],
    }
    path = tmp_path / "common-crawlers.json"
    path.write_text(json.dumps(ranges))
    asked = [GENUINE, FALSE, "2001:4860:4801:10::5", "crawl.googlebot.com"]
    assert {GENUINE, "2001:4860:4801:10::5"} == verify_by_ranges([path])(asked)


@pytest.mark.parametrize("text", ["", "{}", '{"prefixes": [{"ipv4Prefix": "hier"}]}', "[1]"])
def test_other_files_are_no_ranges(tmp_path: Path, text: str) -> None:
    """One sentence that says what file is meant."""
    path = tmp_path / "ranges.json"
    path.write_text(text)
    with pytest.raises(InputFileError, match=r"common-crawlers\.json"):
        verify_by_ranges([path])
