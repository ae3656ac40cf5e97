"""Aliases of a site: the same pages at http and https, with and without www."""

import asyncio
from datetime import UTC, datetime

import pytest

from crawler.discovery.site_aliases import (
    SiteOrigins,
    confirmed_aliases,
    fetch_aliases,
    origin_variants,
    to_main_origin,
)
from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site

SITE = Site(id="kortrijk", name="Kortrijk", url="https://www.kortrijk.be/", hosts=("www.kortrijk.be", "pers.be"))
MAIN = "https://www.kortrijk.be/"
HTTP = "http://www.kortrijk.be/"
BARE = "https://kortrijk.be/"
HTTP_BARE = "http://kortrijk.be/"
HOME = b"<html><title>\n Stad Kortrijk</title>"


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("https://www.a.be", ("http://www.a.be", "https://a.be", "http://a.be")),
        ("http://a.be", ("https://a.be", "http://www.a.be", "https://www.a.be")),
        ("https://pers.a.be", ("http://pers.a.be", "https://www.pers.a.be", "http://www.pers.a.be")),
        ("https://www.be", ()),
        ("https://a.be:8443", ()),
        ("http://localhost", ()),
        ("http://intranet", ()),
        ("http://127.0.0.1", ()),
        ("http://[::1]", ()),
    ],
)
def test_only_a_domain_name_has_origin_variants(origin: str, expected: tuple[str, ...]) -> None:
    """Ports, IP addresses and names with one label have no variants, nor has the top-level domain of www."""
    assert expected == origin_variants(origin)


def found(replies: dict[str, int | str | bytes]) -> tuple[list[str], tuple[SiteFile, ...]]:
    """Return the requests to a site with these responses (a status, a redirect, or a page) and the resulting files."""
    asked: list[str] = []

    async def fetch(site: Site, url: str) -> SiteFile:
        asked.append(url)
        reply = replies.get(url, 0)
        return SiteFile(
            site=site.id,
            kind="",
            url=url,
            status=reply if isinstance(reply, int) else 301 if isinstance(reply, str) else 200,
            fetched_at=datetime.now(UTC),
            body=reply if isinstance(reply, bytes) else b"",
            redirect=reply if isinstance(reply, str) else None,
        )

    return asked, asyncio.run(fetch_aliases(SITE, fetch))


CASES: list[tuple[dict[str, int | str | bytes], set[str]]] = [
    ({HTTP: MAIN, BARE: MAIN, HTTP_BARE: MAIN}, {HTTP, BARE, HTTP_BARE}),  # as it should be
    ({HTTP: MAIN + "nl", BARE: MAIN, HTTP_BARE: BARE}, {HTTP, BARE, HTTP_BARE}),  # in two steps
    ({HTTP: "https://pers.be/", BARE: 404, HTTP_BARE: 503}, {HTTP}),  # another host of the site; errors
    ({HTTP: "https://elders.be/", BARE: HTTP, HTTP_BARE: BARE}, set()),  # elsewhere, in the end
    ({}, {HTTP, BARE, HTTP_BARE}),  # no answer: whoever names them means the site
    ({HTTP: HOME, BARE: HOME, HTTP_BARE: b"<title>Parkeren</title>", MAIN: HOME}, {HTTP, BARE}),  # the same title
    ({HTTP: b"<p>", BARE: b"<title></title>", HTTP_BARE: 404, MAIN: b"<title></title>"}, set()),  # no title
    ({HTTP: HTTP + "nl", HTTP + "nl": HOME, BARE: 404, HTTP_BARE: 404, MAIN: MAIN + "nl", MAIN + "nl": HOME}, {HTTP}),
    ({HTTP: HTTP_BARE, BARE: 404, HTTP_BARE: HTTP}, set()),  # in a circle
    ({HTTP: 404, BARE: HOME, HTTP_BARE: BARE, MAIN: BARE}, set()),  # the site has moved to its twin
]


@pytest.mark.parametrize(("replies", "expected"), CASES)
def test_a_variant_that_shows_the_same_site_is_an_alias(
    replies: dict[str, int | str | bytes], expected: set[str]
) -> None:
    """It redirects to the site, shows the home page's title, or does not respond."""
    _, files = found(replies)
    assert ({url.rstrip("/") for url in expected}, 3) == (confirmed_aliases(files), len(files))


def test_three_requests_are_sent_and_one_for_the_home_page_to_compare() -> None:
    """The site gets few requests; the files describe each variant without its page."""
    asked, files = found({HTTP: MAIN, BARE: 404, HTTP_BARE: BARE})
    assert [HTTP, BARE, HTTP_BARE] == asked
    expected = [
        (HTTP, 301, MAIN, "joined", b""),
        (BARE, 404, None, "answered 404, another page than the home page", b""),
        (HTTP_BARE, 301, BARE, "answered 404, another page than the home page", b""),
    ]
    assert expected == [(file.url, file.status, file.redirect, file.source, file.body) for file in files]
    asked, _ = found({HTTP: HOME, BARE: HOME, HTTP_BARE: HOME, MAIN: HOME})
    assert [HTTP, BARE, HTTP_BARE, MAIN] == asked


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://kortrijk.be/a?b=c", "https://www.kortrijk.be/a?b=c"),
        ("http://kortrijk.be/", "https://www.kortrijk.be/"),
        ("https://www.kortrijk.be/a", "https://www.kortrijk.be/a"),
        ("http://kortrijk.be:8080/a", "http://kortrijk.be:8080/a"),
        ("http://kortrijk.be.elders.com/a", "http://kortrijk.be.elders.com/a"),
        ("https://elders.be/?u=http://kortrijk.be/", "https://elders.be/?u=http://kortrijk.be/"),
    ],
)
def test_only_the_origin_of_an_alias_is_replaced(url: str, expected: str) -> None:
    """Path and query stay, and a URL that only resembles an alias is unchanged."""
    assert expected == to_main_origin(url, "https://www.kortrijk.be", frozenset({"http://kortrijk.be"}))


def test_an_alias_belongs_to_the_site() -> None:
    """URLs of the site: its hosts with either scheme, and its aliases."""
    origins = SiteOrigins.from_site(SITE, frozenset({"http://kortrijk.be"}))
    urls = [
        "http://kortrijk.be/a",
        "http://pers.be/",
        "https://www.kortrijk.be/",
        "https://kortrijk.be/",
        "https://b.be/",
    ]
    assert [True, True, True, False, False] == [origins.owns(url) for url in urls]
