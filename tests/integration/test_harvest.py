"""Harvesting UiTdatabank and the catalogue from fakes on loopback, in good days and bad."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.sites import Site
from indexer.sources.harvest import Circumstances, Outcome, SourceSummary, harvest
from indexer.sources.harvested import HarvestStore
from indexer.sources.problems import source_problems
from indexer.sources.record import Record
from indexer.sources.source import Source, SourceKind
from tests.servers import ipdc, uitdatabank
from tests.servers.ipdc import IpdcServer, product, version
from tests.servers.source_server import Failure, Reply, SourceServer
from tests.servers.uitdatabank import UitdatabankServer, event, many, place

KUURNE = Site(
    id="kuurne", name="Kuurne", url="https://www.kuurne.be/", hosts=("www.kuurne.be",), nis="34023", postcodes=("8520",)
)
MENEN = Site(
    id="menen", name="Menen", url="https://www.menen.be/", hosts=("www.menen.be",), nis="34027", postcodes=("8930",)
)
SITES = (KUURNE, MENEN)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEYS = {"UIT": uitdatabank.CLIENT_ID, "IPDC": ipdc.API_KEY}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HarvestStore]:
    """An empty store of harvests."""
    with HarvestStore.open(tmp_path / "pages.db") as opened:
        yield opened


@pytest.fixture
def uit() -> Iterator[UitdatabankServer]:
    """A UiTdatabank with ten events in Kuurne."""
    with UitdatabankServer() as server:
        server.events = many(10)
        yield server


@pytest.fixture
def catalogue() -> Iterator[IpdcServer]:
    """A catalogue with sixty products of Kuurne."""
    with IpdcServer() as server:
        server.products = [product(number) for number in range(60)]
        yield server


def uit_source(server: UitdatabankServer, **fields: Any) -> Source:
    """Return the registry entry of the fake."""
    usual = Source(
        id="uit",
        kind=SourceKind.UITDATABANK,
        url=server.url,
        key_env="UIT",
        key_header="x-client-id",
        allow_private=True,
    )
    return replace(usual, **fields)


def ipdc_source(server: IpdcServer, kind: SourceKind = SourceKind.IPDC, **fields: Any) -> Source:
    """Return the registry entry of the fake."""
    url = server.url if kind is SourceKind.IPDC else server.url + "doc/conceptsnapshot"
    usual = Source(id="ipdc", kind=kind, url=url, key_env="IPDC", key_header="x-api-key", allow_private=True)
    return replace(usual, **fields)


def ask(store: HarvestStore, source: Source, at: datetime = NOON, **facts: Any) -> SourceSummary:
    """Harvest one source at a moment."""
    usual: dict[str, Any] = {"environment": KEYS, "user_agent": "proef", "now": at, "pauses": (0.0,)}
    return harvest(store, [source], SITES, Circumstances(**(usual | facts))).sources[0]


def kept(store: HarvestStore, source: str = "uit") -> dict[str, Record]:
    """Return what is kept of a source, by title."""
    return {record.title: record for record in store.records(source)}


# ------------------------------------------------------------------ UiTdatabank


def test_events_come_with_place_moment_and_municipality(store: HarvestStore, uit: UitdatabankServer) -> None:
    """An event knows whose it is, where and when, and where citizens read about it."""
    summary = ask(store, uit_source(uit))
    assert (Outcome.HARVESTED, 10, 10) == (summary.outcome, summary.records, summary.added)
    walk = kept(store)["Avondwandeling 3"]
    assert (("kuurne",), (50.85, 3.28), "nl") == (walk.sites, walk.geo, walk.lang)
    assert "De Zaal van Kuurne, Marktplein 1, 8520 Kuurne" == walk.summary
    assert "https://www.uitinvlaanderen.be/agenda/e/avondwandeling-3/00000000-0000-4000-8000-000000000003" == walk.url
    assert walk.until == walk.moments[0][1]


def test_the_default_filters_stay_on(store: HarvestStore, uit: UitdatabankServer) -> None:
    """Drafts, what is over and what is for members only are not for citizens."""
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    uit.events = [
        event(1),
        event(2, workflowStatus="DRAFT"),
        event(3, availableTo=yesterday),
        event(4, audience={"audienceType": "members"}),
    ]
    ask(store, uit_source(uit))
    assert ["Avondwandeling 1"] == list(kept(store))


def test_only_the_municipalities_of_the_registry_are_asked_for(store: HarvestStore, uit: UitdatabankServer) -> None:
    """Each is asked by its NIS code; another city's events are not fetched at all."""
    uit.events += [event(20, location=place("8930", "Menen")), event(21, location=place("3000", "Leuven"))]
    ask(store, uit_source(uit))
    assert ({("kuurne",), ("menen",)}, 11) == ({record.sites for record in kept(store).values()}, len(kept(store)))
    assert {"nis-34023", "nis-34027"} == {asked.one("regions[]") for asked in uit.asked}


def test_more_than_the_window_is_split(store: HarvestStore, uit: UitdatabankServer) -> None:
    """12,345 events come in whole although the API pages through 10,000: none is lost, none is asked beyond it."""
    uit.events = many(12_345)
    summary = ask(store, uit_source(uit, sites=("kuurne",)))
    assert (Outcome.HARVESTED, 12_345) == (summary.outcome, summary.records), summary.problem
    assert 10_000 >= max(int(asked.one("start")) + int(asked.one("limit")) for asked in uit.asked)
    assert any(asked.one("modifiedFrom") for asked in uit.asked)


def test_a_place_that_is_only_named_is_looked_up(store: HarvestStore, uit: UitdatabankServer) -> None:
    """Its coordinates come from the region's places."""
    hall = place("8520", "Kuurne")
    uit.places = [hall]
    uit.events = [event(1, location={"@id": hall["@id"], "address": hall["address"]})]
    ask(store, uit_source(uit))
    assert (50.85, 3.28) == kept(store)["Avondwandeling 1"].geo


def test_texts_are_taken_in_the_language_of_the_site(store: HarvestStore, uit: UitdatabankServer) -> None:
    """A bilingual event in a Dutch town is Dutch; its French name can be searched for."""
    uit.events = [event(1, name={"fr": "Balade du soir", "nl": "Avondwandeling"}, mainLanguage="fr")]
    ask(store, uit_source(uit))
    assert ("nl", True) == (
        kept(store)["Avondwandeling"].lang,
        "Balade du soir" in kept(store)["Avondwandeling"].keywords,
    )


def test_an_event_that_was_called_off_says_so(store: HarvestStore, uit: UitdatabankServer) -> None:
    """It is found, and a citizen does not go there in vain."""
    uit.events = [event(1, status={"type": "Unavailable"})]
    ask(store, uit_source(uit))
    assert kept(store)["Avondwandeling 1"].summary.startswith("Dit gaat niet door.")


@pytest.mark.parametrize(
    "name", ["original-single-with-invalid-date-range", "original-with-optional-fields", "original-without-start-date"]
)
def test_real_samples_are_read(store: HarvestStore, uit: UitdatabankServer, shared: Path, name: str) -> None:
    """What the index of UiTdatabank itself is tested with becomes a record, faults and all."""
    sample = json.loads((shared / f"data/uitdatabank/samples/event/{name}.json").read_text())
    uit.events = [sample | {"workflowStatus": "APPROVED", "availableTo": None, "audience": {}}]
    leuven = replace(KUURNE, id="leuven", nis="24062")
    circumstances = Circumstances(environment=KEYS, user_agent="proef", now=NOON, pauses=())
    harvest(store, [uit_source(uit)], [leuven], circumstances)
    punk = kept(store)["Punkfest"]
    assert ("Hungaria, Vaartkom 35, 3000 Leuven", ("leuven",)) == (punk.summary, punk.sites)
    assert all(start <= end for start, end in punk.moments)


# ------------------------------------------------------------------------- keys


def test_without_a_key_a_source_is_left_out(store: HarvestStore, uit: UitdatabankServer) -> None:
    """Nobody is asked, nothing failed, and one sentence names the variable."""
    summary = ask(store, uit_source(uit), environment={})
    assert (Outcome.SKIPPED, False, []) == (summary.outcome, summary.failed, uit.asked)
    assert "it is left out until its key is in the environment, as UIT" == summary.problem


def test_a_wrong_key_is_named(store: HarvestStore, uit: UitdatabankServer) -> None:
    """A refusal is not asked again, and says which variable to look at."""
    summary = ask(store, uit_source(uit), environment={"UIT": "oud"})
    assert (Outcome.FAILED, 1) == (summary.outcome, len(uit.asked))
    assert "it refuses the key (403); set UIT to a valid one" == summary.problem


def test_a_key_is_not_given_to_another_host(store: HarvestStore, uit: UitdatabankServer) -> None:
    """A source that redirects elsewhere does not take its key along."""
    with SourceServer() as front:
        front.replies["/events"] = Reply("", 302, headers={"location": uit.url + "events"})
        summary = ask(store, uit_source(uit, url=front.url, sites=("kuurne",)))
    assert (Outcome.FAILED, [None]) == (summary.outcome, [asked.headers.get("x-client-id") for asked in uit.asked])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_private_address_is_refused(store: HarvestStore, uit: UitdatabankServer, host: str) -> None:
    """A source on the operator's own network is asked only when the registry says so."""
    address = uit.url.replace("127.0.0.1", host)
    summary = ask(store, uit_source(uit, url=address, allow_private=False))
    assert (Outcome.FAILED, []) == (summary.outcome, uit.asked)
    assert "private network" in (summary.problem or "")


# --------------------------------------------------------------------- bad days

PHRASES = {
    Failure.DEAD: "it gave no answer (the connection broke off)",
    Failure.HANGING: "it did not finish within 1 s",
    Failure.BUSY: "it answered 429; it is left alone until 2026-03-01 13:00 UTC",
    Failure.BROKEN: "it answered 500",
    Failure.CUT: "it answered with something else than JSON (application/json)",
    Failure.HTML: "it answered with something else than JSON (text/html)",
    Failure.ENDLESS: "it gives the same page again and again",
    Failure.FORBIDDEN: "it refuses the key (403); set UIT to a valid one",
}


@pytest.mark.parametrize("failure", PHRASES)
def test_a_source_that_fails_is_named_and_loses_nothing(
    store: HarvestStore, uit: UitdatabankServer, failure: Failure
) -> None:
    """Whatever it does, one phrase says it, and what it gave before is kept."""
    uit.events = many(1_200)
    source = uit_source(uit, sites=("kuurne",))
    ask(store, source)
    uit.failure = failure
    summary = ask(store, replace(source, deadline=1.0 if failure is Failure.HANGING else 60.0))
    assert (Outcome.FAILED, 1_200, PHRASES[failure]) == (summary.outcome, summary.records, summary.problem)


def test_a_source_that_promises_more_than_it_gives_is_not_believed(store: HarvestStore, uit: UitdatabankServer) -> None:
    """An answer that ends before its own total is no whole answer."""
    ask(store, uit_source(uit))
    uit.failure = Failure.LYING
    summary = ask(store, uit_source(uit))
    assert (Outcome.FAILED, 10, "it promised 1000 events and gave 10") == (
        summary.outcome,
        summary.records,
        summary.problem,
    )


def test_a_failure_half_way_changes_nothing(store: HarvestStore, uit: UitdatabankServer) -> None:
    """What came before it broke is not taken for all there is."""
    uit.events = many(1_200)
    ask(store, uit_source(uit))
    uit.events, uit.failure, uit.failing_from = many(900), Failure.BROKEN, len(uit.asked) + 1
    assert (Outcome.FAILED, 1_200) == ((summary := ask(store, uit_source(uit))).outcome, summary.records)


def test_a_hiccup_is_asked_again(store: HarvestStore, uit: UitdatabankServer) -> None:
    """One bad answer among good ones is no failure."""
    answer, bad = uit.answer, [Reply({}, 503)]
    uit.answer = lambda asked: bad.pop() if bad else answer(asked)  # type: ignore[method-assign]
    assert (Outcome.HARVESTED, 10) == ((summary := ask(store, uit_source(uit))).outcome, summary.records)


def test_a_source_that_keeps_failing_is_suspended_longer_and_longer_and_comes_back(
    store: HarvestStore, uit: UitdatabankServer
) -> None:
    """Three failures, then an hour of rest, then two; while it rests it is not asked; when it works all is well."""
    uit.failure = Failure.BROKEN
    outcomes = []
    for hours in (0, 0.1, 0.2, 0.5, 1.3, 2.5, 3.4):
        before = len(uit.asked)
        outcomes.append((ask(store, uit_source(uit), NOON + timedelta(hours=hours)).outcome, len(uit.asked) > before))
    failed, resting = (Outcome.FAILED, True), (Outcome.SUSPENDED, False)
    assert [failed, failed, failed, resting, failed, resting, failed] == outcomes
    uit.failure = None
    assert Outcome.SUSPENDED == ask(store, uit_source(uit), NOON + timedelta(hours=4)).outcome
    assert Outcome.HARVESTED == ask(store, uit_source(uit), NOON + timedelta(hours=8)).outcome
    state = store.states()["uit"]
    assert (0, None, None) == (state.failures, state.suspended_until, state.problem)


def test_a_suspended_source_can_be_asked_by_name(store: HarvestStore, uit: UitdatabankServer) -> None:
    """Whoever repaired it need not wait."""
    uit.failure = Failure.BUSY
    ask(store, uit_source(uit))
    uit.failure = None
    assert Outcome.HARVESTED == ask(store, uit_source(uit), forced=frozenset({"uit"})).outcome


def test_a_sudden_loss_is_believed_the_second_time(store: HarvestStore, uit: UitdatabankServer) -> None:
    """Two events of ten: the other eight stay until the next harvest says so again."""
    ask(store, uit_source(uit))
    uit.events = many(2)
    first = ask(store, uit_source(uit))
    assert (Outcome.DOUBTED, 10, False) == (first.outcome, first.records, first.failed)
    assert "it has only 2 of 10 records, which is believed when it says so again" == first.problem
    assert (Outcome.HARVESTED, 2, 8) == (
        (second := ask(store, uit_source(uit))).outcome,
        second.records,
        second.removed,
    )


def test_an_empty_answer_is_doubted_too(store: HarvestStore, uit: UitdatabankServer) -> None:
    """A source that has nothing at once has most likely lost its database."""
    ask(store, uit_source(uit))
    uit.events = []
    assert (Outcome.DOUBTED, 10) == ((summary := ask(store, uit_source(uit))).outcome, summary.records)


def test_what_is_over_is_no_loss(store: HarvestStore, uit: UitdatabankServer) -> None:
    """An agenda that ran through its events shrank for a good reason."""
    ask(store, uit_source(uit))
    uit.events = [event(99)]
    summary = ask(store, uit_source(uit), datetime.now(UTC) + timedelta(days=9))
    assert (Outcome.HARVESTED, 1) == (summary.outcome, summary.records)


def test_a_source_is_asked_when_it_is_due(store: HarvestStore, uit: UitdatabankServer) -> None:
    """`every` spares a source that seldom changes."""
    source = uit_source(uit, every=6.0)
    outcomes = [ask(store, source, NOON + timedelta(hours=hours)).outcome for hours in (0, 5, 7)]
    assert [Outcome.HARVESTED, Outcome.NOT_DUE, Outcome.HARVESTED] == outcomes


def test_problems_are_told_cheaply(store: HarvestStore, uit: UitdatabankServer, tmp_path: Path) -> None:
    """Which source, since when, and what: since the first failure, not the last."""
    assert () == source_problems(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    ask(store, uit_source(uit))
    assert () == source_problems(tmp_path / "pages.db")
    uit.failure = Failure.BROKEN
    for hours in (1, 2):
        ask(store, uit_source(uit), NOON + timedelta(hours=hours))
    (problem,) = source_problems(tmp_path / "pages.db")
    assert ("uit", NOON + timedelta(hours=1), "it answered 500") == (problem.source, problem.since, problem.problem)


def test_one_dead_source_does_not_hold_up_another(
    store: HarvestStore, uit: UitdatabankServer, catalogue: IpdcServer
) -> None:
    """Each has its own deadline and its own summary."""
    uit.failure = Failure.HANGING
    circumstances = Circumstances(environment=KEYS, user_agent="proef", now=NOON, pauses=())
    done = harvest(store, [uit_source(uit, deadline=1.0), ipdc_source(catalogue)], SITES, circumstances)
    assert [Outcome.FAILED, Outcome.HARVESTED] == [each.outcome for each in done.sources]


# ------------------------------------------------------------------------- IPDC


def test_products_come_page_by_page(store: HarvestStore, catalogue: IpdcServer) -> None:
    """Hydra's links are followed, on the host that was asked and not the one the catalogue thinks it is."""
    summary = ask(store, ipdc_source(catalogue))
    assert (Outcome.HARVESTED, 60, 3) == (summary.outcome, summary.records, len(catalogue.asked)), summary.problem


@pytest.mark.parametrize(("form", "text"), [("je", "Je huurt volkstuin 1."), ("u", "U huurt volkstuin 1.")])
def test_a_municipality_chooses_its_form_of_address(
    store: HarvestStore, catalogue: IpdcServer, form: str, text: str
) -> None:
    """What was written for that form comes first, then plain Dutch."""
    ask(store, ipdc_source(catalogue, form=form))
    assert text == kept(store, "ipdc")["Volkstuin nummer 1"].text


def test_products_of_others_are_left_out(store: HarvestStore, catalogue: IpdcServer) -> None:
    """Whose it is follows from who carries it out, else from where it holds."""
    menen = product(1, uitvoerendeOverheden=[], bevoegdeOverheden=[], geografischToepassingsgebieden=["BE25434027"])
    ghent = product(
        2,
        uitvoerendeOverheden=[{"id": "OVO002067"}],
        bevoegdeOverheden=[],
        geografischToepassingsgebieden=["BE23444021"],
    )
    kuurne = product(
        3, uitvoerendeOverheden=[], aangemaaktDoor={"id": "OVO002565"}, geografischToepassingsgebieden=["BE254"]
    )
    catalogue.products = [menen, ghent, kuurne]
    ask(store, ipdc_source(catalogue))
    assert {"Volkstuin nummer 1": ("menen",), "Volkstuin nummer 3": ("kuurne",)} == {
        title: record.sites for title, record in kept(store, "ipdc").items()
    }


def test_an_archived_product_goes(store: HarvestStore, catalogue: IpdcServer) -> None:
    """What the catalogue lists no more is no more."""
    ask(store, ipdc_source(catalogue))
    catalogue.products[0] = product(0, gearchiveerd=True)
    assert (59, 1) == ((summary := ask(store, ipdc_source(catalogue))).records, summary.removed)


def test_a_stream_tells_versions_and_the_newest_counts(store: HarvestStore, catalogue: IpdcServer) -> None:
    """Whatever page a version is on, and however precise its moment."""
    catalogue.stream = [
        [version(1, "2026-01-01T10:00:00.5Z", naam={"nl": "Oud"}), version(2, "2026-01-01T10:00:00Z")],
        [
            version(1, "2026-01-01T10:00:00.25Z", naam={"nl": "Ouder"}),
            version(1, "2026-01-02T10:00:00Z", naam={"nl": "Nieuw"}),
        ],
    ]
    ask(store, ipdc_source(catalogue, SourceKind.IPDC_LDES))
    assert {"Nieuw", "Volkstuin nummer 2"} == set(kept(store, "ipdc"))
    assert "application/ld+json" == catalogue.asked[0].headers["accept"]


@pytest.mark.parametrize("end", [{"gearchiveerd": True}, {"gearchiveerd": "true"}, {"@type": "Tombstone"}])
def test_a_stream_goes_on_where_it_was_and_takes_away_what_ended(
    store: HarvestStore, catalogue: IpdcServer, end: dict[str, Any]
) -> None:
    """The second harvest reads the last page and what follows it; archived and deleted things go."""
    source = ipdc_source(catalogue, SourceKind.IPDC_LDES)
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z")], [version(2, "2026-01-02T10:00:00Z")]]
    ask(store, source)
    before = len(catalogue.asked)
    catalogue.stream.append([version(1, "2026-01-03T10:00:00Z", **end), version(3, "2026-01-03T11:00:00Z")])
    summary = ask(store, source)
    assert (Outcome.HARVESTED, {"Volkstuin nummer 2", "Volkstuin nummer 3"}) == (
        summary.outcome,
        set(kept(store, "ipdc")),
    )
    assert ["1", "2"] == [asked.one("pageNumber") for asked in catalogue.asked[before:]]


def test_a_stream_that_was_made_anew_is_read_from_its_beginning(store: HarvestStore, catalogue: IpdcServer) -> None:
    """The page it ended at is gone: that harvest fails, and the next reads all of it."""
    source = ipdc_source(catalogue, SourceKind.IPDC_LDES)
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z")], [version(2, "2026-01-02T10:00:00Z")]]
    ask(store, source)
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z"), version(4, "2026-01-04T10:00:00Z")]]
    assert [Outcome.FAILED, Outcome.HARVESTED] == [ask(store, source).outcome, ask(store, source).outcome]
    assert {"Volkstuin nummer 1", "Volkstuin nummer 4"} == set(kept(store, "ipdc"))


def test_a_stream_that_runs_in_a_circle_ends(store: HarvestStore, catalogue: IpdcServer) -> None:
    """A page that leads back to one before it is a fault of the stream."""
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z")], [version(2, "2026-01-02T10:00:00Z")]]
    answer = catalogue.answer

    def circle(asked: Any) -> Any:
        asked.params["pageNumber"] = ["0"] if asked.one("pageNumber") == "1" else asked.params.get("pageNumber", ["0"])
        return answer(asked)

    catalogue.answer = circle  # type: ignore[method-assign]
    summary = ask(store, ipdc_source(catalogue, SourceKind.IPDC_LDES))
    assert (Outcome.FAILED, "its pages lead round in a circle") == (summary.outcome, summary.problem)


def test_real_streams_are_read(store: HarvestStore, catalogue: IpdcServer, shared: Path) -> None:
    """The pages that consumers of the catalogue are tested with: concepts lend words, an archived one is not there."""
    pages = [
        json.loads((shared / f"data/ipdc/ldes-stub/ldes-pages/page-{number}.json").read_text()) for number in range(3)
    ]
    pages += [json.loads((shared / f"data/ipdc/stub/ldes-pages/page-{number}.json").read_text()) for number in range(2)]
    for page in pages:
        for member in page["member"]:
            member["geografischToepassingsgebieden"] = ["BE25434023"]
    catalogue.stream = [page["member"] for page in pages]
    ask(store, ipdc_source(catalogue, SourceKind.IPDC_LDES))
    records = kept(store, "ipdc")
    assert {
        "Minimalistische instantie updatet",
        "Essentiële instantie",
        "Akte van Belgische nationaliteit",
        "Toelating voor losse standplaats op een openbare markt",
        "Registerplicht",
        "Akte van Belgische nationaliteit - informal",
        "Financiële tussenkomst voor een verblijf in een woonzorgcentrum - informal",
    } == set(records)
    assert {True, False} == {record.words_only for record in records.values()}
    duty = records["Registerplicht"].text
    assert ('(Zie "Hoeveel kost het?")' in duty, "<" in duty, "&" in duty) == (True, False, False)
    assert "Burggravenlaan 1, 9000 Gent" in records["Akte van Belgische nationaliteit"].text
