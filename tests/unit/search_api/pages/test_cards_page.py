"""Answer cards on the search page."""

from __future__ import annotations

from bs4 import BeautifulSoup

from crawler.registry.site import Site
from search_api.http.routes.search_page import _found, _page
from search_api.pages.templates_env import render_template
from search_api.query.search_request import SearchRequest
from search_api.records.config import ApiConfig
from search_api.records.response_models import AnswerCard, FacetCounts, SearchResult

HOURS = AnswerCard(
    kind="hours",
    title="Recyclagepark <Kuurne>: openingsuren",
    lines=("Vandaag, dinsdag 3 maart: 10.00–18.00.", "Nu open, tot 18.00."),
    href=None,
    url="https://www.kuurne.be/park",
    source="Het recyclagepark",
    as_of="2026-03-01",
    site="kuurne",
    lang="nl",
    week=(("maandag", "gesloten"), ("dinsdag", "10.00–18.00")),
)
TELEPHONE = AnswerCard(
    "telephone", "Bib: téléphone", ("056 00 25 20",), "tel:+3256002520", HOURS.url, "Bib", "2026-03-01", "kuurne", "fr"
)


def page(*cards: AnswerCard, state: str = "nothing", language: str = "nl") -> BeautifulSoup:
    """Return the search page with these cards."""
    site = Site(id="kuurne", name="Kuurne", url="https://www.kuurne.be/", hosts=())
    config = ApiConfig(engine_url="http://127.0.0.1:1", engine_key="", sites=(site,))
    shown = _page(config, SearchRequest(q="recyclagepark open"), language, None)
    result = SearchResult("recyclagepark open", 2, 1, 1, 1, (), FacetCounts(), answers=cards)
    return BeautifulSoup(render_template("zoeken.html", **shown | {"state": state} | _found(result, shown)), "lxml")


def test_card_is_a_section_labelled_by_its_title() -> None:
    """So that screen readers list it. Text from a page is escaped."""
    (card,) = page(HOURS).select("main section.answer")
    heading = card.select_one("h2")
    assert heading is not None
    assert (heading["id"], "Recyclagepark <Kuurne>: openingsuren") == (card["aria-labelledby"], heading.text)
    assert ["Vandaag, dinsdag 3 maart: 10.00–18.00.", "Nu open, tot 18.00."] == [
        line.text for line in card.select("p:not(.about)")
    ]


def test_card_links_to_its_source_with_the_date() -> None:
    """The page, its site, and the date of the last check in words."""
    (card,) = page(HOURS).select("section.answer")
    link, moment = card.select_one(".about a"), card.select_one("time")
    assert link is not None
    assert moment is not None
    assert ("https://www.kuurne.be/park", "Het recyclagepark") == (link["href"], link.text)
    assert ("2026-03-01", "1 maart 2026") == (moment["datetime"], moment.text)


def test_opening_hours_are_a_table_with_row_headers() -> None:
    """One row per weekday; the table expands without a script."""
    (card,) = page(HOURS).select("section.answer")
    assert [("maandag", "row", "gesloten"), ("dinsdag", "row", "10.00–18.00")] == [
        (row.th.text, row.th["scope"], row.td.text) for row in card.select("details tr") if row.th and row.td
    ]


def test_phone_number_is_a_link_and_languages_are_marked() -> None:
    """The card is in the language of the query, its source line in that of the page."""
    (card,) = page(TELEPHONE, language="en").select("section.answer")
    link, about = card.select_one(".fact a"), card.select_one(".about")
    assert link is not None
    assert about is not None
    assert ("tel:+3256002520", "fr", "en") == (link["href"], card["lang"], about["lang"])
    assert not card.select("details")


def test_cards_are_above_filters_and_results() -> None:
    """They are shown without results too; most searches have none."""
    shown = page(HOURS, TELEPHONE, state="results").select("main section.answer, main nav.filters")
    assert [["answer"], ["answer"], ["filters"]] == [part.get("class") for part in shown]
    assert [2, 0] == [len(page(HOURS, TELEPHONE).select(".answer")), len(page().select(".answer"))]
