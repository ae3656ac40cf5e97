"""Crawler hazards of the miniature region: loops, endless calendars, encodings and broken transfers."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.records.page import Page
from crawler.records.stored_records import KnownUrl
from crawler.registry.url_scope import MAX_CRAWLED_VARIANTS
from crawler.spider.frontier import TOO_DEEP
from crawler.store.page_store import PageStore
from regiozoek.commands.demo import PreparedRegion

ROOT = Path(__file__).resolve().parents[2]
HAZARDS = {
    hazard["kind"]: hazard for hazard in tomllib.loads((ROOT / "regiozoek/demo/faults.toml").read_text())["hazard"]
}


@pytest.fixture(scope="module")
def store(prepared_region: PreparedRegion) -> Iterator[PageStore]:
    """The page store of the miniature region."""
    with PageStore.open(prepared_region.settings.store) as opened:
        yield opened


def hazard_page(kind: str, prepared_region: PreparedRegion, store: PageStore) -> Page:
    """Return the stored page of a hazard."""
    hazard = HAZARDS[kind]
    page = store.page(prepared_region.region.sites[hazard["site"]] + hazard["path"].removeprefix("/"))
    assert page is not None
    return page


def known_urls(kind: str, store: PageStore) -> list[KnownUrl]:
    """Return all known URLs of the site with a hazard."""
    return list(store.known_urls(HAZARDS[kind]["site"]))


def test_every_site_is_crawled_completely(prepared_region: PreparedRegion) -> None:
    assert {site.site: None for site in prepared_region.crawled.sites} == {
        site.site: site.problem for site in prepared_region.crawled.sites
    }


def test_each_hop_of_a_redirect_loop_is_requested_once(prepared_region: PreparedRegion, store: PageStore) -> None:
    first = hazard_page("redirect-loop", prepared_region, store)
    second = store.page(first.redirect or "")
    assert second is not None
    assert first.url == second.redirect


def test_redirect_to_a_private_network_is_recorded_but_not_followed(
    prepared_region: PreparedRegion, store: PageStore
) -> None:
    assert "http://10.0.0.1/beheer" == hazard_page("redirect-private", prepared_region, store).redirect
    assert [] == [entry.url for entry in known_urls("redirect-private", store) if "10.0.0.1" in entry.url]


def test_endless_calendar_is_bounded(store: PageStore) -> None:
    """A limited number of months is fetched; the next month has its reason."""
    months = [entry for entry in known_urls("endless-calendar", store) if "?maand=" in entry.url]
    fetched = [entry for entry in months if entry.last_run is not None]
    reasons = {entry.skip for entry in months if entry.last_run is None}
    assert 0 < len(fetched) <= MAX_CRAWLED_VARIANTS
    assert reasons
    assert reasons <= {TOO_DEEP, f"more than {MAX_CRAWLED_VARIANTS} query variants of one path"}


def test_session_ids_are_removed_from_urls(store: PageStore) -> None:
    assert [] == [entry.url for entry in known_urls("session-id", store) if "SESS" in entry.url.upper()]


def test_malformed_links_resolve_as_in_a_browser(prepared_region: PreparedRegion, store: PageStore) -> None:
    """White space and line feeds are removed; javascript: and mailto: are ignored."""
    odd = {link.url for link in hazard_page("odd-href", prepared_region, store).links}
    assert prepared_region.region.sites["lendelede"] + "producten/grofvuil" in odd
    assert [] == [entry.url for entry in known_urls("odd-schemes", store) if not entry.url.startswith("http://")]


@pytest.mark.parametrize(("kind", "word"), [("wrong-charset", "crèche"), ("windows-1252", "ë")])
def test_windows_1252_is_decoded(prepared_region: PreparedRegion, store: PageStore, kind: str, word: str) -> None:
    """Whether it is declared or not."""
    text = hazard_page(kind, prepared_region, store).text
    assert word in text
    assert "\ufffd" not in text


@pytest.mark.parametrize("kind", ["slow", "huge"])
def test_slow_and_huge_pages_are_read(prepared_region: PreparedRegion, store: PageStore, kind: str) -> None:
    """Within the limits of time and size."""
    page = hazard_page(kind, prepared_region, store)
    assert (200, None, True) == (page.status, page.error, page.word_count > 50)


@pytest.mark.parametrize("kind", ["broken-gzip", "truncated"])
def test_broken_transfer_affects_one_page(prepared_region: PreparedRegion, store: PageStore, kind: str) -> None:
    """The page has no text, and an error."""
    page = hazard_page(kind, prepared_region, store)
    assert ("", 0, "the response broke off") == (page.text, page.status, page.error)


def test_disallowed_pages_are_never_fetched(prepared_region: PreparedRegion, store: PageStore) -> None:
    """The URL is known, with its reason."""
    hazard = HAZARDS["robots-disallowed"]
    url = prepared_region.region.sites[hazard["site"]] + hazard["path"].removeprefix("/")
    entry = store.known_url(url)
    assert entry is not None
    assert ("robots.txt disallows it", None) == (entry.skip, store.page(url))
