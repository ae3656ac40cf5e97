"""The files that steer a crawl: robots.txt, sitemaps, and a probe for how a site says "not found"."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import ada_url
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap

from crawler.robots import MAX_REDIRECTS, Robots
from crawler.sites import Site
from crawler.store import SiteFile
from crawler.url import normalise

KNOWN_FOR = timedelta(days=30)
"""How long the last sound robots.txt holds: "a reasonably long period of time (for example, 30 days)", RFC 9309."""

MAX_SITEMAPS = 200
"""Sitemap files read of one site."""

MAX_SITEMAP_BYTES = 50 * 1024 * 1024
"""Uncompressed size: https://www.sitemaps.org/protocol.html."""


class Fetch(Protocol):
    """Asks for one address and returns a SiteFile without its kind and source filled in for good."""

    async def __call__(self, site: Site, url: str) -> SiteFile:
        """Return what came back; status 0 with an `error` when nothing did. Redirects are not followed."""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the steering files of a site establish.

    `robots` is None when robots.txt could not be had, and `problem` says why; `listed` are
    (address, sitemap) pairs in normal form.
    """

    files: tuple[SiteFile, ...]
    robots: Robots | None
    problem: str | None
    listed: tuple[tuple[str, str], ...]


async def read_site_files(site: Site, fetch: Fetch, known: SiteFile | None = None) -> SiteFacts:
    """Fetch robots.txt, the sitemaps it names (or /sitemap.xml) and a made-up address of a site.

    While robots.txt answers with a server's error, `known`, the last sound one, holds (RFC 9309, 2.3.1.4).
    """
    root = ada_url.URL(site.url).origin
    robots_url = f"{root}/robots.txt"
    answer = await _follow(site, robots_url, fetch)
    robots_file = _file(answer, kind="robots", url=robots_url)
    robots = Robots.of(robots_url, answer.status, answer.body)
    if robots is None and known and answer.status >= 500 and answer.fetched_at - known.fetched_at <= KNOWN_FOR:
        robots = Robots.of(known.url, known.status, known.body)
    if robots is None:
        why = answer.error or f"answered {answer.status}"
        return SiteFacts((robots_file,), None, f"robots.txt {why}; nothing is asked until it answers", ())
    named = [(url, "robots.txt") for url in robots.sitemaps] or [(f"{root}/sitemap.xml", "guess")]
    files = {robots_url: robots_file}
    listed: dict[str, str] = {}
    while named and len(files) <= MAX_SITEMAPS:
        url, source = named.pop(0)
        if url in files or ada_url.URL(url).host not in site.hosts:
            continue
        answer = await _follow(site, url, fetch)
        body = _unpacked(answer.body)
        files[url] = _file(answer, kind="sitemap", url=url, source=source, body=body)
        if answer.status == 200:
            is_index, locations = read_sitemap(body, url)
            if is_index:
                named += [(location, url) for location in locations]
            else:
                for location in locations:
                    listed.setdefault(location, url)
    probe_url = f"{root}/{probe_name(site)}"
    files[probe_url] = _file(await fetch(site, probe_url), kind="probe", url=probe_url)
    return SiteFacts(tuple(files.values()), robots, None, tuple(listed.items()))


def probe_name(site: Site) -> str:
    """Return a path that no site has, the same each time so that runs compare."""
    return "bestaat-niet-" + hashlib.sha1(site.id.encode(), usedforsecurity=False).hexdigest()[:10]


def read_sitemap(body: bytes, url: str) -> tuple[bool, tuple[str, ...]]:
    """Return whether a sitemap file is an index, and the addresses it lists (normal form), as far as it is sound.

    Scrapy's parser takes what is sound of broken XML and resolves no entities.
    """
    try:
        sitemap = Sitemap(body)
        locations = tuple(dict.fromkeys(_locations(sitemap, url)))
    except (ValueError, StopIteration, SyntaxError):  # lxml's XMLSyntaxError is a SyntaxError
        return False, ()
    return sitemap.type == "sitemapindex", locations


def _locations(sitemap: Any, url: str) -> Iterator[str]:
    for entry in sitemap:
        for raw in (entry["loc"], *entry.get("alternate", ())):
            location = normalise(raw, url) if raw.startswith(("http://", "https://", "/")) else None
            if location:
                yield location


async def _follow(site: Site, url: str, fetch: Fetch) -> SiteFile:
    answer = await fetch(site, url)
    for _ in range(MAX_REDIRECTS):
        if not answer.redirect:
            break
        answer = await fetch(site, answer.redirect)
    return answer


def _file(answer: SiteFile, *, kind: str, url: str, source: str = "", body: bytes | None = None) -> SiteFile:
    return SiteFile(
        site=answer.site,
        kind=kind,
        url=url,
        status=answer.status,
        fetched_at=answer.fetched_at,
        body=answer.body if body is None else body,
        content_type=answer.content_type,
        redirect=answer.url if answer.url != url else answer.redirect,
        source=source,
        error=answer.error,
    )


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return gunzip(body, max_size=MAX_SITEMAP_BYTES)
    except Exception:  # noqa: BLE001 -- whatever is wrong with the archive, its bytes are then judged as they are
        return body
