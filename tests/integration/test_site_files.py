"""robots.txt, sitemaps and feeds from a real server, fetched by a small client."""

from __future__ import annotations

import asyncio
import gzip
from datetime import UTC, datetime

import ada_url
import aiohttp

from crawler.discovery.site_files import SiteFiles, fetch_site_files, probe_path
from crawler.records.stored_records import SiteFile
from crawler.records.url import normalise_url
from crawler.registry.site import Site
from tests.servers.pages import PageServer

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


async def fetch_site_file(site: Site, url: str) -> SiteFile:
    """Fetch one URL without following redirects, as `Fetch` requires."""
    moment = datetime.now(UTC)
    try:
        async with aiohttp.ClientSession() as session, session.get(url, allow_redirects=False) as response:
            location = response.headers.get("location", "")
            return SiteFile(
                site=site.id,
                kind="",
                url=url,
                status=response.status,
                fetched_at=moment,
                body=await response.read(),
                content_type=response.headers.get("content-type", ""),
                redirect=normalise_url(location, url) if location else None,
            )
    except aiohttp.ClientError as error:
        return SiteFile(site=site.id, kind="", url=url, status=0, fetched_at=moment, error=type(error).__name__)


def read_site_files(server: PageServer) -> tuple[Site, SiteFiles]:
    """Return the site files of a server."""
    site = Site(id="kuurne", name="Kuurne", url=server.url + "/", hosts=(ada_url.URL(server.url).host,))
    return site, asyncio.run(fetch_site_files(site, fetch_site_file))


def test_urls_of_robots_sitemaps_and_feeds_are_found(page_server: PageServer) -> None:
    """A redirected robots.txt, an index sent as HTML, a gzipped sitemap without extension, a feed, a dead sitemap."""
    root = page_server.url
    page_server.add_response("/robots.txt", status=301, location="/regels.txt")
    page_server.add_response(
        "/regels.txt", "User-agent: *\nDisallow: /x\nSitemap: /kaart\nSitemap: /feed\nSitemap: /weg.xml\n"
    )
    page_server.add_response(
        "/kaart", f"<sitemapindex {NAMESPACE}><sitemap><loc>{root}/een</loc></sitemap></sitemapindex>"
    )
    urlset = f"<urlset {NAMESPACE}><url><loc>{root}/a</loc><lastmod>2026-01-02</lastmod></url></urlset>"
    page_server.add_response("/een", gzip.compress(urlset.encode()), content_type="application/octet-stream")
    feed = f"<rss version='2.0'><channel><item><link>{root}/b</link></item></channel></rss>"
    page_server.add_response("/feed", feed, content_type="application/rss+xml")
    site, facts = read_site_files(page_server)
    assert [
        "/robots.txt",
        "/regels.txt",
        "/kaart",
        "/feed",
        "/weg.xml",
        "/een",
        "/" + probe_path(site),
    ] == page_server.requested_paths()
    assert {(root + "/a", datetime(2026, 1, 2, tzinfo=UTC)), (root + "/b", None)} == {
        (item.url, item.lastmod) for item in facts.listed
    }
    problems = {file.url.removeprefix(root): file.problems for file in facts.files if file.problems}
    assert {"/kaart": ("served with the media type text/html",)} == problems


def test_stored_robots_txt_is_used_while_the_server_is_down() -> None:
    with PageServer() as server:
        server.add_response("/robots.txt", "User-agent: *\nDisallow: /x\n")
        site, before = read_site_files(server)
    facts = asyncio.run(fetch_site_files(site, fetch_site_file, before.files[0]))
    assert facts.robots is not None
    assert [False, True] == [facts.robots.allows(server.url + path) for path in ("/x", "/y")]
    assert f"the file of {before.files[0].fetched_at:%Y-%m-%d} still applies" in facts.files[0].problems[0]
