"""Our readers of robots.txt and sitemaps compared with advertools, which is independent of them."""

import advertools
import pytest

from crawler.discovery.robots import RobotsTxtRules
from crawler.store.page_store import PageStore
from regiozoek.commands.demo import PreparedRegion


@pytest.mark.parametrize("site", ["kuurne", "spiere-helkijn", "zwevegem"])
def test_sitemap_urls_equal_those_of_advertools(prepared_region: PreparedRegion, site: str) -> None:
    """Starting from robots.txt."""
    table = advertools.sitemap_to_df(prepared_region.region.sites[site] + "robots.txt")
    with PageStore.open(prepared_region.settings.store) as store:
        known = {entry.url for entry in store.known_urls(site)}
        fetched = {page.url for page in store.pages(site)}
    listed = set(table["loc"].dropna())
    assert len(listed) > 40
    assert (set(), set()) == (listed - known, listed - fetched)


@pytest.mark.parametrize("site", ["kuurne", "wevelgem"])
def test_robots_txt_verdicts_equal_those_of_advertools(prepared_region: PreparedRegion, site: str) -> None:
    base = prepared_region.region.sites[site]
    paths = ["", "producten/identiteitskaart", "zoeken", "zoeken?q=x", "admin/x", "intern/dienstnota", "nieuws"]
    table = advertools.robotstxt_test(
        base + "robots.txt", user_agents=["Regiozoek"], urls=["/" + path for path in paths]
    )
    theirs = dict(zip(table["url_path"], table["can_fetch"], strict=True))
    with PageStore.open(prepared_region.settings.store) as store:
        file = next(file for file in store.site_files(site) if file.kind == "robots")
    robots = RobotsTxtRules.from_response(file.url, file.status, file.body)
    assert robots is not None
    assert theirs == {"/" + path: robots.allows(base + path) for path in paths}
