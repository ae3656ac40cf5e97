"""The search page at /zoeken, read as a browser without JavaScript reads it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.integration.api_client import ApiClient


def search_page(client: ApiClient, path: str, language: str = "nl-BE") -> BeautifulSoup:
    """Return a parsed page."""
    return BeautifulSoup(client.get(path, headers={"Accept-Language": language}).text, "lxml")


def test_root_redirects_to_the_search_page(client: ApiClient) -> None:
    assert (307, "/zoeken") == ((response := client.get("/")).status, response.headers["location"])


def test_search_page_works_without_javascript(client: ApiClient) -> None:
    """A form, results with marks, and a link for every filter; no script, nothing inline."""
    tree = search_page(client, "/zoeken?q=wegenwerken&home=kuurne")
    links = [str(link["href"]) for link in tree.select("main nav a")]
    assert (10, "wegenwerken", "kuurne", "noindex", "nl") == (
        len(tree.select("main article h2 a")),
        tree.select_one("input[type=search]")["value"],  # type: ignore[index]
        tree.select_one("input[name=home]")["value"],  # type: ignore[index]
        tree.select_one("meta[name=robots]")["content"],  # type: ignore[index]
        tree.html["lang"],  # type: ignore[index]
    )
    assert (True, True, True) == tuple(
        any(part in link for link in links) for part in ("site=menen", "page=2", "sort=date")
    )
    assert ([], []) == (tree.select("script"), tree.select("[style], [onclick]"))


@pytest.mark.parametrize(
    "params",
    [
        "q=wegenwerken+brug",
        "q=kermis&home=kuurne",
        "q=wegenwerken&site=menen&home=kuurne",
        "q=brug+xqzwv&home=menen",
    ],
)
def test_every_facet_link_leads_to_results(client: ApiClient, params: str) -> None:
    """A town, type, order, period or page that is offered is never empty, and its count is correct."""
    tree = search_page(client, f"/zoeken?{params}")
    links = tree.select("main nav a, .scope a, .meant a")
    for link in links:
        shown = link.select_one(".number")
        there = search_page(client, str(link["href"]))
        heading = there.select_one("h1.count")
        assert heading is not None
        assert there.select("article h2 a"), link
        if shown is not None:
            assert shown.text == heading.text.split()[0]
    assert len(links) >= 3


def test_periods_without_results_are_not_offered(client: ApiClient) -> None:
    """The fair is from this week, no event lies ahead, and pages of streets have no date. Dates can always be typed."""

    def offered(query: str) -> list[str]:
        groups = search_page(client, f"/zoeken?q={query}").select(".filters .group")
        return [" ".join(each.text.split()) for each in groups[-1].select("li > a, summary")]

    assert ["Afgelopen week 2", "Afgelopen maand 2", "Afgelopen jaar 2", "Kies een periode"] == offered("kermis")
    assert ["Kies een periode"] == offered("wegenwerken")


def test_sort_order_without_results_is_not_offered(client: ApiClient) -> None:
    """Sorting by date lists only pages with all terms; without such a page it is not offered."""
    tree = search_page(client, "/zoeken?q=brug+xqzwv&home=menen")
    assert (["Meest relevant"], True) == (
        [each.text for each in tree.select(".filters .group")[0].select("li > *")],
        bool(tree.select("article")),
    )


def test_each_filter_has_a_link_that_removes_it(client: ApiClient) -> None:
    """The other filters stay."""
    tree = search_page(client, "/zoeken?q=brug&site=kuurne&type=news")
    assert [["Kuurne ×", "type=news"], ["Nieuws ×", "site=kuurne"]] == [
        [link.text, str(link["href"]).split("&")[1]] for link in tree.select(".chosen a:not(.clear)")
    ]


def test_page_without_results_offers_alternatives(client: ApiClient) -> None:
    """It repeats the query, escaped, and offers to remove filters, other terms and the sites."""
    tree = search_page(client, "/zoeken?q=%3Cscript%3Exqzwvkjx&site=kuurne&type=job")
    main = tree.select_one("main")
    assert main is not None
    assert (True, [], True, True) == (
        "<script>xqzwvkjx" in main.text,
        tree.select("script"),
        any(link["href"] == "https://www.menen.be/" for link in main.select("a")),
        bool(main.select(".chosen a")),
    )


@pytest.mark.parametrize(
    ("path", "status"),
    [("/zoeken", 200), ("/zoeken?q=", 200), ("/zoeken?q=brug&site=gent", 422), ("/zoeken?q=brug&page=900", 200)],
)
def test_page_always_has_a_form(client: ApiClient, path: str, status: int) -> None:
    """Also without a query, for an unknown site, and beyond the last page."""
    response = client.get(path)
    assert (status, 1) == (response.status, response.text.count('type="search"'))


@pytest.mark.parametrize(("language", "word"), [("nl", "Zoeken"), ("fr", "Rechercher"), ("en", "Search")])
def test_page_exists_in_three_languages(client: ApiClient, language: str, word: str) -> None:
    """By ?taal=, which its links keep, or by the browser's preference."""
    tree = search_page(client, f"/zoeken?q=brug&taal={language}")
    link = tree.select_one("main nav.filters a")
    assert link is not None
    assert (word, language, True, word) == (
        tree.select_one("form button").text,  # type: ignore[union-attr]
        tree.html["lang"],  # type: ignore[index]
        f"taal={language}" in str(link["href"]),
        search_page(client, "/zoeken", f"{language};q=1.0").select_one("form button").text,  # type: ignore[union-attr]
    )


def test_style_sheet_is_cacheable(client: ApiClient) -> None:
    """Its URL changes with its content."""
    sheet = search_page(client, "/zoeken").select_one("link[rel=stylesheet]")
    assert sheet is not None
    assert "max-age" in client.get(str(sheet["href"])).headers["cache-control"]


def test_period_filter_has_links_and_a_form(client: ApiClient) -> None:
    """A period is a link that keeps the query and can be removed. Dates can be typed as well; all without a script."""
    tree = search_page(client, "/zoeken?q=kermis&home=kuurne&type=news")
    year = next(link for link in tree.select(".filters a") if "Afgelopen jaar" in link.text)
    assert ["q=kermis", "home=kuurne", "type=news"] == str(year["href"]).split("?")[1].split("&")[:3]
    inside = search_page(client, str(year["href"]))
    assert "Afgelopen jaar" in [each.text for each in inside.select(".filters [aria-current]")]
    assert str(tree.select_one(".filters form input[name=q]")["value"]) == "kermis"  # type: ignore[index]
    assert {"home", "type", "from", "to"} <= {str(each["name"]) for each in tree.select(".filters form [name]")}
    typed = search_page(client, "/zoeken?q=brug&from=2026-03-02&to=2026-03-03")
    chosen = typed.select(".chosen a")
    assert ["2 maart 2026 – 3 maart 2026 ×"] == [link.text for link in chosen]
    assert "/zoeken?q=brug" == chosen[0]["href"]


def test_empty_date_fields_are_ignored(client: ApiClient) -> None:
    """A browser submits empty fields too."""
    response = client.get("/zoeken?q=brug&from=&to=2026-03-02")
    assert (200, True) == (response.status, "tot en met 2 maart 2026" in response.text)


def test_home_town_filter_is_one_click(client: ApiClient) -> None:
    """With a home town the results can be limited to it and back; without one there is no such link."""
    tree = search_page(client, "/zoeken?q=wegenwerken&home=kuurne&site=kuurne")
    assert [("De hele regio", None, "q=wegenwerken&home=kuurne"), ("Alleen Kuurne", "true", "site=kuurne")] == [
        (link.text, link.get("aria-current"), str(link["href"]).split("?")[1][-len(end) :])
        for link, end in zip(tree.select(".scope a"), ("q=wegenwerken&home=kuurne", "site=kuurne"), strict=True)
    ]
    assert [] == search_page(client, "/zoeken?q=wegenwerken").select(".scope")


@pytest.mark.parametrize(
    ("query", "trail"), [("recyclagepark", "Kuurne › Producten"), ("zwembad", "Kuurne › Vrije tijd & sport")]
)
def test_result_shows_its_breadcrumbs(client: ApiClient, query: str, trail: str) -> None:
    """Above its title the site and the steps to the page: the page's own breadcrumbs, else the words in its URL."""
    shown = search_page(client, f"/zoeken?q={query}&home=kuurne").select_one("article .trail")
    assert shown is not None
    assert trail == " ".join(shown.text.split())


def test_empty_search_page_has_example_queries(client: ApiClient) -> None:
    """They keep the home town and the language."""
    links = search_page(client, "/zoeken?home=kuurne&taal=fr").select(".examples a")
    assert len(links) > 3
    assert all("home=kuurne" in str(link["href"]) and "taal=fr" in str(link["href"]) for link in links)


def test_page_has_an_opensearch_description(client: ApiClient) -> None:
    """Its results URL works."""
    link = search_page(client, "/zoeken?home=kuurne&taal=nl").select_one("link[rel=search]")
    assert link is not None
    response = client.get(str(link["href"]))
    url = BeautifulSoup(response.text, "xml").find("Url")
    assert url is not None
    base, _, query = str(url["template"]).partition("/zoeken?")
    assert ("application/opensearchdescription+xml", True, "q={searchTerms}&home=kuurne&taal=nl") == (
        response.headers["content-type"].partition(";")[0],
        base.startswith("http://127.0.0.1:"),
        query,
    )
    assert 200 == client.get("/zoeken?" + query.replace("{searchTerms}", "brug")).status


def test_zero_results_at_home_are_explained(client: ApiClient) -> None:
    """Results from elsewhere are labelled, and no link filters on a town without results.

    A single result needs no filters.
    """
    tree = search_page(client, "/zoeken?q=molen&home=menen")
    assert (["In Menen zelf is niets gevonden; dit komt van andere gemeenten."], [], [], 1) == (
        [each.text for each in tree.select(".home")],
        tree.select(".scope"),
        tree.select(".filters"),
        len(tree.select("article")),
    )
    assert [] == search_page(client, "/zoeken?q=molen&home=kuurne").select(".home")
