"""UrlScope: which URLs belong to a site and may be requested. Every refusal has a reason."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections import Counter

import ada_url

from crawler.registry.site import Site

MAX_CRAWLED_VARIANTS = 50
"""Query variants of one path: more means a calendar or a filter maze, not pages (rule url-trap)."""

MAX_LINK_DEPTH = 25
"""Links from the home page: endless paths end here."""

MAX_SEGMENT_REPEATS = 3
"""How often one path segment may occur in a path: broken relative links repeat theirs forever."""

OTHER_SITE = "another site"
"""The reason for a URL on another host. Such URLs are not stored: the whole web is elsewhere."""


_IPV4_IN_IPV6 = (ipaddress.ip_network("::/96"), ipaddress.ip_network("64:ff9b::/96"))
"""IPv6 networks whose last 32 bits are an IPv4 address."""


class UrlScope:
    """Decides which URLs of one site may be requested."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._hosts = frozenset(site.hosts)
        self._variants: Counter[str] = Counter()

    def refusal(self, url: str) -> str | None:
        """Return why a URL (normal form) is not requested, None when it may be.

        The reason `OTHER_SITE` means that it does not belong to this site at all.
        """
        parsed = ada_url.URL(url)
        if parsed.host not in self._hosts:
            return OTHER_SITE
        if not self._site.allow_private and is_private_hostname(parsed.hostname):
            return "its host is on a private network; set allow_private for the site to allow it"
        target = parsed.pathname + parsed.search
        if any(compile_path_pattern(pattern).match(target) for pattern in self._site.exclude):
            return "excluded by the registry"
        if self._site.include and not any(
            compile_path_pattern(pattern).match(target) for pattern in self._site.include
        ):
            return "not among the registry's included paths"
        segments = Counter(segment for segment in parsed.pathname.split("/") if segment)
        if segments and max(segments.values()) > MAX_SEGMENT_REPEATS:
            return f"one path segment occurs in it more than {MAX_SEGMENT_REPEATS} times"
        return None

    def variant_refusal(self, url: str) -> str | None:
        """Count a query variant of its path. Return the reason when there are too many, else None."""
        path, mark, _ = url.partition("?")
        if not mark:
            return None
        self._variants[path] += 1
        if self._variants[path] > MAX_CRAWLED_VARIANTS:
            return f"more than {MAX_CRAWLED_VARIANTS} query variants of one path"
        return None


def is_private_hostname(host: str) -> bool:
    """Return whether a host name itself names loopback or a private network.

    The address to which a name resolves is checked separately, see `crawler.fetch.resolver`.
    """
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return not is_public_address(address)


def is_public_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether an address is on the public internet, and so is any IPv4 address embedded in it.

    Checked are addresses in mapped (::ffff:0:0/96), compatible (::/96), 6to4 (2002::/16), Teredo (2001::/32) and
    NAT64 (64:ff9b::/96) form: RFC 4291, 3056, 4380 and 6052.
    """
    if not address.is_global:
        return False
    if address.version == 4:
        return True
    wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    if wrapped is None and any(address in network for network in _IPV4_IN_IPV6):
        wrapped = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return wrapped is None or wrapped.is_global


@functools.lru_cache(maxsize=1024)
def compile_path_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a path pattern in the syntax of robots.txt: `*` matches any characters, a final `$` the end."""
    anchored = pattern.endswith("$")
    parts = (re.escape(part) for part in pattern.rstrip("$").split("*"))
    return re.compile(".*".join(parts) + ("$" if anchored else ""))
