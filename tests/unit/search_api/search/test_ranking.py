"""Which answers come first."""

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


def best(documents: list[Document], q: str, *, now: float = NOW, **asked: object) -> list[Document]:
    """Return the documents that answer a query, best first."""
    request = SearchRequest(q=q, **asked)  # type: ignore[arg-type]
    understood = parse_query(q, request.home, TOWNS, Lexicon(), lambda _: None)
    return [documents[number] for number in Ranker(model_of(*documents)).top_documents(understood, request, now)]


def titles(documents: list[Document], q: str, **asked: object) -> list[str]:
    """Return their titles."""
    return [each.title for each in best(documents, q, **asked)]  # type: ignore[arg-type]


def others(number: int = 10) -> list[Document]:
    """Return documents that answer nothing asked here."""
    return [document(f"Straat {each}", "wegenwerken") for each in range(number)]


@pytest.mark.parametrize("home", ["kuurne", "menen"])
def test_home_is_first_where_its_answer_is_as_good(home: str) -> None:
    """The same page of each town; without a home both are there as well."""
    pages = [*others(), *(document("Zwembad", "Zwemmen.", site=site) for site in ("kuurne", "menen"))]
    assert [home] == [each.site for each in best(pages, "zwembad", home=home)][:1]
    assert {"kuurne", "menen"} == {each.site for each in best(pages, "zwembad")}


@pytest.mark.parametrize(("q", "asked"), [("zwembad", {"home": "kuurne"}), ("zwembad kuurne", {"home": "menen"})])
def test_the_town_that_is_meant_may_answer_a_little_worse(q: str, asked: dict[str, str]) -> None:
    """Its own page is first though a neighbour's has fewer words beside the one that was asked for."""
    pages = [*others(), document("Zwembad", site="menen"), document("Zwembad en sporthal met zalen en velden")]
    assert (["menen", "kuurne"], ["kuurne", "menen"]) == (
        [each.site for each in best(pages, "zwembad")],
        [each.site for each in best(pages, q, **asked)],  # type: ignore[arg-type]
    )


def test_a_neighbours_better_answer_is_still_first() -> None:
    """Home only mentions what the neighbour's page is about."""
    mention = document("Sport in de gemeente", "Er is geen zwembad. " + "Wel een sporthal met zalen. " * 20)
    pages = [*others(), mention, document("Zwembad", "Zwemmen in het zwembad.", site="menen")]
    assert "Zwembad" == titles(pages, "zwembad", home="kuurne")[0]


def test_a_namesake_of_homes_answer_stands_behind_another_answer() -> None:
    """The neighbour's page with the same title says the same of elsewhere; a page that says more comes before it."""
    pages = [
        *others(),
        document("Zwembad", "Zwemmen."),
        document("Zwembad", "Zwemmen.", site="menen"),
        document("Zwembad voor scholen", "Zwemmen met de klas.", site="menen"),
    ]
    with_home = [(each.site, each.title) for each in best(pages, "zwembad", home="kuurne")]
    assert [("kuurne", "Zwembad"), ("menen", "Zwembad voor scholen"), ("menen", "Zwembad")] == with_home


def test_a_town_that_is_named_counts_more_than_home() -> None:
    """The words say whose page is meant, wherever they are typed."""
    pages = [*others(), *(document("Zwembad", "Zwemmen.", site=site) for site in ("kuurne", "menen"))]
    assert ["menen", "kuurne"] == [each.site for each in best(pages, "zwembad menen", home="kuurne")]


def test_a_home_without_documents_changes_nothing() -> None:
    """A site that was never crawled."""
    pages = [*others(), document("Zwembad", site="menen")]
    assert ["Zwembad"] == titles(pages, "zwembad", home="kuurne")


@pytest.mark.parametrize(("asked", "site"), [({"home": "menen"}, "menen"), ({"home": "kuurne"}, "kuurne")])
def test_of_a_cluster_only_homes_own_version_is_there(asked: dict[str, object], site: str) -> None:
    """Once, and in the version of the town that is asked from."""
    pages = [*others(), *(document("Grofvuil", site=each, cluster="c") for each in ("kuurne", "menen"))]
    assert [site] == [each.site for each in best(pages, "grofvuil", **asked)]  # type: ignore[arg-type]


def test_without_home_a_cluster_is_one_answer() -> None:
    """Whichever version is the best."""
    pages = [*others(), *(document("Grofvuil", site=each, cluster="c") for each in ("kuurne", "menen"))]
    assert 1 == len(best(pages, "grofvuil"))


def test_a_chosen_site_shows_its_version_wherever_it_is_asked() -> None:
    """Home's own text does not hide the one that was asked for."""
    pages = [*others(), *(document("Grofvuil", site=each, cluster="c") for each in ("kuurne", "menen"))]
    assert ["menen"] == [each.site for each in best(pages, "grofvuil", home="kuurne", sites=("menen",))]


FILTERED = [
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
    *others(),
]


@pytest.mark.parametrize(
    ("asked", "expected"),
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
def test_only_what_passes_the_filters_is_there(asked: dict[str, object], expected: set[str]) -> None:
    """Site, type, language, days: by date, or for events by when they take place; what has no date is in no period."""
    assert expected == set(titles(FILTERED, "brug", **asked))


def news(age: float) -> Document:
    """Return news of some days ago about the bridge."""
    return document(f"Brug {age}", type=DocumentType.NEWS, date=int(NOW - age * SECONDS_PER_DAY))


def test_news_ages() -> None:
    """Of the same words the newest is first, below a page in the end, above it at first."""
    pages = [*others(), news(2_000), news(1), document("Brug x"), news(120)]
    assert ["Brug 1", "Brug x", "Brug 120", "Brug 2000"] == titles(pages, "brug")


def test_services_never_age() -> None:
    """A product or a page of ten years ago is as good as one of today."""
    old, new = int(NOW) - 3_650 * SECONDS_PER_DAY, int(NOW)
    for kind in (DocumentType.PRODUCT, DocumentType.PAGE, DocumentType.CONTACT):
        pages = [*others(), document("Brug a", type=kind, date=old), document("Brug b", type=kind, date=new)]
        assert ["Brug a", "Brug b"] == titles(pages, "brug")


def test_news_dated_in_the_future_is_new_and_no_more() -> None:
    """A wrong year makes no answer the best of all."""
    pages = [*others(), news(-400), news(0.01)]
    assert {"Brug -400", "Brug 0.01"} == set(titles(pages, "brug"))
    assert (
        "Brug"
        == titles([*others(), document("Brug"), document("Brugpensioen", type=DocumentType.NEWS, date=2**34)], "brug")[
            0
        ]
    )


def test_an_event_that_is_over_stands_behind_one_to_come() -> None:
    """Also one that says only when it begins, from the day after on."""
    past = document("Fuif a", type=DocumentType.EVENT, starts=int(NOW) - 3 * SECONDS_PER_DAY)
    to_come = document("Fuif b", type=DocumentType.EVENT, starts=int(NOW) + 3 * SECONDS_PER_DAY)
    today = document("Fuif c", type=DocumentType.EVENT, starts=int(NOW) - 3_600)
    assert ["Fuif b", "Fuif c", "Fuif a"] == titles([*others(), past, to_come, today], "fuif")


def test_an_event_of_another_source_vanishes_when_it_is_over() -> None:
    """By the hour; a town's own page about it stays."""
    facts: dict[str, Any] = {"type": DocumentType.EVENT, "starts": int(NOW) - SECONDS_PER_DAY, "ends": int(NOW) - 3_600}
    pages = [*others(), document("Fuif a", source="uitdatabank", **facts), document("Fuif b", **facts)]
    assert ["Fuif b"] == titles(pages, "fuif")
    assert {"Fuif a", "Fuif b"} == set(titles(pages, "fuif", now=NOW - 2 * 3_600))


@pytest.mark.parametrize("kind", [DocumentType.DOCUMENT, DocumentType.DECISION, DocumentType.JOB])
def test_files_decisions_and_jobs_stand_below_pages(kind: DocumentType) -> None:
    """With the same words; who looks for them says so."""
    pages = [*others(), document("Reglement a", type=kind), document("Reglement b")]
    assert ["Reglement b", "Reglement a"] == titles(pages, "reglement")


def test_a_page_in_the_other_language_stands_behind() -> None:
    """A French question has French answers first, a Dutch one Dutch ones; where the words tell nothing, neither."""
    pages = [
        *others(),
        document("Carte parking", lang="nl", title_stems="cart parking parkeer"),
        document("Carte parking fr", lang="fr", title_stems="cart parking parkeer", site="menen"),
    ]
    assert ["fr", "nl"] == [each.lang for each in best(pages, "comment demander une carte")]
    assert ["nl", "fr"] == [each.lang for each in best(pages, "waar parkeren")]


def test_a_name_is_found_by_its_pieces() -> None:
    """A typing error that no dictionary sets right still leads to the page."""
    assert ["Recyclagepark"] == titles([*others(), document("Recyclagepark")], "recyclaagepark")


def test_nothing_is_found_that_has_none_of_the_words() -> None:
    """Nor anything for no words at all."""
    assert ([], [], []) == (titles(others(), "xqzwvkjx"), titles(others(), ""), titles([], "brug"))


def test_what_answers_much_worse_is_left_to_the_engine() -> None:
    """A long text that mentions the word once is not among the best beside a page about it."""
    far = document("Jaarverslag", "brug " + "andere zaken kwamen ook aan bod " * 200, type=DocumentType.DOCUMENT)
    pages = [*others(), document("Brug", "De brug. " * 5, headings=("Brug",)), far]
    assert ["Brug"] == titles(pages, "brug")


def test_so_many_are_ordered_and_no_more() -> None:
    """The rest of a list is the engine's."""
    assert MAX_RANKED == len(best([document(f"Brug {number}") for number in range(MAX_RANKED + 20)], "brug"))


def test_ages_are_worked_out_anew() -> None:
    """A service that runs for months still knows what is new."""
    pages = [*others(), document("Brug a"), document("Brug b", type=DocumentType.NEWS, date=int(NOW))]
    orderer = Ranker(model_of(*pages))
    request = SearchRequest(q="brug")
    understood = parse_query("brug", None, TOWNS, Lexicon(), lambda _: None)
    first = [pages[orderer.top_documents(understood, request, now)[0]].title for now in (NOW, NOW + 2 * NEWS_HALF_LIFE)]
    assert ["Brug b", "Brug a"] == first


def test_many_copies_of_the_best_texts_crowd_nothing_out() -> None:
    """The first look at candidates holds copies of a few texts only, so that it must look further."""
    copies = [
        document("Brug", url=f"https://www.kuurne.be/{at}", cluster=f"c{at % 3}") for at in range(FIRST_CANDIDATES + 50)
    ]
    others_like_it = [document(f"Brug over de Leie {number}") for number in range(20)]
    assert 3 + 20 == len(best([*others_like_it, *copies], "brug"))


def test_the_highest_are_the_same_however_few_are_looked_at() -> None:
    """With ties at the border the order is that of sorting all of them."""
    values = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5], np.float32)
    everything = np.argsort(-values, kind="stable").tolist()
    assert all(
        everything[:number] == _highest(values, number).tolist()[:number] for number in range(1, len(values) + 2)
    )
