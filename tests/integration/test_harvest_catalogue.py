"""Harvesting IPDC from a stub on loopback: products over REST, and event streams (LDES)."""

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


def test_products_are_paged_by_hydra_links(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    """On the requested host, not on the one that the catalogue names in its links."""
    summary = harvest_once(harvests, ipdc_source(catalogue))
    assert (HarvestOutcome.HARVESTED, 60, 3) == (summary.outcome, summary.records, len(catalogue.requests)), (
        summary.problem
    )


@pytest.mark.parametrize(("form", "text"), [("je", "Je huurt volkstuin 1."), ("u", "U huurt volkstuin 1.")])
def test_municipality_chooses_its_form_of_address(
    harvests: HarvestStore, catalogue: IpdcServer, form: str, text: str
) -> None:
    """Texts in that form are preferred; the fallback is standard Dutch."""
    harvest_once(harvests, ipdc_source(catalogue, form=form))
    assert text == stored_records(harvests, "ipdc")["Volkstuin nummer 1"].text


def test_products_of_other_authorities_are_skipped(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    """A product belongs to the authority that executes it, else to the area in which it applies."""
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


def test_archived_product_is_removed(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    """A product that is no longer listed is removed as well."""
    harvest_once(harvests, ipdc_source(catalogue))
    catalogue.products[0] = product(0, gearchiveerd=True)
    assert (59, 1) == ((summary := harvest_once(harvests, ipdc_source(catalogue))).records, summary.removed)


def test_newest_version_in_a_stream_wins(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    """On whichever page it is, and whatever the precision of its timestamp."""
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
def test_stream_resumes_and_removes_archived_products(
    harvests: HarvestStore, catalogue: IpdcServer, end: dict[str, Any]
) -> None:
    """The second harvest reads the last page and the ones after it. Archived and deleted products are removed."""
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


def test_recreated_stream_is_read_from_the_start(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    """The page at which the last harvest ended is missing.

    That harvest fails, and the next one reads the whole stream.
    """
    source = ipdc_source(catalogue, SourceKind.IPDC_LDES)
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z")], [version(2, "2026-01-02T10:00:00Z")]]
    harvest_once(harvests, source)
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z"), version(4, "2026-01-04T10:00:00Z")]]
    assert [HarvestOutcome.FAILED, HarvestOutcome.HARVESTED] == [
        harvest_once(harvests, source).outcome,
        harvest_once(harvests, source).outcome,
    ]
    assert {"Volkstuin nummer 1", "Volkstuin nummer 4"} == set(stored_records(harvests, "ipdc"))


def test_stream_with_a_page_loop_fails(harvests: HarvestStore, catalogue: IpdcServer) -> None:
    catalogue.stream = [[version(1, "2026-01-01T10:00:00Z")], [version(2, "2026-01-02T10:00:00Z")]]
    respond = catalogue.respond

    def page_loop(request: Any) -> Any:
        request.params["pageNumber"] = (
            ["0"] if request.param("pageNumber") == "1" else request.params.get("pageNumber", ["0"])
        )
        return respond(request)

    catalogue.respond = page_loop  # type: ignore[method-assign]
    summary = harvest_once(harvests, ipdc_source(catalogue, SourceKind.IPDC_LDES))
    assert (HarvestOutcome.FAILED, "its pages form a loop") == (summary.outcome, summary.problem)


def test_real_streams_are_read(harvests: HarvestStore, catalogue: IpdcServer, shared: Path) -> None:
    """The test data of other IPDC consumers. Instances take texts from their concept; an archived one is absent."""
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
