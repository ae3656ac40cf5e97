"""Harvesting the catalogue of products (IPDC) from a fake on loopback: pages over REST, and event streams."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.sources.harvest import HarvestOutcome
from indexer.sources.harvest_store import HarvestStore
from indexer.sources.source import SourceKind
from tests.integration.harvest_fixtures import harvest_once, ipdc_source, stored_records
from tests.servers.ipdc import IpdcServer, product, version


def test_products_come_page_by_page(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    """Hydra's links are followed, on the host that was asked and not the one the catalogue thinks it is."""
    summary = harvest_once(harvests, ipdc_source(catalogue))
    assert (HarvestOutcome.HARVESTED, 60, 3) == (summary.outcome, summary.records, len(catalogue.requests)), (
        summary.problem
    )


@pytest.mark.parametrize(("form", "text"), [("je", "Je huurt volkstuin 1."), ("u", "U huurt volkstuin 1.")])
def test_a_municipality_chooses_its_form_of_address(
    harvests: HarvestStore, catalogue: IpdcServer, form: str, text: str
) -> None:
    """What was written for that form comes first, then plain Dutch."""
    harvest_once(harvests, ipdc_source(catalogue, form=form))
    assert text == stored_records(harvests, "ipdc")["Volkstuin nummer 1"].text


def test_products_of_others_are_left_out(harvests: HarvestStore, catalogue: IpdcServer) -> None:
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
    harvest_once(harvests, ipdc_source(catalogue))
    assert {"Volkstuin nummer 1": ("menen",), "Volkstuin nummer 3": ("kuurne",)} == {
        title: record.sites for title, record in stored_records(harvests, "ipdc").items()
    }


def test_an_archived_product_goes(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    """What the catalogue lists no more is no more."""
    harvest_once(harvests, ipdc_source(catalogue))
    catalogue.products[0] = product(0, gearchiveerd=True)
    assert (59, 1) == ((summary := harvest_once(harvests, ipdc_source(catalogue))).records, summary.removed)


def test_a_stream_tells_versions_and_the_newest_counts(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    """Whatever page a version is on, and however precise its moment."""
    catalogue.stream = [
        [version(1, "2026-01-01T10:00:00.5Z", naam={"nl": "Oud"}), version(2, "2026-01-01T10:00:00Z")],
        [
            version(1, "2026-01-01T10:00:00.25Z", naam={"nl": "Ouder"}),
            version(1, "2026-01-02T10:00:00Z", naam={"nl": "Nieuw"}),
        ],
    ]
    harvest_once(harvests, ipdc_source(catalogue, SourceKind.IPDC_LDES))
    assert {"Nieuw", "Volkstuin nummer 2"} == set(stored_records(harvests, "ipdc"))
    assert "application/ld+json" == catalogue.requests[0].headers["accept"]


@pytest.mark.parametrize("end", [{"gearchiveerd": True}, {"gearchiveerd": "true"}, {"@type": "Tombstone"}])
def test_a_stream_goes_on_where_it_was_and_takes_away_what_ended(
    harvests: HarvestStore, catalogue: IpdcServer, end: dict[str, Any]
) -> None:
    """The second harvest reads the last page and what follows it; archived and deleted things go."""
    source = ipdc_source(catalogue, SourceKind.IPDC_LDES)
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z")], [version(2, "2026-01-02T10:00:00Z")]]
    harvest_once(harvests, source)
    before = len(catalogue.requests)
    catalogue.stream.append([version(1, "2026-01-03T10:00:00Z", **end), version(3, "2026-01-03T11:00:00Z")])
    summary = harvest_once(harvests, source)
    assert (HarvestOutcome.HARVESTED, {"Volkstuin nummer 2", "Volkstuin nummer 3"}) == (
        summary.outcome,
        set(stored_records(harvests, "ipdc")),
    )
    assert ["1", "2"] == [request.param("pageNumber") for request in catalogue.requests[before:]]


def test_a_stream_that_was_made_anew_is_read_from_its_beginning(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    """The page it ended at is gone: that harvest fails, and the next reads all of it."""
    source = ipdc_source(catalogue, SourceKind.IPDC_LDES)
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z")], [version(2, "2026-01-02T10:00:00Z")]]
    harvest_once(harvests, source)
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z"), version(4, "2026-01-04T10:00:00Z")]]
    assert [HarvestOutcome.FAILED, HarvestOutcome.HARVESTED] == [
        harvest_once(harvests, source).outcome,
        harvest_once(harvests, source).outcome,
    ]
    assert {"Volkstuin nummer 1", "Volkstuin nummer 4"} == set(stored_records(harvests, "ipdc"))


def test_a_stream_that_runs_in_a_circle_ends(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    """A page that leads back to one before it is a fault of the stream."""
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z")], [version(2, "2026-01-02T10:00:00Z")]]
    respond = catalogue.respond

    def circle(request: Any) -> Any:
        request.params["pageNumber"] = (
            ["0"] if request.param("pageNumber") == "1" else request.params.get("pageNumber", ["0"])
        )
        return respond(request)

    catalogue.respond = circle  # type: ignore[method-assign]
    summary = harvest_once(harvests, ipdc_source(catalogue, SourceKind.IPDC_LDES))
    assert (HarvestOutcome.FAILED, "its pages lead round in a circle") == (summary.outcome, summary.problem)


def test_real_streams_are_read(harvests: HarvestStore, catalogue: IpdcServer, shared: Path) -> None:
    """The pages that consumers of the catalogue are tested with: concepts lend words, an archived one is not there."""
    pages = [
        json.loads((shared / f"data/ipdc/ldes-stub/ldes-pages/page-{number}.json").read_text()) for number in range(3)
    ]
    pages += [json.loads((shared / f"data/ipdc/stub/ldes-pages/page-{number}.json").read_text()) for number in range(2)]
    for page in pages:
        for member in page["member"]:
            member["geografischToepassingsgebieden"] = ["BE25434023"]
    catalogue.stream = [page["member"] for page in pages]
    harvest_once(harvests, ipdc_source(catalogue, SourceKind.IPDC_LDES))
    records = stored_records(harvests, "ipdc")
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
