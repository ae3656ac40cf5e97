"""robots.txt as Google reads it."""

import io
import lzma
import tarfile
from pathlib import Path

import pytest

from crawler.robots import MAX_CRAWL_DELAY, Robots

URL = "https://www.kuurne.be/robots.txt"


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410])
def test_a_missing_file_allows_everything(status: int) -> None:
    """4xx and redirects past the limit mean that nothing is forbidden (RFC 9309, 2.3.1.3)."""
    robots = Robots.of(URL, status, b"User-agent: *\nDisallow: /")
    assert robots is not None
    assert robots.allows("https://www.kuurne.be/x")


@pytest.mark.parametrize("status", [0, 429, 500, 503])
def test_an_unreachable_file_allows_nothing_yet(status: int) -> None:
    """5xx, 429 and silence mean waiting (RFC 9309, 2.3.1.4)."""
    assert Robots.of(URL, status, b"") is None


def test_the_longest_match_wins_and_our_own_group_too() -> None:
    """A rule for Regiozoek replaces the rules for all; the longer path decides."""
    text = b"User-agent: *\nDisallow: /\n\nUser-agent: regiozoek\nDisallow: /admin\nAllow: /admin/open\n"
    robots = Robots.of(URL, 200, text)
    assert robots is not None
    paths = ["/", "/admin/x", "/admin/open/x"]
    assert [True, False, True] == [robots.allows(f"https://www.kuurne.be{path}") for path in paths]


def test_sitemaps_are_resolved_and_crawl_delay_is_bounded() -> None:
    """A relative sitemap is found, and nobody can stop the crawl with a delay of a day."""
    robots = Robots.of(URL, 200, b"User-agent: *\nCrawl-delay: 86400\nSitemap: /sitemap.xml\n")
    assert robots is not None
    assert (("https://www.kuurne.be/sitemap.xml",), MAX_CRAWL_DELAY) == (robots.sitemaps, robots.crawl_delay)


def test_every_real_file_is_read(shared: Path) -> None:
    """Odd encodings, broken lines and all: 2,090 real files of large hosts give an answer each."""
    archive = lzma.decompress((shared / "data/conformance/robots.tar.xz").read_bytes())
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        bodies = [tar.extractfile(member).read() for member in tar if member.isfile()]  # type: ignore[union-attr]
    answers = [Robots.of(URL, 200, body) for body in bodies]
    allowed = [robots.allows("https://www.kuurne.be/") for robots in answers if robots]
    assert len(bodies) == len(allowed)
    assert len(bodies) >= 2000
