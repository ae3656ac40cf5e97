"""Which addresses are a site's own, and under which other origins it shows the same pages.

A municipality's site answers at http and https, with and without www. Those twins are asked once a crawl,
at their root; one that shows the same site is joined to the main origin, so that a page has one address.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

import ada_url

from crawler.discovery.fetch_file import FetchFile, fetch_following_redirects, label_site_file
from crawler.records.stored_records import SiteFile
from crawler.records.url import host_of
from crawler.registry.site import Site

SAME_SITE = "joined"
"""The `source` of a twin's SiteFile that shows the same site; any other source says why it does not."""

_MAX_HOPS_ON_ORIGIN = 2
"""Redirects followed on one and the same origin, such as from / to /nl, to see a title."""

_TITLE = re.compile(rb"<title[^>]*>([^<]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SiteOrigins:
    """The addresses that are a site's own: its main `origin`, its `hosts`, and the origins that are `aliases`."""

    origin: str
    hosts: frozenset[str]
    aliases: frozenset[str] = frozenset()

    @classmethod
    def from_site(cls, site: Site, aliases: frozenset[str] = frozenset()) -> SiteOrigins:
        """Return the territory of a site."""
        return cls(ada_url.URL(site.url).origin, frozenset(site.hosts), aliases)

    def to_main_origin(self, url: str) -> str:
        """Return the address of the same page at the main origin; see `to_main_origin`."""
        return to_main_origin(url, self.origin, self.aliases)

    def owns(self, url: str) -> bool:
        """Tell whether an address (normal form) is the site's own."""
        return self.to_main_origin(url).split("/", 3)[2] in self.hosts  # ten times as fast as parsing it again


def to_main_origin(url: str, origin: str, aliases: frozenset[str]) -> str:
    """Return `url` (normal form) with an origin that is an alias replaced by the main `origin`.

    Origins have neither path nor slash at the end: "https://www.kortrijk.be".
    """
    end = url.find("/", len("https://"))
    return origin + url[end:] if url[:end] in aliases else url


def origin_variants(origin: str) -> tuple[str, ...]:
    """Return the other three of http and https, with and without www; none for what has no such twins.

    That is a host with a port, an IP address, and a name without a dot (localhost).
    """
    url = ada_url.URL(origin)
    host = url.hostname
    if url.port or "." not in host.strip(".") or host.startswith("[") or _is_address(host):
        return ()
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    if "." not in other:
        return ()
    scheme = "http" if url.protocol == "https:" else "https"
    return (f"{scheme}://{host}", f"{url.protocol}//{other}", f"{scheme}://{other}")


async def fetch_aliases(site: Site, fetch: FetchFile) -> tuple[SiteFile, ...]:
    """Ask the twins of a site's home page and return what each is, as SiteFiles of kind "alias" without bodies.

    A twin is joined when it redirects to the site, shows a page with the title of the home page, or does not
    answer at all. It is not when it leads elsewhere, shows another page or an error, or is where the home page
    itself leads. Three addresses are asked, and the home page when a twin answered 200.
    """
    origin = ada_url.URL(site.url).origin
    answers = {twin: await _root(site, twin, fetch) for twin in origin_variants(origin)}
    home = await _root(site, origin, fetch) if any(answer.status == 200 for answer in answers.values()) else None
    title = _title(home) if home and home.status == 200 and ada_url.URL(home.url).origin == origin else ""
    verdicts = {twin: _verdict(site, origin, answers, twin, title) for twin in answers}
    files = []
    for twin, answer in answers.items():
        file = label_site_file(answer, kind="alias", url=f"{twin}/", source=verdicts[twin], body=b"")
        files.append(replace(file, redirect=answer.redirect or file.redirect))
    return tuple(files)


def confirmed_aliases(files: Iterator[SiteFile] | tuple[SiteFile, ...]) -> frozenset[str]:
    """Return the origins that show the same site, from the files of kind "alias" of a crawl."""
    return frozenset(
        ada_url.URL(file.url).origin for file in files if file.kind == "alias" and file.source == SAME_SITE
    )


def _verdict(site: Site, origin: str, answers: dict[str, SiteFile], twin: str, title: str) -> str:
    seen = set()
    while twin not in seen:
        seen.add(twin)
        answer = answers[twin]
        if answer.status == 0:
            return SAME_SITE
        if not answer.redirect:
            same = answer.status == 200 and title and _title(answer) == title
            return SAME_SITE if same else f"answered {answer.status}, another page than the home page"
        target = ada_url.URL(answer.redirect).origin
        if target == origin or (target not in answers and host_of(answer.redirect) in site.hosts):
            return SAME_SITE
        if target not in answers:
            return f"leads to {target}"
        twin = target
    return "redirects in a circle"


async def _root(site: Site, origin: str, fetch: FetchFile) -> SiteFile:
    """Ask the root of an origin; redirects are followed while they stay on it."""
    return await fetch_following_redirects(site, f"{origin}/", fetch, _MAX_HOPS_ON_ORIGIN, within=origin)


def _title(answer: SiteFile) -> str:
    found = _TITLE.search(answer.body)
    return " ".join(unescape(found[1].decode("utf-8", "replace")).split()) if found else ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
