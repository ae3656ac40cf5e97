"""Fetching robots.txt and the sitemaps of a site."""

import asyncio
import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.discovery.robots import ROBOTS_FALLBACK_TTL
from crawler.discovery.site_files import (
    MAX_INDEX_DEPTH,
    MAX_SITEMAPS,
    SITEMAP_URLS_PER_PAGE,
    ListedUrl,
    SiteFiles,
    fetch_site_files,
    probe_path,
)
from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site

ROOT = "https://a.be"
SITE = Site(id="a", name="A", url=ROOT + "/", hosts=("a.be",))
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NOW = datetime.now(UTC)
PROBE = "/" + probe_path(SITE)
TWINS = ["http://a.be/", "https://www.a.be/", "http://www.a.be/"]


def urlset(*locations: str, lastmod: str = "") -> bytes:
    """Return a sitemap."""
    date = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<urlset {NAMESPACE}>{''.join(f'<url><loc>{loc}</loc>{date}</url>' for loc in locations)}</urlset>".encode()


def index(*locations: str) -> bytes:
    """Return an index file."""
    rows = "".join(f"<sitemap><loc>{loc}</loc></sitemap>" for loc in locations)
    return f"<sitemapindex {NAMESPACE}>{rows}</sitemapindex>".encode()


def reading(
    replies: dict[str, tuple[int, bytes]],
    redirects: dict[str, str] | None = None,
    known: SiteFile | None = None,
    site: Site = SITE,
) -> tuple[list[str], SiteFiles]:
    """Return the requested URLs without aliases, and the site files of a site with these responses."""
    asked: list[str] = []

    async def fetch(site: Site, url: str) -> SiteFile:
        path = url.removeprefix(ROOT)
        if url not in TWINS:
            asked.append(path)
        target = (redirects or {}).get(path)
        status, body = (301, b"") if target else replies.get(path, (404, b""))
        return SiteFile(
            site=site.id,
            kind="",
            url=url,
            status=status,
            fetched_at=NOW,
            body=body,
            redirect=ROOT + target if target else None,
            error=None if status else "the connection was refused",
        )

    return asked, asyncio.run(fetch_site_files(site, fetch, known))


def listed(facts: SiteFiles) -> list[str]:
    """Return the URLs in the sitemaps, without the root."""
    return [item.url.removeprefix(ROOT) for item in facts.listed]


def test_every_sitemap_that_robots_names_is_read() -> None:
    """An index and a gzipped child are followed; a sitemap on another host only counts for this site's URLs."""
    robots = b"Sitemap: https://a.be/index.xml\nSitemap: https://b.be/s.xml\nSitemap: /2.xml\n"
    asked, facts = reading(
        {
            "/robots.txt": (200, robots),
            "/index.xml": (200, index(ROOT + "/1.xml.gz")),
            "/1.xml.gz": (200, gzip.compress(urlset(ROOT + "/een"))),
            "https://b.be/s.xml": (200, urlset("https://b.be/x", ROOT + "/drie")),
            "/2.xml": (200, urlset(ROOT + "/twee")),
        }
    )
    assert ["/robots.txt", "/index.xml", "https://b.be/s.xml", "/2.xml", "/1.xml.gz", PROBE] == asked
    assert ["/drie", "/twee", "/een"] == listed(facts)
    sources = {file.url: file.source for file in facts.files if file.kind == "sitemap"}
    assert ("robots.txt", ROOT + "/index.xml") == (sources[ROOT + "/2.xml"], sources[ROOT + "/1.xml.gz"])


def test_several_mentions_of_a_url_are_merged() -> None:
    """An entry counts for more than a translation, and the latest date counts."""
    alternate = f'<xhtml:link xmlns:xhtml="x" rel="alternate" hreflang="fr" href="{ROOT}/fr"/>'
    foreign = '<xhtml:link xmlns:xhtml="x" rel="alternate" hreflang="en" href="https://b.be/en"/>'
    first = urlset(ROOT + "/nl", lastmod="2026-01-01").replace(b"</url>", (alternate + foreign + "</url>").encode())
    _, facts = reading(
        {
            "/robots.txt": (200, b"Sitemap: /1.xml\nSitemap: /2.xml\n"),
            "/1.xml": (200, first),
            "/2.xml": (200, urlset(ROOT + "/nl", ROOT + "/fr", lastmod="2026-02-01")),
        }
    )
    later = datetime(2026, 2, 1, tzinfo=UTC)
    expected = (
        ListedUrl(ROOT + "/nl", ROOT + "/1.xml", later, "sitemap"),
        ListedUrl(ROOT + "/fr", ROOT + "/2.xml", later, "sitemap"),
    )
    assert expected == facts.listed


def test_translations_and_news_are_distinguished() -> None:
    """`how` distinguishes entries, news and translations."""
    entry = (
        f'<urlset {NAMESPACE} xmlns:xhtml="x" xmlns:news="n"><url><loc>{ROOT}/nl</loc><news:news/>'
        f'<xhtml:link rel="alternate" hreflang="fr" href="{ROOT}/fr"/></url></urlset>'
    )
    _, facts = reading({"/sitemap.xml": (200, entry.encode())})
    assert [("/nl", "news"), ("/fr", "hreflang")] == [(item.url.removeprefix(ROOT), item.how) for item in facts.listed]


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ({"/sitemap.xml": (200, urlset(ROOT + "/a"))}, ["/sitemap.xml"]),
        ({"/sitemap_index.xml": (200, index())}, ["/sitemap.xml", "/sitemap_index.xml"]),
        ({"/robots.txt": (200, b"Sitemap: /weg.xml"), "/sitemap.xml": (200, urlset())}, ["/weg.xml"]),
    ],
)
def test_default_sitemap_paths_are_tried_when_robots_names_none(
    replies: dict[str, tuple[int, bytes]], expected: list[str]
) -> None:
    """The second path only when the first fails, and neither when robots.txt names a sitemap."""
    asked, _ = reading(replies)
    assert ["/robots.txt", *expected, PROBE] == asked


def test_each_file_lists_its_problems() -> None:
    """Issues are stored with the sitemap; the stored body is decompressed unless it is damaged."""
    cut = gzip.compress(urlset(*(f"{ROOT}/{number * 7919}" for number in range(999))))[:-200]
    _, facts = reading({
        "/robots.txt": (200, b"Sitemap: /1.xml\nSitemap: /2.xml.gz\nSitemap: /3.xml.gz"),
        "/1.xml": (200, urlset("/relatief")),
        "/2.xml.gz": (200, cut),
        "/3.xml.gz": (200, gzip.compress(urlset(ROOT + "/a"))),
    })  # fmt: skip
    files = {file.url.removeprefix(ROOT): file for file in facts.files}
    assert ("relative URLs: 1, the first /relatief",) == files["/1.xml"].problems
    assert ("the gzip file is cut off; only the part that could be decompressed is read",) == files[
        "/2.xml.gz"
    ].problems
    assert (cut, urlset(ROOT + "/a")) == (files["/2.xml.gz"].body, files["/3.xml.gz"].body)


def test_an_index_inside_an_index_is_followed_a_little_and_reported() -> None:
    """Google follows none; a file that names itself, or an endless chain, ends."""
    replies = {f"/{n}.xml": (200, index(f"{ROOT}/{n + 1}.xml", f"{ROOT}/{n}.xml")) for n in range(9)}
    asked, facts = reading({"/robots.txt": (200, b"Sitemap: /0.xml"), **replies})
    assert ["/robots.txt", *(f"/{n}.xml" for n in range(MAX_INDEX_DEPTH + 1)), PROBE] == asked
    nested = [file.url.removeprefix(ROOT) for file in facts.files if "Google does not follow" in "".join(file.problems)]
    assert ["/1.xml", "/2.xml", "/3.xml"] == nested


def test_the_number_of_sitemaps_and_urls_is_limited() -> None:
    """The number of files is limited, and so is the number of URLs per page that may be fetched."""
    site = replace(SITE, max_pages=2)
    many = index(*(f"{ROOT}/{number}.xml" for number in range(MAX_SITEMAPS + 50)))
    asked, facts = reading(
        {"/sitemap.xml": (200, many), "/0.xml": (200, urlset(*(f"{ROOT}/p{number}" for number in range(10))))},
        site=site,
    )
    assert MAX_SITEMAPS == sum(path.endswith(".xml") for path in asked)
    assert 2 * SITEMAP_URLS_PER_PAGE == len(facts.listed)
    problems = next(file.problems for file in facts.files if file.url.endswith("/0.xml"))
    assert ("2 of its URLs are left out: the site lists more than the limit",) == problems


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (503, "robots.txt cannot be fetched (HTTP 503); no pages are requested until it can"),
        (0, "robots.txt cannot be fetched (the connection was refused); no pages are requested until it can"),
    ],
)
def test_a_robots_file_that_fails_stops_the_site(status: int, problem: str) -> None:
    """Nothing else is requested, and the reason is stated."""
    asked, facts = reading({"/robots.txt": (status, b"")})
    assert (["/robots.txt"], problem) == (asked, facts.problem)


@pytest.mark.parametrize(
    ("status", "why"),
    [(503, "HTTP 503"), (429, "HTTP 429"), (0, "no response (the connection was refused)")],
)
def test_the_last_usable_robots_file_applies_while_it_fails(status: int, why: str) -> None:
    """Also without any response; the problem names the file that applies."""
    before = NOW - timedelta(days=3)
    body = b"User-agent: *\nDisallow: /x\nSitemap: /kaart.xml"
    known = SiteFile(site="a", kind="robots", url=ROOT + "/robots.txt", status=200, fetched_at=before, body=body)
    asked, facts = reading({"/robots.txt": (status, b"")}, known=known)
    assert ["/robots.txt", "/kaart.xml", PROBE] == asked
    assert facts.robots
    assert not facts.robots.allows(ROOT + "/x")
    assert (f"{why}; the file of {before:%Y-%m-%d} still applies",) == facts.files[0].problems


def test_an_old_robots_file_no_longer_applies() -> None:
    """After thirty days the last file no longer applies."""
    old = NOW - ROBOTS_FALLBACK_TTL - timedelta(minutes=1)
    known = SiteFile(site="a", kind="robots", url=ROOT + "/robots.txt", status=200, fetched_at=old)
    asked, facts = reading({"/robots.txt": (503, b"")}, known=known)
    assert (["/robots.txt"], None) == (asked, facts.robots)


def test_robots_may_have_moved() -> None:
    """Redirects are followed as RFC 9309 requires, and the file has the requested URL."""
    moved = {"/robots.txt": "/r2", "/r2": "/r3"}
    asked, facts = reading({"/r3": (200, b"User-agent: *\nDisallow: /x\n")}, moved)
    assert ["/robots.txt", "/r2", "/r3"] == asked[:3]
    assert (ROOT + "/robots.txt", 200) == (facts.files[0].url, facts.files[0].status)
    assert facts.robots
    assert not facts.robots.allows(ROOT + "/x")


def test_robots_with_more_than_five_redirects_disallows_nothing() -> None:
    """The sixth redirect is not followed and counts as a missing file (RFC 9309, 2.3.1.2)."""
    moved = {"/robots.txt": "/r1"} | {f"/r{number}": f"/r{number + 1}" for number in range(1, 9)}
    asked, facts = reading({"/r9": (200, b"User-agent: *\nDisallow: /")}, moved)
    assert ["/robots.txt", "/r1", "/r2", "/r3", "/r4", "/r5"] == asked[:6]
    assert "/r6" not in asked
    assert facts.robots
    assert facts.robots.allows(ROOT + "/x")
