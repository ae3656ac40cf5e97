"""SiteOrigins: which URLs belong to a site, and the other origins (aliases) at which it shows the same pages.

A municipality's site often responds at http and https, with and without www. Each crawl requests the root of these
origins. One that shows the same site is an alias: its URLs are mapped to the main origin, so that each page has one
URL.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

import ada_url

from crawler.discovery.fetch_file import FetchFile, fetch_following_redirects, label_site_file
from crawler.records.http_status import STATUS_OK
from crawler.records.stored_records import SiteFile
from crawler.records.url import host_of
from crawler.registry.site import Site

SAME_SITE = "joined"
"""The `source` of the SiteFile of an alias; any other source says why an origin is not an alias."""

_MAX_HOPS_ON_ORIGIN = 2
"""Redirects followed on the same origin, such as from / to /nl, to find a title."""

_TITLE = re.compile(rb"<title[^>]*>([^<]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SiteOrigins:
    """The URLs that belong to a site: its main `origin`, its `hosts`, and the origins that are `aliases`."""

    origin: str
    hosts: frozenset[str]
    aliases: frozenset[str] = frozenset()

    @classmethod
    def from_site(cls, site: Site, aliases: frozenset[str] = frozenset()) -> SiteOrigins:
        """Return the origins of a site."""
        return cls(ada_url.URL(site.url).origin, frozenset(site.hosts), aliases)

    def to_main_origin(self, url: str) -> str:
        """Return the URL of the same page at the main origin: see the function `to_main_origin`."""
        return to_main_origin(url, self.origin, self.aliases)

    def owns(self, url: str) -> bool:
        """Return whether a URL (normal form) belongs to the site."""
        return self.to_main_origin(url).split("/", 3)[2] in self.hosts  # ten times as fast as parsing the URL again


def to_main_origin(url: str, origin: str, aliases: frozenset[str]) -> str:
    """Return `url` (normal form) with an alias origin replaced by the main `origin`.

    Origins have neither a path nor a slash at the end: "https://www.kortrijk.be".
    """
    end = url.find("/", len("https://"))
    return origin + url[end:] if url[:end] in aliases else url


def origin_variants(origin: str) -> tuple[str, ...]:
    """Return the other three of http and https, with and without www.

    Returns none for a host with a port, an IP address, and a name without a dot (localhost).
    """
    url = ada_url.URL(origin)
    host = url.hostname
    if url.port or "." not in host.strip(".") or host.startswith("[") or _is_ip_address(host):
        return ()
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    if "." not in other:
        return ()
    scheme = "http" if url.protocol == "https:" else "https"
    return (f"{scheme}://{host}", f"{url.protocol}//{other}", f"{scheme}://{other}")


async def fetch_aliases(site: Site, fetch: FetchFile) -> tuple[SiteFile, ...]:
    """Request the variants of a site's origin and return what each is, as SiteFiles of kind "alias" without bodies.

    A variant is an alias when it redirects to the site, shows a page with the title of the home page, or does not
    respond at all. It is not when it redirects elsewhere, shows another page or an error, or is where the home page
    itself redirects. This sends three requests, and one for the home page when a variant gives 200.
    """
    origin = ada_url.URL(site.url).origin
    responses = {variant: await _root(site, variant, fetch) for variant in origin_variants(origin)}
    needs_title = any(response.status == STATUS_OK for response in responses.values())
    home = await _root(site, origin, fetch) if needs_title else None
    title = _title(home) if home and home.status == STATUS_OK and ada_url.URL(home.url).origin == origin else ""
    reasons = {variant: _alias_reason(site, origin, responses, variant, title) for variant in responses}
    files = []
    for variant, response in responses.items():
        file = label_site_file(response, kind="alias", url=f"{variant}/", source=reasons[variant], body=b"")
        files.append(replace(file, redirect=response.redirect or file.redirect))
    return tuple(files)


def confirmed_aliases(files: Iterator[SiteFile] | tuple[SiteFile, ...]) -> frozenset[str]:
    """Return the origins that show the same site, from the site files of a crawl."""
    return frozenset(
        ada_url.URL(file.url).origin for file in files if file.kind == "alias" and file.source == SAME_SITE
    )


def _alias_reason(site: Site, origin: str, responses: dict[str, SiteFile], variant: str, title: str) -> str:
    seen = set()
    while variant not in seen:
        seen.add(variant)
        response = responses[variant]
        if response.status == 0:
            return SAME_SITE
        if not response.redirect:
            same = response.status == STATUS_OK and title and _title(response) == title
            return SAME_SITE if same else f"answered {response.status}, another page than the home page"
        target = ada_url.URL(response.redirect).origin
        if target == origin or (target not in responses and host_of(response.redirect) in site.hosts):
            return SAME_SITE
        if target not in responses:
            return f"leads to {target}"
        variant = target
    return "redirects in a circle"


async def _root(site: Site, origin: str, fetch: FetchFile) -> SiteFile:
    """Fetch the root of an origin, following redirects on that origin."""
    return await fetch_following_redirects(site, f"{origin}/", fetch, _MAX_HOPS_ON_ORIGIN, within=origin)


def _title(response: SiteFile) -> str:
    found = _TITLE.search(response.body)
    return " ".join(unescape(found[1].decode("utf-8", "replace")).split()) if found else ""


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
