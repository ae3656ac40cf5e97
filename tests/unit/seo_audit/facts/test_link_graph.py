"""The link graph: clicks, inlinks, redirect chains, ranks."""

from __future__ import annotations

from array import array

import pytest

from crawler.records.page import BodyKind, PageRegion
from seo_audit.facts.link_graph import LinkGraph
from seo_audit.facts.page_facts import DistinctLink, PageFacts

HOME = "https://x.be/"


def graph(links: dict[str, list[str]], redirects: dict[str, str] | None = None, navigation: bool = False) -> LinkGraph:
    """A graph from page to linked pages; names are paths, the home page is ""."""
    kinds: dict[DistinctLink, int] = {}
    place = PageRegion.NAVIGATION if navigation else PageRegion.CONTENT
    pages = {}
    for name, targets in links.items():
        numbers = [
            kinds.setdefault(DistinctLink(HOME + target, f"naar {target}", place), len(kinds)) for target in targets
        ]
        pages[HOME + name] = PageFacts(url=HOME + name, status=200, kind=BodyKind.HTML, links=array("i", numbers))
    for name, target in (redirects or {}).items():
        pages[HOME + name] = PageFacts(url=HOME + name, status=301, redirect=HOME + target)
    return LinkGraph(HOME, pages, list(kinds))


def test_depth_counts_clicks_on_the_shortest_way() -> None:
    """The home page has 0; a page with two ways has the shorter one; one without any has none."""
    found = graph({"": ["a", "c"], "a": ["b"], "b": ["c"], "c": [], "island": ["a"]}).depths
    assert found == {HOME: 0, f"{HOME}a": 1, f"{HOME}c": 1, f"{HOME}b": 2}


def test_following_redirects_is_no_click() -> None:
    """A page behind two redirects is one click away."""
    found = graph({"": ["r1"], "a": []}, {"r1": "r2", "r2": "a"})
    assert found.depths[f"{HOME}a"] == 1
    assert found.inlink_counts[f"{HOME}a"] == 1


def test_links_to_oneself_do_not_count() -> None:
    """A page that only links to itself has no inlinks."""
    assert graph({"": [""], "a": ["a"]}).inlink_counts == {HOME: 0, f"{HOME}a": 0}


def test_inlinks_count_pages_not_links() -> None:
    """Two links from one page, also with other anchors, are one inlink."""
    assert graph({"": ["a", "a"], "a": []}).inlink_counts[f"{HOME}a"] == 1


def test_a_chain_names_its_hops_and_its_end() -> None:
    """Redirects are followed in order; an address without redirect is its own end."""
    found = graph({"a": []}, {"r1": "r2", "r2": "a"})
    assert (found.follow_redirects(f"{HOME}r1").hops, found.follow_redirects(f"{HOME}r1").final) == (
        (f"{HOME}r1", f"{HOME}r2"),
        f"{HOME}a",
    )
    assert (found.follow_redirects(f"{HOME}a").hops, found.follow_redirects(f"{HOME}a").final) == ((), f"{HOME}a")


@pytest.mark.parametrize("redirects", [{"r": "r"}, {"r": "s", "s": "r"}, {"r": "s", "s": "t", "t": "s"}])
def test_a_loop_has_no_end(redirects: dict[str, str]) -> None:
    """A chain that comes back to itself ends nowhere."""
    assert graph({"": ["r"]}, redirects).follow_redirects(f"{HOME}r").final is None


def test_more_than_ten_redirects_have_no_end() -> None:
    """Google gives up after ten hops."""
    row = {f"r{number}": f"r{number + 1}" for number in range(12)}
    found = graph({"r12": []}, row)
    assert found.follow_redirects(f"{HOME}r0").final is None
    assert found.follow_redirects(f"{HOME}r3").final == f"{HOME}r12"


def test_sources_name_pages_and_anchors_and_their_number() -> None:
    """The pages that link somewhere come with the text they use; the limit cuts the list, not the number."""
    found = graph({"": ["a"], "b": ["a"], "c": ["a"], "a": ["a"]})
    sources, count = found.sources(f"{HOME}a", limit=2)
    assert ([(source.url, source.anchor) for source in sources], count) == (
        [(HOME, "naar a"), (f"{HOME}b", "naar a")],
        3,
    )


def test_navigation_reaches_through_redirects() -> None:
    """What the menu links to, directly or not, is offered; links in the text do not make it so."""
    links, redirects = {"": ["r"], "a": []}, {"r": "a"}
    assert graph(links, redirects, navigation=True).navigation_targets == {f"{HOME}r", f"{HOME}a"}
    assert graph(links, redirects).navigation_targets == frozenset()


def test_ranks_sum_to_one_and_favour_the_linked() -> None:
    """PageRank is a distribution in which the page that all link to comes first."""
    ranks = graph({"": ["a"], "b": ["a"], "c": ["a"], "a": []}).page_ranks
    assert sum(ranks.values()) == pytest.approx(1)
    assert max(ranks, key=lambda url: ranks[url]) == f"{HOME}a"


def test_an_empty_site_has_an_empty_graph() -> None:
    """A site of which nothing was fetched breaks nothing."""
    found = graph({})
    assert (found.depths, found.inlink_counts, found.page_ranks, found.navigation_targets) == ({}, {}, {}, frozenset())
