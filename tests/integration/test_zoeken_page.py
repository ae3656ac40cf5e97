"""The search page, read as a browser without JavaScript reads it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.integration.api_client import ApiClient


def soup(client: ApiClient, path: str, language: str = "nl-BE") -> BeautifulSoup:
    """Return a page as a parsed tree."""
    return BeautifulSoup(client.get(path, headers={"Accept-Language": language}).text, "lxml")


def test_the_root_leads_to_the_search_page(client: ApiClient) -> None:
    """Who types the bare address arrives somewhere."""
    assert (307, "/zoeken") == ((answer := client.get("/")).status, answer.headers["location"])


def test_the_search_page_is_complete_without_javascript(client: ApiClient) -> None:
    """A form, results with marks, and links for everything a person can choose; no script, nothing inline."""
    tree = soup(client, "/zoeken?q=wegenwerken&home=kuurne")
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
    "asked",
    [
        "q=wegenwerken+brug",
        "q=kermis&home=kuurne",
        "q=wegenwerken&site=menen&home=kuurne",
        "q=brug+xqzwv&home=menen",
    ],
)
def test_every_link_of_the_page_leads_to_results(client: ApiClient, asked: str) -> None:
    """A town, kind, order, period or page that is offered is never empty, and the count beside it is true."""
    tree = soup(client, f"/zoeken?{asked}")
    links = tree.select("main nav a, .scope a, .meant a")
    for link in links:
        shown = link.select_one(".number")
        there = soup(client, str(link["href"]))
        heading = there.select_one("h1.count")
        assert heading is not None
        assert there.select("article h2 a"), link
        if shown is not None:
            assert shown.text == heading.text.split()[0]
    assert len(links) >= 3


def test_a_period_is_offered_only_when_it_has_something(client: ApiClient) -> None:
    """The fair opened this week and nothing is announced; pages of streets have no date; days can always be typed."""

    def offered(query: str) -> list[str]:
        groups = soup(client, f"/zoeken?q={query}").select(".filters .group")
        return [" ".join(each.text.split()) for each in groups[-1].select("li > a, summary")]

    assert ["Afgelopen week 2", "Afgelopen maand 2", "Afgelopen jaar 2", "Kies een periode"] == offered("kermis")
    assert ["Kies een periode"] == offered("wegenwerken")


def test_an_order_that_finds_nothing_is_no_choice(client: ApiClient) -> None:
    """By date only what has all the words is listed; where no page has them the order by date is not offered."""
    tree = soup(client, "/zoeken?q=brug+xqzwv&home=menen")
    assert (["Meest relevant"], True) == (
        [each.text for each in tree.select(".filters .group")[0].select("li > *")],
        bool(tree.select("article")),
    )


def test_a_choice_can_be_taken_back(client: ApiClient) -> None:
    """Each filter is shown with a link that removes it, keeping the others."""
    tree = soup(client, "/zoeken?q=brug&site=kuurne&type=news")
    assert [["Kuurne ×", "type=news"], ["Nieuws ×", "site=kuurne"]] == [
        [link.text, str(link["href"]).split("&")[1]] for link in tree.select(".chosen a:not(.clear)")
    ]


def test_a_page_without_results_helps(client: ApiClient) -> None:
    """It repeats what was asked, escaped, and offers to remove filters, other words and the sites."""
    tree = soup(client, "/zoeken?q=%3Cscript%3Exqzwvkjx&site=kuurne&type=job")
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
def test_the_page_has_a_form_whatever_is_asked(client: ApiClient, path: str, status: int) -> None:
    """Also without a query, with a site that does not exist, and past the end of the list."""
    answer = client.get(path)
    assert (status, 1) == (answer.status, answer.text.count('type="search"'))


@pytest.mark.parametrize(("language", "word"), [("nl", "Zoeken"), ("fr", "Rechercher"), ("en", "Search")])
def test_the_page_speaks_three_languages(client: ApiClient, language: str, word: str) -> None:
    """By ?taal=, which its own links keep, or by what the browser prefers."""
    tree = soup(client, f"/zoeken?q=brug&taal={language}")
    link = tree.select_one("main nav.filters a")
    assert link is not None
    assert (word, language, True, word) == (
        tree.select_one("form button").text,  # type: ignore[union-attr]
        tree.html["lang"],  # type: ignore[index]
        f"taal={language}" in str(link["href"]),
        soup(client, "/zoeken", f"{language};q=1.0").select_one("form button").text,  # type: ignore[union-attr]
    )


def test_the_style_sheet_may_be_kept(client: ApiClient) -> None:
    """Its address changes with its bytes."""
    sheet = soup(client, "/zoeken").select_one("link[rel=stylesheet]")
    assert sheet is not None
    assert "max-age" in client.get(str(sheet["href"])).headers["cache-control"]


def test_days_are_links_and_a_form(client: ApiClient) -> None:
    """A period is a link that keeps the query, can be taken back, and can be typed too, all without a script."""
    tree = soup(client, "/zoeken?q=kermis&home=kuurne&type=news")
    year = next(link for link in tree.select(".filters a") if "Afgelopen jaar" in link.text)
    assert ["q=kermis", "home=kuurne", "type=news"] == str(year["href"]).split("?")[1].split("&")[:3]
    inside = soup(client, str(year["href"]))
    assert "Afgelopen jaar" in [each.text for each in inside.select(".filters [aria-current]")]
    assert str(tree.select_one(".filters form input[name=q]")["value"]) == "kermis"  # type: ignore[index]
    assert {"home", "type", "from", "to"} <= {str(each["name"]) for each in tree.select(".filters form [name]")}
    typed = soup(client, "/zoeken?q=brug&from=2026-03-02&to=2026-03-03")
    chosen = typed.select(".chosen a")
    assert ["2 maart 2026 – 3 maart 2026 ×"] == [link.text for link in chosen]
    assert "/zoeken?q=brug" == chosen[0]["href"]


def test_empty_days_of_the_form_are_no_days(client: ApiClient) -> None:
    """A browser sends a field that was left empty too."""
    answer = client.get("/zoeken?q=brug&from=&to=2026-03-02")
    assert (200, True) == (answer.status, "tot en met 2 maart 2026" in answer.text)


def test_the_own_town_is_one_click(client: ApiClient) -> None:
    """Who comes from a town can keep to it, and go back to the whole region; who comes from none is not asked."""
    tree = soup(client, "/zoeken?q=wegenwerken&home=kuurne&site=kuurne")
    assert [("De hele regio", None, "q=wegenwerken&home=kuurne"), ("Alleen Kuurne", "true", "site=kuurne")] == [
        (link.text, link.get("aria-current"), str(link["href"]).split("?")[1][-len(end) :])
        for link, end in zip(tree.select(".scope a"), ("q=wegenwerken&home=kuurne", "site=kuurne"), strict=True)
    ]
    assert [] == soup(client, "/zoeken?q=wegenwerken").select(".scope")


@pytest.mark.parametrize(
    ("query", "trail"), [("recyclagepark", "Kuurne › Producten"), ("zwembad", "Kuurne › Vrije tijd & sport")]
)
def test_a_result_says_where_it_stands(client: ApiClient, query: str, trail: str) -> None:
    """Above its title the site and the steps down to it: its own breadcrumb, else the words of its address."""
    shown = soup(client, f"/zoeken?q={query}&home=kuurne").select_one("article .trail")
    assert shown is not None
    assert trail == " ".join(shown.text.split())


def test_the_first_page_offers_somewhere_to_begin(client: ApiClient) -> None:
    """Examples keep the home and the language."""
    links = soup(client, "/zoeken?home=kuurne&taal=fr").select(".examples a")
    assert len(links) > 3
    assert all("home=kuurne" in str(link["href"]) and "taal=fr" in str(link["href"]) for link in links)


def test_a_browser_can_add_the_search(client: ApiClient) -> None:
    """The page names an OpenSearch description, whose address for results leads to results."""
    link = soup(client, "/zoeken?home=kuurne&taal=nl").select_one("link[rel=search]")
    assert link is not None
    answer = client.get(str(link["href"]))
    url = BeautifulSoup(answer.text, "xml").find("Url")
    assert url is not None
    base, _, query = str(url["template"]).partition("/zoeken?")
    assert ("application/opensearchdescription+xml", True, "q={searchTerms}&home=kuurne&taal=nl") == (
        answer.headers["content-type"].partition(";")[0],
        base.startswith("http://127.0.0.1:"),
        query,
    )
    assert 200 == client.get("/zoeken?" + query.replace("{searchTerms}", "brug")).status


def test_who_finds_nothing_at_home_is_told(client: ApiClient) -> None:
    """What is from elsewhere says so, and no link keeps to a town that has nothing; a single result needs no filter."""
    tree = soup(client, "/zoeken?q=molen&home=menen")
    assert (["In Menen zelf is niets gevonden; dit komt van andere gemeenten."], [], [], 1) == (
        [each.text for each in tree.select(".home")],
        tree.select(".scope"),
        tree.select(".filters"),
        len(tree.select("article")),
    )
    assert [] == soup(client, "/zoeken?q=molen&home=kuurne").select(".home")
