"""Describe download errors in a phrase that fits after "no response:"."""

from __future__ import annotations

from OpenSSL import SSL
from scrapy import exceptions
from twisted.internet import error as twisted_error
from twisted.web._newclient import ParseError  # no public name
from twisted.web.client import ResponseFailed

from crawler.fetch.resolver import PrivateAddressError


def describe_download_error(error: BaseException) -> str:
    """Return the reason for a failed download as a short phrase; unknown errors keep their own message."""
    if isinstance(error, PrivateAddressError):
        return str(error.args[0])  # Twisted puts "DNS lookup failed" before it
    if isinstance(error, SSL.Error):
        invalid = "certificate verify failed" in str(error)
        return "its certificate is not valid" if invalid else "no secure connection can be established"
    for kinds, text in _MESSAGES:
        if isinstance(error, kinds):
            return text
    inner = error.reasons[0].value if isinstance(error, ResponseFailed) and error.reasons else error.__cause__
    return describe_download_error(inner) if inner else f"{type(error).__name__}: {error}"[:200]


_MESSAGES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((twisted_error.DNSLookupError, exceptions.CannotResolveHostError), "its host name cannot be resolved"),
    ((twisted_error.ConnectionRefusedError, exceptions.DownloadConnectionRefusedError), "the connection was refused"),
    ((TimeoutError, twisted_error.TimeoutError, exceptions.DownloadTimeoutError), "no response within the time limit"),
    ((exceptions.ResponseDataLossError,), "the response broke off"),
    ((exceptions.DownloadCancelledError, exceptions.IgnoreRequest), "the response is too large"),
    ((twisted_error.ConnectionLost, twisted_error.ConnectionDone), "the connection was lost"),
    ((ParseError,), "the response is not HTTP"),
)
