"""The crawl against the hazards that the miniature region holds for it."""

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


def met(kind: str, prepared_region: PreparedRegion, store: PageStore) -> Page:
    """Return the page that holds a hazard, as the crawl stored it."""
    hazard = HAZARDS[kind]
    page = store.page(prepared_region.region.sites[hazard["site"]] + hazard["path"].removeprefix("/"))
    assert page is not None
    return page


def known(kind: str, store: PageStore) -> list[KnownUrl]:
    """Return every known address of the site that holds a hazard."""
    return list(store.known_urls(HAZARDS[kind]["site"]))


def test_every_site_is_crawled_to_its_end(prepared_region: PreparedRegion) -> None:
    """No hazard keeps a crawl from completing."""
    assert {site.site: None for site in prepared_region.crawled.sites} == {
        site.site: site.problem for site in prepared_region.crawled.sites
    }


def test_a_redirect_loop_is_each_hop_once(prepared_region: PreparedRegion, store: PageStore) -> None:
    """Two addresses that redirect to each other are two answers, and no more requests."""
    first = met("redirect-loop", prepared_region, store)
    second = store.page(first.redirect or "")
    assert second is not None
    assert first.url == second.redirect


def test_a_redirect_to_a_private_network_is_recorded_not_followed(
    prepared_region: PreparedRegion, store: PageStore
) -> None:
    """The target is a fact of the page; nothing of it becomes known or asked."""
    assert "http://10.0.0.1/beheer" == met("redirect-private", prepared_region, store).redirect
    assert [] == [entry.url for entry in known("redirect-private", store) if "10.0.0.1" in entry.url]


def test_an_endless_calendar_ends(store: PageStore) -> None:
    """A bounded number of months is fetched, the next has its stated reason."""
    months = [entry for entry in known("endless-calendar", store) if "?maand=" in entry.url]
    fetched = [entry for entry in months if entry.last_run is not None]
    reasons = {entry.skip for entry in months if entry.last_run is None}
    assert 0 < len(fetched) <= MAX_CRAWLED_VARIANTS
    assert reasons
    assert reasons <= {TOO_DEEP, f"more than {MAX_CRAWLED_VARIANTS} query variants of one path"}


def test_session_ids_make_no_second_page(store: PageStore) -> None:
    """Addresses that differ by a visit's name are one."""
    assert [] == [entry.url for entry in known("session-id", store) if "SESS" in entry.url.upper()]


def test_odd_links_lead_where_a_browser_goes(prepared_region: PreparedRegion, store: PageStore) -> None:
    """Blanks and line feeds in a link are taken out; javascript: and mailto: are no addresses."""
    odd = {link.url for link in met("odd-href", prepared_region, store).links}
    assert prepared_region.region.sites["lendelede"] + "producten/grofvuil" in odd
    assert [] == [entry.url for entry in known("odd-schemes", store) if not entry.url.startswith("http://")]


@pytest.mark.parametrize(("kind", "word"), [("wrong-charset", "crèche"), ("windows-1252", "ë")])
def test_texts_in_old_encodings_read_well(
    prepared_region: PreparedRegion, store: PageStore, kind: str, word: str
) -> None:
    """Declared or not, windows-1252 keeps its accents."""
    text = met(kind, prepared_region, store).text
    assert word in text
    assert "\ufffd" not in text


@pytest.mark.parametrize("kind", ["slow", "huge"])
def test_slow_and_huge_pages_are_read(prepared_region: PreparedRegion, store: PageStore, kind: str) -> None:
    """Patience within bounds."""
    page = met(kind, prepared_region, store)
    assert (200, None, True) == (page.status, page.error, page.word_count > 50)


@pytest.mark.parametrize("kind", ["broken-gzip", "truncated"])
def test_a_broken_transfer_costs_one_page(prepared_region: PreparedRegion, store: PageStore, kind: str) -> None:
    """The page has no text, and its reason."""
    page = met(kind, prepared_region, store)
    assert ("", 0, "the response broke off") == (page.text, page.status, page.error)


def test_what_robots_disallows_is_never_fetched(prepared_region: PreparedRegion, store: PageStore) -> None:
    """The address is known, the reason stated, the page unseen."""
    hazard = HAZARDS["robots-disallowed"]
    url = prepared_region.region.sites[hazard["site"]] + hazard["path"].removeprefix("/")
    entry = store.known_url(url)
    assert entry is not None
    assert ("robots.txt disallows it", None) == (entry.skip, store.page(url))
