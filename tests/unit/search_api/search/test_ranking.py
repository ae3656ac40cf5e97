"""Ranking of documents: home town, filters, age, language and document type."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest

from indexer.language.compounds import Lexicon
from indexer.records.document import Document, DocumentType
from search_api.query.query_understanding import TownNames, parse_query
from search_api.query.search_request import SearchRequest
from search_api.search.ranking import FIRST_CANDIDATES, MAX_RANKED, NEWS_HALF_LIFE, SECONDS_PER_DAY, Ranker, _highest
from tests.unit.indexer.ranking.ranked import document, model_of
from tests.unit.indexer.records import KUURNE, MENEN

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp()
TOWNS = TownNames((KUURNE, MENEN))


def rank(documents: list[Document], q: str, *, now: float = NOW, **params: object) -> list[Document]:
    """Return the documents that match a query, best first."""
    request = SearchRequest(q=q, **params)  # type: ignore[arg-type]
    understood = parse_query(q, request.home, TOWNS, Lexicon(), lambda _: None)
    return [documents[number] for number in Ranker(model_of(*documents)).top_documents(understood, request, now)]


def titles(documents: list[Document], q: str, **params: object) -> list[str]:
    """Return the titles of the ranked documents."""
    return [each.title for each in rank(documents, q, **params)]  # type: ignore[arg-type]


def other_documents(number: int = 10) -> list[Document]:
    """Return documents that match none of the queries."""
    return [document(f"Straat {each}", "wegenwerken") for each in range(number)]


@pytest.mark.parametrize("home", ["kuurne", "menen"])
def test_home_is_first_among_equal_documents(home: str) -> None:
    """Each town has the same page; without a home town both are there as well."""
    pages = [*other_documents(), *(document("Zwembad", "Zwemmen.", site=site) for site in ("kuurne", "menen"))]
    assert [home] == [each.site for each in rank(pages, "zwembad", home=home)][:1]
    assert {"kuurne", "menen"} == {each.site for each in rank(pages, "zwembad")}


@pytest.mark.parametrize(("q", "params"), [("zwembad", {"home": "kuurne"}), ("zwembad kuurne", {"home": "menen"})])
def test_intended_town_is_first_with_a_slightly_worse_document(q: str, params: dict[str, str]) -> None:
    """Although a neighbour's page matches as well and has fewer other words."""
    pages = [*other_documents(), document("Zwembad", site="menen"), document("Zwembad en sporthal met zalen en velden")]
    assert (["menen", "kuurne"], ["kuurne", "menen"]) == (
        [each.site for each in rank(pages, "zwembad")],
        [each.site for each in rank(pages, q, **params)],  # type: ignore[arg-type]
    )


def test_clearly_better_document_of_a_neighbour_is_first() -> None:
    """The home town's page only mentions the topic."""
    mention = document("Sport in de gemeente", "Er is geen zwembad. " + "Wel een sporthal met zalen. " * 20)
    pages = [*other_documents(), mention, document("Zwembad", "Zwemmen in het zwembad.", site="menen")]
    assert "Zwembad" == titles(pages, "zwembad", home="kuurne")[0]


def test_same_titled_page_of_a_neighbour_is_behind_other_documents() -> None:
    """A neighbour's page with the same title repeats the information for another town; a different page adds some."""
    pages = [
        *other_documents(),
        document("Zwembad", "Zwemmen."),
        document("Zwembad", "Zwemmen.", site="menen"),
        document("Zwembad voor scholen", "Zwemmen met de klas.", site="menen"),
    ]
    with_home = [(each.site, each.title) for each in rank(pages, "zwembad", home="kuurne")]
    assert [("kuurne", "Zwembad"), ("menen", "Zwembad voor scholen"), ("menen", "Zwembad")] == with_home


def test_town_in_the_query_outranks_the_home_town() -> None:
    pages = [*other_documents(), *(document("Zwembad", "Zwemmen.", site=site) for site in ("kuurne", "menen"))]
    assert ["menen", "kuurne"] == [each.site for each in rank(pages, "zwembad menen", home="kuurne")]


def test_home_without_documents_has_no_effect() -> None:
    """As for a site that was never crawled."""
    pages = [*other_documents(), document("Zwembad", site="menen")]
    assert ["Zwembad"] == titles(pages, "zwembad", home="kuurne")


@pytest.mark.parametrize(("params", "site"), [({"home": "menen"}, "menen"), ({"home": "kuurne"}, "kuurne")])
def test_cluster_is_represented_by_the_home_towns_copy(params: dict[str, object], site: str) -> None:
    """Once."""
    pages = [*other_documents(), *(document("Grofvuil", site=each, cluster="c") for each in ("kuurne", "menen"))]
    assert [site] == [each.site for each in rank(pages, "grofvuil", **params)]  # type: ignore[arg-type]


def test_cluster_is_one_result_without_home() -> None:
    """The best copy represents it."""
    pages = [*other_documents(), *(document("Grofvuil", site=each, cluster="c") for each in ("kuurne", "menen"))]
    assert 1 == len(rank(pages, "grofvuil"))


def test_site_filter_selects_the_copy_of_that_site() -> None:
    """Whatever the home town is."""
    pages = [*other_documents(), *(document("Grofvuil", site=each, cluster="c") for each in ("kuurne", "menen"))]
    assert ["menen"] == [each.site for each in rank(pages, "grofvuil", home="kuurne", sites=("menen",))]


FILTER_DOCUMENTS = [
    document("Brug nieuws", type=DocumentType.NEWS, date=int(NOW) - 5 * SECONDS_PER_DAY),
    document("Brug nieuws oud", type=DocumentType.NEWS, date=int(NOW) - 300 * SECONDS_PER_DAY, site="menen"),
    document("Brug pagina"),
    document("Brug pont", lang="fr", site="menen"),
    document(
        "Brug loop",
        type=DocumentType.EVENT,
        date=int(NOW),
        starts=int(NOW) - 5 * SECONDS_PER_DAY,
        ends=int(NOW) + 5 * SECONDS_PER_DAY,
    ),
    document("Brug feest", type=DocumentType.EVENT, starts=int(NOW) + 2 * SECONDS_PER_DAY),
    document(
        "Brug later",
        type=DocumentType.EVENT,
        starts=int(NOW) + 90 * SECONDS_PER_DAY,
        ends=int(NOW) + 91 * SECONDS_PER_DAY,
    ),
    *other_documents(),
]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"sites": ("menen",)}, {"Brug nieuws oud", "Brug pont"}),
        ({"sites": ("gent",)}, set()),
        ({"types": (DocumentType.NEWS, DocumentType.EVENT), "sites": ("menen",)}, {"Brug nieuws oud"}),
        ({"types": (DocumentType.JOB,)}, set()),
        ({"langs": ("fr",)}, {"Brug pont"}),
        ({"langs": ("de",)}, set()),
        ({"since": date(2026, 6, 25), "until": date(2026, 7, 1)}, {"Brug nieuws", "Brug loop"}),
        ({"since": date(2026, 7, 1), "until": date(2026, 7, 3)}, {"Brug loop", "Brug feest"}),
        ({"since": date(2026, 7, 4)}, {"Brug loop", "Brug later"}),
        ({"until": date(2025, 12, 31)}, {"Brug nieuws oud"}),
        ({"until": date(1969, 1, 1)}, set()),
        ({"since": date(1, 1, 1), "until": date(2026, 6, 26)}, {"Brug nieuws", "Brug nieuws oud", "Brug loop"}),
    ],
)
def test_results_match_the_filters(params: dict[str, object], expected: set[str]) -> None:
    """Site, type, language and period: by date, or by time for events. Undated documents are in no period."""
    assert expected == set(titles(FILTER_DOCUMENTS, "brug", **params))


def news(age: float) -> Document:
    """Return news about the bridge, `age` days old."""
    return document(f"Brug {age}", type=DocumentType.NEWS, date=int(NOW - age * SECONDS_PER_DAY))


def test_news_loses_weight_with_age() -> None:
    """With the same words the newest is first; old news ranks below a page, recent news above it."""
    pages = [*other_documents(), news(2_000), news(1), document("Brug x"), news(120)]
    assert ["Brug 1", "Brug x", "Brug 120", "Brug 2000"] == titles(pages, "brug")


def test_age_does_not_affect_services() -> None:
    """A product or page of ten years ago ranks like one of today."""
    old, new = int(NOW) - 3_650 * SECONDS_PER_DAY, int(NOW)
    for kind in (DocumentType.PRODUCT, DocumentType.PAGE, DocumentType.CONTACT):
        pages = [*other_documents(), document("Brug a", type=kind, date=old), document("Brug b", type=kind, date=new)]
        assert ["Brug a", "Brug b"] == titles(pages, "brug")


def test_news_with_a_future_date_counts_as_new() -> None:
    """A wrong year gives no further advantage."""
    pages = [*other_documents(), news(-400), news(0.01)]
    assert {"Brug -400", "Brug 0.01"} == set(titles(pages, "brug"))
    assert (
        "Brug"
        == titles(
            [*other_documents(), document("Brug"), document("Brugpensioen", type=DocumentType.NEWS, date=2**34)], "brug"
        )[0]
    )


def test_past_event_is_behind_an_upcoming_one() -> None:
    """An event without an end is past from the next day."""
    past = document("Fuif a", type=DocumentType.EVENT, starts=int(NOW) - 3 * SECONDS_PER_DAY)
    to_come = document("Fuif b", type=DocumentType.EVENT, starts=int(NOW) + 3 * SECONDS_PER_DAY)
    today = document("Fuif c", type=DocumentType.EVENT, starts=int(NOW) - 3_600)
    assert ["Fuif b", "Fuif c", "Fuif a"] == titles([*other_documents(), past, to_come, today], "fuif")


def test_past_event_of_an_external_source_is_removed() -> None:
    """With a precision of an hour; a town's own page about it stays."""
    facts: dict[str, Any] = {"type": DocumentType.EVENT, "starts": int(NOW) - SECONDS_PER_DAY, "ends": int(NOW) - 3_600}
    pages = [*other_documents(), document("Fuif a", source="uitdatabank", **facts), document("Fuif b", **facts)]
    assert ["Fuif b"] == titles(pages, "fuif")
    assert {"Fuif a", "Fuif b"} == set(titles(pages, "fuif", now=NOW - 2 * 3_600))


@pytest.mark.parametrize("kind", [DocumentType.DOCUMENT, DocumentType.DECISION, DocumentType.JOB])
def test_files_decisions_and_jobs_rank_below_pages(kind: DocumentType) -> None:
    """With the same words, unless the query names the type."""
    pages = [*other_documents(), document("Reglement a", type=kind), document("Reglement b")]
    assert ["Reglement b", "Reglement a"] == titles(pages, "reglement")


def test_pages_in_the_language_of_the_query_are_first() -> None:
    """For a query of unknown language neither language is preferred."""
    pages = [
        *other_documents(),
        document("Carte parking", lang="nl", title_stems="cart parking parkeer"),
        document("Carte parking fr", lang="fr", title_stems="cart parking parkeer", site="menen"),
    ]
    assert ["fr", "nl"] == [each.lang for each in rank(pages, "comment demander une carte")]
    assert ["nl", "fr"] == [each.lang for each in rank(pages, "waar parkeren")]


def test_misspelt_name_is_found_by_its_n_grams() -> None:
    """A typing error that the dictionary cannot correct still finds the page."""
    assert ["Recyclagepark"] == titles([*other_documents(), document("Recyclagepark")], "recyclaagepark")


def test_documents_without_a_query_word_are_not_found() -> None:
    """Nor is any document found for an empty query."""
    assert ([], [], []) == (titles(other_documents(), "xqzwvkjx"), titles(other_documents(), ""), titles([], "brug"))


def test_much_worse_documents_are_left_to_the_engine() -> None:
    """A long text that mentions the word once is not in the ranked list with a page about it."""
    far = document("Jaarverslag", "brug " + "andere zaken kwamen ook aan bod " * 200, type=DocumentType.DOCUMENT)
    pages = [*other_documents(), document("Brug", "De brug. " * 5, headings=("Brug",)), far]
    assert ["Brug"] == titles(pages, "brug")


def test_ranked_list_is_limited() -> None:
    """The engine supplies the rest."""
    assert MAX_RANKED == len(rank([document(f"Brug {number}") for number in range(MAX_RANKED + 20)], "brug"))


def test_ages_are_recomputed() -> None:
    """The age factor is not fixed when the process starts."""
    pages = [*other_documents(), document("Brug a"), document("Brug b", type=DocumentType.NEWS, date=int(NOW))]
    orderer = Ranker(model_of(*pages))
    request = SearchRequest(q="brug")
    understood = parse_query("brug", None, TOWNS, Lexicon(), lambda _: None)
    first = [pages[orderer.top_documents(understood, request, now)[0]].title for now in (NOW, NOW + 2 * NEWS_HALF_LIFE)]
    assert ["Brug b", "Brug a"] == first


def test_many_copies_do_not_displace_other_documents() -> None:
    """The first candidates are copies of a few texts only, so that more must be examined."""
    copies = [
        document("Brug", url=f"https://www.kuurne.be/{at}", cluster=f"c{at % 3}") for at in range(FIRST_CANDIDATES + 50)
    ]
    others_like_it = [document(f"Brug over de Leie {number}") for number in range(20)]
    assert 3 + 20 == len(rank([*others_like_it, *copies], "brug"))


def test_top_documents_equal_those_of_a_full_sort() -> None:
    """Also with ties at the limit."""
    values = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5], np.float32)
    everything = np.argsort(-values, kind="stable").tolist()
    assert all(
        everything[:number] == _highest(values, number).tolist()[:number] for number in range(1, len(values) + 2)
    )
