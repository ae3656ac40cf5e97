"""Sitemaps and the files that name them."""

import asyncio
import gzip
from datetime import UTC, datetime

from crawler.site_files import probe_name, read_site_files, read_sitemap
from crawler.sites import Site
from crawler.store import SiteFile

ROOT = "https://a.be"
SITE = Site(id="a", name="A", url=ROOT + "/", hosts=("a.be",))
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*locations: str) -> bytes:
    """Return a sitemap."""
    return f"<urlset {NAMESPACE}>{''.join(f'<url><loc>{loc}</loc></url>' for loc in locations)}</urlset>".encode()


def test_a_sitemap_lists_pages_and_an_index_lists_sitemaps() -> None:
    """Relative and padded locations are resolved, what names no page is left out."""
    index = f"<sitemapindex {NAMESPACE}><sitemap><loc>/s.xml</loc></sitemap></sitemapindex>".encode()
    assert (True, (ROOT + "/s.xml",)) == read_sitemap(index, ROOT + "/sitemap.xml")
    assert (False, (ROOT + "/a", ROOT + "/b")) == read_sitemap(urlset(" /a ", "mailto:x", ROOT + "/b"), ROOT + "/s.xml")


def test_broken_xml_gives_what_is_sound_and_a_bomb_gives_nothing() -> None:
    """The sound part of a cut file counts; entities are not expanded; no XML is no list."""
    cut = urlset(ROOT + "/a", ROOT + "/b")[:-30]
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>https://a.be/&b;</loc></url></urlset>'
    assert (ROOT + "/a",) == read_sitemap(cut, ROOT + "/s.xml")[1]
    assert not [url for url in read_sitemap(bomb, ROOT)[1] if "aaaa" in url]
    assert (False, ()) == read_sitemap(b"niet gevonden", ROOT)


def reading(replies: dict[str, tuple[int, bytes]], redirects: dict[str, str] | None = None) -> tuple[list[str], object]:
    """Return the addresses asked and the facts established for a site that answers like this."""
    asked: list[str] = []

    async def fetch(site: Site, url: str) -> SiteFile:
        asked.append(url.removeprefix(ROOT))
        target = (redirects or {}).get(url.removeprefix(ROOT))
        status, body = (301, b"") if target else replies.get(url.removeprefix(ROOT), (404, b""))
        return SiteFile(
            site=site.id,
            kind="",
            url=url,
            status=status,
            fetched_at=datetime.now(UTC),
            body=body,
            redirect=ROOT + target if target else None,
        )

    return asked, asyncio.run(read_site_files(SITE, fetch))


def test_every_sitemap_that_robots_names_is_read() -> None:
    """An index and a gzipped child are followed; foreign sitemaps are not."""
    index = f"<sitemapindex {NAMESPACE}><sitemap><loc>{ROOT}/1.xml.gz</loc></sitemap></sitemapindex>".encode()
    robots = b"Sitemap: https://a.be/index.xml\nSitemap: https://b.be/s.xml\nSitemap: /2.xml\n"
    asked, facts = reading(
        {
            "/robots.txt": (200, robots),
            "/index.xml": (200, index),
            "/1.xml.gz": (200, gzip.compress(urlset(ROOT + "/een"))),
            "/2.xml": (200, urlset(ROOT + "/twee")),
        }
    )
    assert ["/robots.txt", "/index.xml", "/2.xml", "/1.xml.gz", "/" + probe_name(SITE)] == asked
    assert {ROOT + "/een", ROOT + "/twee"} == {url for url, _ in facts.listed}  # type: ignore[attr-defined]


def test_without_robots_the_usual_place_is_tried() -> None:
    """No robots.txt allows everything and /sitemap.xml may exist."""
    asked, facts = reading({"/sitemap.xml": (200, urlset(ROOT + "/a"))})
    assert ["/robots.txt", "/sitemap.xml", "/" + probe_name(SITE)] == asked
    assert ((ROOT + "/a", ROOT + "/sitemap.xml"),) == facts.listed  # type: ignore[attr-defined]


def test_a_robots_file_that_fails_stops_the_site() -> None:
    """Nothing else is asked, and the reason is stated."""
    asked, facts = reading({"/robots.txt": (503, b"")})
    assert ["/robots.txt"] == asked
    assert facts.problem == "robots.txt answered 503; nothing is asked until it answers"  # type: ignore[attr-defined]


def test_robots_may_have_moved() -> None:
    """Redirects are followed as RFC 9309 says, and the file keeps the address it was asked at."""
    moved = {"/robots.txt": "/r2", "/r2": "/r3"}
    asked, facts = reading({"/r3": (200, b"User-agent: *\nDisallow: /x\n")}, moved)
    assert ["/robots.txt", "/r2", "/r3"] == asked[:3]
    assert (ROOT + "/robots.txt", 200) == (facts.files[0].url, facts.files[0].status)  # type: ignore[attr-defined]
    assert not facts.robots.allows(ROOT + "/x")  # type: ignore[attr-defined]
