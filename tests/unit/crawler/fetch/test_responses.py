"""Responses of Scrapy as fetch results: headers that occur several times, URLs in raw bytes."""

import pytest
from scrapy.http import Request, Response

from crawler.fetch.responses import from_response, site_file_from_response
from crawler.registry.site import Site

URL = "https://www.menen.be/a"
SITE = Site(id="menen", name="Menen", url="https://www.menen.be/", hosts=("www.menen.be",))


@pytest.mark.parametrize(
    ("raw", "text", "path"),
    [
        ("/café".encode(), "/café", "/caf%C3%A9"),
        ("/café".encode("latin-1"), "/caf%E9", "/caf%E9"),
        (b"/caf%C3%A9", "/caf%C3%A9", "/caf%C3%A9"),
        ("/zoek?q=Ypres–Ieper".encode(), "/zoek?q=Ypres–Ieper", "/zoek?q=Ypres%E2%80%93Ieper"),
        ("/é".encode() + b"\xe9", "/%C3%A9%E9", "/%C3%A9%E9"),
    ],
)
def test_urls_in_headers_are_utf8_or_else_bytes(raw: bytes, text: str, path: str) -> None:
    """As browsers read them: UTF-8 is decoded, of anything else the bytes are percent-encoded."""
    response = Response(
        URL, status=301, headers={"Location": raw, "Link": b"<" + raw + b">; rel=canonical"}, request=Request(URL)
    )
    headers = from_response(response, URL, SITE).headers
    assert (text, f"<{text}>; rel=canonical") == (headers["location"], headers["link"])
    assert "https://www.menen.be" + path == site_file_from_response(response, URL, SITE).redirect


def test_repeated_headers_are_joined() -> None:
    """X-Robots-Tag keeps its lines, since a crawler's name applies to one line; of single headers the first counts."""
    response = Response(URL, request=Request(URL))
    for name, value in (
        ("X-Robots-Tag", "bot: none"),
        ("X-Robots-Tag", "noarchive"),
        ("Link", "</a>"),
        ("Link", "</b>"),
    ):
        response.headers.appendlist(name, value)
    for value in ('"1"', '"2"'):
        response.headers.appendlist("ETag", value)
    headers = from_response(response, URL, SITE).headers
    assert ("bot: none\nnoarchive", "</a>, </b>", '"1"') == (headers["x-robots-tag"], headers["link"], headers["etag"])
