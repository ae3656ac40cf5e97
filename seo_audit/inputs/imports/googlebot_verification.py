"""Verify Googlebot: anyone can use its user agent, but its IP addresses are Google's.

Google documents two ways: the IP ranges that it publishes (common-crawlers.json, formerly googlebot.json), or a reverse
DNS lookup of the IP address followed by a forward lookup of the name:
https://developers.google.com/crawling/docs/crawlers-fetchers/verify-google-requests.
"""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from seo_audit.records.errors import InputFileError

GOOGLE_CRAWLER_DOMAINS = (".googlebot.com", ".google.com")
"""Domains of the host names of Google's crawlers."""

MAX_CONCURRENT_LOOKUPS = 16
"""IP addresses that are looked up at the same time."""

GooglebotVerifier = Callable[[Iterable[str]], frozenset[str]]
"""Takes IP addresses and returns those that belong to Google."""


class DnsResolver(Protocol):
    """Resolves IP addresses to names and names to IP addresses; raises OSError when a lookup fails."""

    def name_of(self, address: str) -> str:
        """Return the host name of an IP address."""

    def addresses_of(self, name: str) -> frozenset[str]:
        """Return the IP addresses of a host name."""


class SystemDnsResolver:
    """DNS resolver of this machine."""

    def name_of(self, address: str) -> str:
        """Return the host name of an IP address."""
        return socket.gethostbyaddr(address)[0]

    def addresses_of(self, name: str) -> frozenset[str]:
        """Return the IP addresses of a host name."""
        return frozenset(str(found[4][0]) for found in socket.getaddrinfo(name, None))


def verify_by_ranges(paths: Iterable[Path]) -> GooglebotVerifier:
    """Return a verifier that uses files with Google's published IP ranges.

    Raises:
        InputFileError: a file is not such a file.
    """
    networks = [network for path in paths for network in _read_networks(path)]

    def verify(addresses: Iterable[str]) -> frozenset[str]:
        return frozenset(address for address in addresses if _is_in(address, networks))

    return verify


def verify_by_dns(resolver: DnsResolver) -> GooglebotVerifier:
    """Return a verifier that uses reverse and forward DNS lookups, once per IP address."""

    def is_google(address: str) -> bool:
        try:
            name = resolver.name_of(address).rstrip(".").lower()
            return name.endswith(GOOGLE_CRAWLER_DOMAINS) and address in resolver.addresses_of(name)
        except (OSError, UnicodeError):
            return False

    def verify(addresses: Iterable[str]) -> frozenset[str]:
        unique = sorted(set(addresses))
        with ThreadPoolExecutor(MAX_CONCURRENT_LOOKUPS) as pool:
            return frozenset(address for address, yes in zip(unique, pool.map(is_google, unique), strict=True) if yes)

    return verify


def _read_networks(path: Path) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        prefixes = json.loads(path.read_bytes())["prefixes"]
        return [ipaddress.ip_network(prefix.get("ipv4Prefix") or prefix["ipv6Prefix"]) for prefix in prefixes]
    except OSError as error:
        raise InputFileError(
            f"cannot read the IP ranges {path} ({error.strerror}): check the path and its permissions"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputFileError(
            f"{path} is not a file of Google's IP ranges: download common-crawlers.json from Google"
        ) from error


def _is_in(address: str, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # a host name: the server logged names, and anyone can choose theirs
        return False
    return any(parsed in network for network in networks)
