"""A public name that resolves to a private address is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from twisted.internet import defer, interfaces
from zope.interface import implementer

from crawler.fetch.download_errors import describe_download_error
from crawler.fetch.resolver import GuardedResolver, PrivateAddressError


@implementer(interfaces.IReactorThreads)
class Threads:
    """The part of a reactor that a resolver needs: it resolves at once to a fixed address."""

    def __init__(self, address: str) -> None:
        self.address = address

    def getThreadPool(self) -> None:  # noqa: N802 -- Twisted's name
        """Nothing needs one."""


def resolved(name: str, address: str, monkeypatch: pytest.MonkeyPatch) -> str | BaseException:
    """Return the result for a name whose DNS record is `address`."""

    def answer(*_: object, **__: object) -> defer.Deferred[str]:
        return defer.succeed(address)

    monkeypatch.setattr("scrapy.resolver.ThreadedResolver.getHostByName", answer)
    resolver = GuardedResolver(Threads(address), 0, 5.0, frozenset({"intern.be"}))  # type: ignore[arg-type]
    seen: list[Any] = []
    keep: Callable[[Any], None] = seen.append
    resolver.getHostByName(name).addCallbacks(keep, lambda failure: keep(failure.value))
    found: str | BaseException = seen[0]
    return found


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.4.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_a_private_address_is_refused_with_its_reason(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback, private networks, link-local metadata services, shared address space, and these inside IPv6."""
    error = resolved("www.voorbeeld.be", address, monkeypatch)
    assert isinstance(error, PrivateAddressError)
    assert f"www.voorbeeld.be resolves to the private address {address}" == describe_download_error(error)


def test_a_public_address_and_an_allowed_site_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry can allow a private site by name, and no other."""
    answers = [("www.voorbeeld.be", "193.191.1.1"), ("intern.be", "10.0.0.1")]
    assert ["193.191.1.1", "10.0.0.1"] == [resolved(name, address, monkeypatch) for name, address in answers]
