"""Who is Googlebot: anyone can take its name; its addresses are Google's.

Google names two ways: the ranges that it publishes (common-crawlers.json, formerly googlebot.json), or the name of an
address and, forward again, the addresses of that name:
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
"""What the name of a Google crawler's address ends in."""

MAX_CONCURRENT_LOOKUPS = 16
"""Addresses that are looked up at a time."""

GooglebotVerifier = Callable[[Iterable[str]], frozenset[str]]
"""Takes IP addresses, and returns those that are Google's."""


class DnsResolver(Protocol):
    """Looks up names of addresses and addresses of names; raises OSError where there are none, or no answer."""

    def name_of(self, address: str) -> str:
        """Return the name of an IP address."""

    def addresses_of(self, name: str) -> frozenset[str]:
        """Return the IP addresses of a name."""


class SystemDnsResolver:
    """The lookups of this machine."""

    def name_of(self, address: str) -> str:
        """Return the name of an IP address."""
        return socket.gethostbyaddr(address)[0]

    def addresses_of(self, name: str) -> frozenset[str]:
        """Return the IP addresses of a name."""
        return frozenset(str(found[4][0]) for found in socket.getaddrinfo(name, None))


def verify_by_ranges(paths: Iterable[Path]) -> GooglebotVerifier:
    """Verify by files of ranges as Google publishes them.

    Raises:
        GivenFileError: a file is none of these.
    """
    networks = [network for path in paths for network in _networks(path)]

    def verify(addresses: Iterable[str]) -> frozenset[str]:
        return frozenset(address for address in addresses if _within(address, networks))

    return verify


def verify_by_dns(names: DnsResolver) -> GooglebotVerifier:
    """Verify by names, each address once."""

    def is_google(address: str) -> bool:
        try:
            name = names.name_of(address).rstrip(".").lower()
            return name.endswith(GOOGLE_CRAWLER_DOMAINS) and address in names.addresses_of(name)
        except (OSError, UnicodeError):
            return False

    def verify(addresses: Iterable[str]) -> frozenset[str]:
        asked = sorted(set(addresses))
        with ThreadPoolExecutor(MAX_CONCURRENT_LOOKUPS) as pool:
            return frozenset(address for address, yes in zip(asked, pool.map(is_google, asked), strict=True) if yes)

    return verify


def _networks(path: Path) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        prefixes = json.loads(path.read_bytes())["prefixes"]
        return [ipaddress.ip_network(prefix.get("ipv4Prefix") or prefix["ipv6Prefix"]) for prefix in prefixes]
    except OSError as error:
        raise InputFileError(f"the ranges {path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputFileError(
            f"{path} holds no ranges as Google publishes them (common-crawlers.json: prefixes with ipv4Prefix)"
        ) from error


def _within(address: str, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # a host name: the server looks its clients up itself, and anyone can name theirs
        return False
    return any(parsed in network for network in networks)
