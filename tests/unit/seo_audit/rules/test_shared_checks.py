"""Tests of `rules/shared_checks.py`."""

from __future__ import annotations

import pytest

from seo_audit.rules.shared_checks import is_internal_host


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("127.0.0.1", True),
        ("192.168.1.4", True),
        ("[::1]", True),
        ("kuurne.localhost", True),
        ("www.kuurne.be", False),
        ("8.8.8.8", False),
    ],
)
def test_hosts_of_loopback_and_private_networks_are_internal(host: str, private: bool) -> None:
    """A site on loopback or a private network cannot have a certificate that anyone accepts."""
    assert is_internal_host(host) is private
