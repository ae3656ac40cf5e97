"""GuardedResolver: DNS for the crawl that refuses private addresses for public names.

The registry only vouches for the names in it. Whoever controls the DNS of a name could point it at a router or a
database in the crawler's own network, so the address of the actual connection is checked here.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.registry.url_scope import is_public_address


class PrivateAddressError(DNSLookupError):
    """A name outside the sites that allow it resolved to loopback or a private network."""


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's caching resolver, without private addresses unless the site of the name sets `allow_private`."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, allowed: frozenset[str]) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Create the resolver with the host names of `REGIOZOEK_PRIVATE_HOSTS`."""
        settings = crawler.settings
        allowed = frozenset(settings.getlist("REGIOZOEK_PRIVATE_HOSTS"))
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"), allowed)

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 -- Twisted's name
        """Resolve a name. Fails with `PrivateAddressError` for a private address that is not allowed."""
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if name not in self._allowed and not is_public_address(ipaddress.ip_address(address)):
            raise PrivateAddressError(f"{name} resolves to the private address {address}")
        return address
