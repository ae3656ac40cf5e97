"""robots.txt, read as Google reads it."""

import io
import lzma
import math
import tarfile
from pathlib import Path

import pytest

from crawler.discovery.robots import MAX_CRAWL_DELAY, MAX_PARSED_ROBOTS_BYTES, RobotsTxtRules

ROOT = "https://www.kuurne.be"
URL = ROOT + "/robots.txt"


def robots_of(text: str | bytes) -> RobotsTxtRules:
    """Return the rules of a file."""
    robots = RobotsTxtRules.from_response(URL, 200, text.encode() if isinstance(text, str) else text)
    assert robots is not None
    return robots


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410])
def test_a_missing_file_allows_everything(status: int) -> None:
    """4xx and redirects past the limit disallow nothing (RFC 9309, 2.3.1.3)."""
    robots = RobotsTxtRules.from_response(URL, status, b"User-agent: *\nDisallow: /")
    assert robots is not None
    assert robots.allows(ROOT + "/x")


@pytest.mark.parametrize("status", [0, 429, 500, 503])
def test_an_unreachable_file_allows_nothing_yet(status: int) -> None:
    """5xx, 429 and no response mean waiting (RFC 9309, 2.3.1.4)."""
    assert RobotsTxtRules.from_response(URL, status, b"") is None


RULES = [  # what Google documents and its open parser tests, in our own cases
    ("Disallow: /a\nAllow: /a/b", "/a /a/b /a/c", "010"),
    ("Allow: /a/b\nDisallow: /a", "/a /a/b /a/c", "010"),  # the order is no matter
    ("Disallow: /a\nAllow: /a", "/a", "1"),  # of equals the one that allows
    ("Disallow:\nDisallow:  # niets", "/ /a", "11"),
    ("Disallow: /nieuws", "/nieuws /nieuws.html /nieuwsbrief?x=1 /Nieuws /het/nieuws /?q=nieuws", "000111"),
    ("Disallow: /nieuws*", "/nieuws /nieuws/1 /oud/nieuws", "001"),
    ("Disallow: /nieuws/", "/nieuws /nieuws/ /nieuws/?x /nieuws.html", "1001"),
    ("Disallow: /*.php", "/a.php /a/b.php?c=d /a.php5 /index?f=a.php/ /a.PHP /php", "000011"),
    ("Disallow: /*.php$", "/a.php /a/b.php /a.php?b /a.php/ /a.php5", "00111"),
    ("Disallow: /a*.pdf", "/a.pdf /ab/c.pdf?d /b/a.pdf", "001"),
    ("Disallow: /\nAllow: /$", "/ /a /?b", "100"),
    ("Disallow: /*.htm\nAllow: /blad", "/blad.htm /blad", "01"),  # the longer pattern, not the longer match
    ("Disallow: /*?", "/a /a?b=c", "10"),
    ("Disallow: /a#b", "/a /ab", "00"),
    ("disallow /a\nDISALLOW:/b", "/a /b /c", "001"),  # Google takes a line without its colon
    ("Disallow: /caf\u00e9", "/caf%C3%A9 /cafe", "01"),
    ("Disallow: /caf%c3%a9", "/caf%C3%A9", "0"),
    ("Noindex: /a\nDisalow-typo: /b\n<p>Disallow: /c", "/a /b /c", "111"),
]


@pytest.mark.parametrize(("rules", "paths", "expected"), RULES)
def test_rules_match_as_google_says(rules: str, paths: str, expected: str) -> None:
    """The longest pattern wins; * matches anything, $ the end; only paths are case-sensitive."""
    robots = robots_of(f"User-agent: *\n{rules}\n")
    assert expected == "".join("01"[robots.allows(ROOT + path)] for path in paths.split())


GROUPS = [
    ("User-agent: *\nDisallow: /\n\nUser-agent: regiozoek\nDisallow: /admin", "/ /admin/x", "10"),
    ("User-agent: regiozoek\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/a /b", "01"),
    ("User-agent: Googlebot\nUser-agent: Regiozoek\nDisallow: /a", "/a /b", "01"),
    (
        "User-agent: Regiozoek\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: Regiozoek\nDisallow: /c",
        "/a /b /c",
        "010",
    ),
    ("User-agent: Regiozoek/1.0\nDisallow: /", "/", "0"),
    ("User-agent: Regiozoek (+https://x.be)\nDisallow: /", "/", "0"),
    ("user agent Regiozoek\ndisallow /", "/", "0"),
    ("User-agent: regio\nDisallow: /", "/", "1"),
    ("User-agent: Regiozoekmachine\nDisallow: /", "/", "1"),
    ("User-agent: Mijn-Regiozoek\nDisallow: /", "/", "1"),
    ("User-agent: * # allen\nDisallow: /", "/", "0"),
    ("Disallow: /\nUser-agent: *\nDisallow: /a", "/ /a", "10"),  # a rule of nobody
    ("User-agent: *\rDisallow: /a\rDisallow: /b", "/a /b /c", "001"),
]


@pytest.mark.parametrize(("text", "paths", "expected"), GROUPS)
def test_a_group_is_selected_by_the_product_token(text: str, paths: str, expected: str) -> None:
    """All groups for our token replace the general one; a token is compared whole, without a version."""
    robots = robots_of(text)
    assert expected == "".join("01"[robots.allows(ROOT + path)] for path in paths.split())


def test_sitemaps_are_resolved_and_crawl_delay_is_bounded() -> None:
    """A relative sitemap URL is resolved, and no file can stop the crawl with a delay of a day."""
    robots = robots_of("User-agent: *\nCrawl-delay: 86400\nSitemap: /sitemap.xml\n")
    assert ((ROOT + "/sitemap.xml",), MAX_CRAWL_DELAY) == (robots.sitemaps, robots.crawl_delay)


@pytest.mark.parametrize("delay", ["-5", "nan", "inf", "-inf", "veel", "1,5"])
def test_an_invalid_delay_is_ignored(delay: str) -> None:
    """Whatever is written, the delay stays within its limits."""
    assert 0 <= robots_of(f"User-agent: *\nCrawl-delay: {delay}\n").crawl_delay <= MAX_CRAWL_DELAY


TEXT = "User-agent: *\nDisallow: /geheim # één\n"


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (TEXT.encode(), ()),
        (TEXT.encode("utf-8-sig"), ()),
        (TEXT.encode("utf-16"), ("encoded as UTF-16 instead of UTF-8",)),
        (TEXT.encode("latin-1"), ("not UTF-8",)),
        (
            TEXT.encode() + b"#" * MAX_PARSED_ROBOTS_BYTES + b"\nDisallow: /open",
            ("larger than 500 KiB; the rest is not read",),
        ),
        (TEXT.encode() + "é".encode() * MAX_PARSED_ROBOTS_BYTES, ("larger than 500 KiB; the rest is not read",)),
    ],
)
def test_odd_files_are_read_and_reported(body: bytes, problems: tuple[str, ...]) -> None:
    """The rules apply in any encoding, up to 500 KiB."""
    robots = robots_of(body)
    allowed = [robots.allows(ROOT + path) for path in ("/geheim", "/open")]
    assert ([False, True], problems) == (allowed, robots.problems)


def test_an_html_page_as_robots_txt_disallows_nothing() -> None:
    """Lines that are not rules are skipped, as Google does, and the file is reported."""
    page = "<!DOCTYPE html>\n<html>\n<body>\nUser agents: all\n<p>Disallow: /</p>\n</body>\n</html>"
    robots = robots_of(page)
    assert (True, ("an HTML page",)) == (robots.allows(ROOT + "/"), robots.problems)


def test_every_real_file_is_read(shared: Path) -> None:
    """Each of 2,090 real files of large hosts can be queried, with odd encodings and broken lines."""
    archive = lzma.decompress((shared / "data/conformance/robots.tar.xz").read_bytes())
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        bodies = [tar.extractfile(member).read() for member in tar if member.isfile()]  # type: ignore[union-attr]
    files = [robots_of(body) for body in bodies]
    allowed = [(robots.allows(ROOT + "/"), robots.allows(ROOT + "/x?y=z")) for robots in files]
    delays = [robots.crawl_delay for robots in files]
    sitemaps = [url for robots in files for url in robots.sitemaps]
    assert len(bodies) >= 2000
    assert len(bodies) == len(allowed)
    assert all(0 <= delay <= MAX_CRAWL_DELAY and math.isfinite(delay) for delay in delays)
    assert all(url.startswith(("http://", "https://")) for url in sitemaps)
    # Nearly all let an unknown crawler in; of a parser that reads nothing all would.
    assert 2000 < sum(home for home, _ in allowed) < len(bodies) - 20
    assert len(sitemaps) > 1000
