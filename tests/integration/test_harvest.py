"""Harvesting UiTdatabank from a stub on loopback: normal operation, keys and failures."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.sources.harvest import HarvestContext, HarvestOutcome, harvest_sources
from indexer.sources.harvest_store import HarvestStore
from indexer.sources.problems import source_problems
from tests.integration.harvest_fixtures import (
    ENVIRONMENT,
    KUURNE,
    NOON,
    SITES,
    harvest_once,
    ipdc_source,
    stored_records,
    uit_source,
)
from tests.servers.ipdc import IpdcServer
from tests.servers.source_server import Failure, SourceResponse, SourceServer
from tests.servers.uitdatabank import UitdatabankServer, event, make_events, place

# ------------------------------------------------------------------ UiTdatabank


def test_event_has_place_time_municipality_and_url(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    summary = harvest_once(harvests, uit_source(uit))
    assert (HarvestOutcome.HARVESTED, 10, 10) == (summary.outcome, summary.records, summary.added)
    walk = stored_records(harvests)["Avondwandeling 3"]
    assert (("kuurne",), (50.85, 3.28), "nl") == (walk.sites, walk.geo, walk.lang)
    assert "De Zaal van Kuurne, Marktplein 1, 8520 Kuurne" == walk.summary
    assert "https://www.uitinvlaanderen.be/agenda/e/avondwandeling-3/00000000-0000-4000-8000-000000000003" == walk.url
    assert walk.until == walk.moments[0][1]


def test_default_filters_apply(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """Drafts, past events and events for members only are not for citizens."""
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    uit.events = [
        event(1),
        event(2, workflowStatus="DRAFT"),
        event(3, availableTo=yesterday),
        event(4, audience={"audienceType": "members"}),
    ]
    harvest_once(harvests, uit_source(uit))
    assert ["Avondwandeling 1"] == list(stored_records(harvests))


def test_only_municipalities_of_the_registry_are_requested(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """Each by its NIS code; events of other cities are not fetched."""
    uit.events += [event(20, location=place("8930", "Menen")), event(21, location=place("3000", "Leuven"))]
    harvest_once(harvests, uit_source(uit))
    assert ({("kuurne",), ("menen",)}, 11) == (
        {record.sites for record in stored_records(harvests).values()},
        len(stored_records(harvests)),
    )
    assert {"nis-34023", "nis-34027"} == {request.param("regions[]") for request in uit.requests}


def test_results_beyond_the_paging_window_are_split_by_date(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """The API pages through 10,000 results at most.

    All 12,345 events are harvested, and no request goes beyond that window.
    """
    uit.events = make_events(12_345)
    summary = harvest_once(harvests, uit_source(uit, sites=("kuurne",)))
    assert (HarvestOutcome.HARVESTED, 12_345) == (summary.outcome, summary.records), summary.problem
    assert 10_000 >= max(int(request.param("start")) + int(request.param("limit")) for request in uit.requests)
    assert any(request.param("modifiedFrom") for request in uit.requests)


def test_coordinates_of_a_named_place_are_looked_up(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """Among the region's places."""
    hall = place("8520", "Kuurne")
    uit.places = [hall]
    uit.events = [event(1, location={"@id": hall["@id"], "address": hall["address"]})]
    harvest_once(harvests, uit_source(uit))
    assert (50.85, 3.28) == stored_records(harvests)["Avondwandeling 1"].geo


def test_texts_are_in_the_language_of_the_site(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """A bilingual event in a Dutch town has Dutch texts, and can be found by its French name."""
    uit.events = [event(1, name={"fr": "Balade du soir", "nl": "Avondwandeling"}, mainLanguage="fr")]
    harvest_once(harvests, uit_source(uit))
    assert ("nl", True) == (
        stored_records(harvests)["Avondwandeling"].lang,
        "Balade du soir" in stored_records(harvests)["Avondwandeling"].keywords,
    )


def test_cancelled_event_is_marked(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """It can be found, so that citizens know about the cancellation."""
    uit.events = [event(1, status={"type": "Unavailable"})]
    harvest_once(harvests, uit_source(uit))
    assert stored_records(harvests)["Avondwandeling 1"].summary.startswith("Dit gaat niet door.")


@pytest.mark.parametrize(
    "name", ["original-single-with-invalid-date-range", "original-with-optional-fields", "original-without-start-date"]
)
def test_real_samples_are_read(harvests: HarvestStore, uit: UitdatabankServer, shared: Path, name: str) -> None:
    """The test data of UiTdatabank's own indexer, including its errors, becomes records."""
    sample = json.loads((shared / f"data/uitdatabank/samples/event/{name}.json").read_text())
    uit.events = [sample | {"workflowStatus": "APPROVED", "availableTo": None, "audience": {}}]
    leuven = replace(KUURNE, id="leuven", nis="24062")
    context = HarvestContext(environment=ENVIRONMENT, user_agent="proef", now=NOON, retry_delays=())
    harvest_sources(harvests, [uit_source(uit)], [leuven], context)
    punk = stored_records(harvests)["Punkfest"]
    assert ("Hungaria, Vaartkom 35, 3000 Leuven", ("leuven",)) == (punk.summary, punk.sites)
    assert all(start <= end for start, end in punk.moments)


# ------------------------------------------------------------------------- keys


def test_source_without_a_key_is_skipped(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """No request is sent, it is not a failure, and the message names the variable."""
    summary = harvest_once(harvests, uit_source(uit), environment={})
    assert (HarvestOutcome.SKIPPED, False, []) == (summary.outcome, summary.failed, uit.requests)
    assert "it is skipped until its key is in the environment variable UIT" == summary.problem


def test_rejected_key_is_reported_with_its_variable(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """The request is not retried."""
    summary = harvest_once(harvests, uit_source(uit), environment={"UIT": "oud"})
    assert (HarvestOutcome.FAILED, 1) == (summary.outcome, len(uit.requests))
    assert "it rejects the key (403); set UIT to a valid one" == summary.problem


def test_key_is_not_sent_to_another_host_after_a_redirect(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    with SourceServer() as front:
        front.responses["/events"] = SourceResponse("", 302, headers={"location": uit.url + "events"})
        summary = harvest_once(harvests, uit_source(uit, url=front.url, sites=("kuurne",)))
    assert (HarvestOutcome.FAILED, [None]) == (
        summary.outcome,
        [request.headers.get("x-client-id") for request in uit.requests],
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_private_address_is_rejected(harvests: HarvestStore, uit: UitdatabankServer, host: str) -> None:
    """A source on a private network needs allow_private in the registry."""
    address = uit.url.replace("127.0.0.1", host)
    summary = harvest_once(harvests, uit_source(uit, url=address, allow_private=False))
    assert (HarvestOutcome.FAILED, []) == (summary.outcome, uit.requests)
    assert "private network" in (summary.problem or "")


# --------------------------------------------------------------------- failures

REASONS = {
    Failure.DEAD: "it did not respond (the connection was interrupted)",
    Failure.HANGING: "it did not finish within 1 s",
    Failure.BUSY: "it responded with 429; it is suspended until 2026-03-01 13:00 UTC",
    Failure.BROKEN: "it responded with 500",
    Failure.CUT: "its response is not JSON (application/json)",
    Failure.HTML: "its response is not JSON (text/html)",
    Failure.ENDLESS: "it returns the same page repeatedly",
    Failure.FORBIDDEN: "it rejects the key (403); set UIT to a valid one",
}


@pytest.mark.parametrize("failure", REASONS)
def test_failed_harvest_has_a_reason_and_keeps_the_stored_records(
    harvests: HarvestStore, uit: UitdatabankServer, failure: Failure
) -> None:
    uit.events = make_events(1_200)
    source = uit_source(uit, sites=("kuurne",))
    harvest_once(harvests, source)
    uit.failure = failure
    summary = harvest_once(harvests, replace(source, deadline=1.0 if failure is Failure.HANGING else 60.0))
    assert (HarvestOutcome.FAILED, 1_200, REASONS[failure]) == (summary.outcome, summary.records, summary.problem)


def test_harvest_with_fewer_records_than_announced_is_rejected(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    harvest_once(harvests, uit_source(uit))
    uit.failure = Failure.LYING
    summary = harvest_once(harvests, uit_source(uit))
    assert (HarvestOutcome.FAILED, 10, "it announced 1000 events and returned 10") == (
        summary.outcome,
        summary.records,
        summary.problem,
    )


def test_partial_harvest_is_discarded(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    uit.events = make_events(1_200)
    harvest_once(harvests, uit_source(uit))
    uit.events, uit.failure, uit.failing_from = make_events(900), Failure.BROKEN, len(uit.requests) + 1
    assert (HarvestOutcome.FAILED, 1_200) == (
        (summary := harvest_once(harvests, uit_source(uit))).outcome,
        summary.records,
    )


def test_failed_request_is_retried(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """One failed response is not a failed harvest."""
    respond, bad = uit.respond, [SourceResponse({}, 503)]
    uit.respond = lambda request: bad.pop() if bad else respond(request)  # type: ignore[method-assign]
    assert (HarvestOutcome.HARVESTED, 10) == (
        (summary := harvest_once(harvests, uit_source(uit))).outcome,
        summary.records,
    )


def test_failing_source_is_suspended_with_increasing_delays(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """After three failures for an hour, then for two.

    A suspended source is not requested; a success ends the suspension.
    """
    uit.failure = Failure.BROKEN
    outcomes = []
    for hours in (0, 0.1, 0.2, 0.5, 1.3, 2.5, 3.4):
        before = len(uit.requests)
        outcomes.append(
            (harvest_once(harvests, uit_source(uit), NOON + timedelta(hours=hours)).outcome, len(uit.requests) > before)
        )
    failed, resting = (HarvestOutcome.FAILED, True), (HarvestOutcome.SUSPENDED, False)
    assert [failed, failed, failed, resting, failed, resting, failed] == outcomes
    uit.failure = None
    assert HarvestOutcome.SUSPENDED == harvest_once(harvests, uit_source(uit), NOON + timedelta(hours=4)).outcome
    assert HarvestOutcome.HARVESTED == harvest_once(harvests, uit_source(uit), NOON + timedelta(hours=8)).outcome
    state = harvests.states()["uit"]
    assert (0, None, None) == (state.failures, state.suspended_until, state.problem)


def test_suspended_source_is_harvested_when_named(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """After a repair nobody needs to wait."""
    uit.failure = Failure.BUSY
    harvest_once(harvests, uit_source(uit))
    uit.failure = None
    assert HarvestOutcome.HARVESTED == harvest_once(harvests, uit_source(uit), forced=frozenset({"uit"})).outcome


def test_sudden_loss_of_records_is_accepted_by_the_second_harvest(
    harvests: HarvestStore, uit: UitdatabankServer
) -> None:
    """Two events of ten remain: the other eight are kept until the next harvest confirms the loss."""
    harvest_once(harvests, uit_source(uit))
    uit.events = make_events(2)
    first = harvest_once(harvests, uit_source(uit))
    assert (HarvestOutcome.UNCONFIRMED, 10, False) == (first.outcome, first.records, first.failed)
    assert "it has only 2 of 10 records; the others are removed if the next harvest confirms it" == first.problem
    assert (HarvestOutcome.HARVESTED, 2, 8) == (
        (second := harvest_once(harvests, uit_source(uit))).outcome,
        second.records,
        second.removed,
    )


def test_empty_harvest_is_doubted_too(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """An empty source has most likely lost its database."""
    harvest_once(harvests, uit_source(uit))
    uit.events = []
    assert (HarvestOutcome.UNCONFIRMED, 10) == (
        (summary := harvest_once(harvests, uit_source(uit))).outcome,
        summary.records,
    )


def test_past_events_do_not_count_as_a_loss(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    harvest_once(harvests, uit_source(uit))
    uit.events = [event(99)]
    summary = harvest_once(harvests, uit_source(uit), datetime.now(UTC) + timedelta(days=9))
    assert (HarvestOutcome.HARVESTED, 1) == (summary.outcome, summary.records)


def test_source_is_harvested_when_it_is_due(harvests: HarvestStore, uit: UitdatabankServer) -> None:
    """`every` is the minimum interval between harvests."""
    source = uit_source(uit, every=6.0)
    outcomes = [harvest_once(harvests, source, NOON + timedelta(hours=hours)).outcome for hours in (0, 5, 7)]
    assert [HarvestOutcome.HARVESTED, HarvestOutcome.NOT_DUE, HarvestOutcome.HARVESTED] == outcomes


def test_source_problems_name_source_start_and_reason(
    harvests: HarvestStore, uit: UitdatabankServer, tmp_path: Path
) -> None:
    """The start is the time of the first failure, not of the last."""
    assert () == source_problems(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    harvest_once(harvests, uit_source(uit))
    assert () == source_problems(tmp_path / "pages.db")
    uit.failure = Failure.BROKEN
    for hours in (1, 2):
        harvest_once(harvests, uit_source(uit), NOON + timedelta(hours=hours))
    (problem,) = source_problems(tmp_path / "pages.db")
    assert ("uit", NOON + timedelta(hours=1), "it responded with 500") == (
        problem.source,
        problem.since,
        problem.problem,
    )
    assert "The source uit has had a problem since 2026-03-01 13:00 UTC: it responded with 500." == problem.sentence


def test_dead_source_does_not_delay_another(
    harvests: HarvestStore, uit: UitdatabankServer, catalogue: IpdcServer
) -> None:
    """Each source has its own deadline and its own summary."""
    uit.failure = Failure.HANGING
    context = HarvestContext(environment=ENVIRONMENT, user_agent="proef", now=NOON, retry_delays=())
    done = harvest_sources(harvests, [uit_source(uit, deadline=1.0), ipdc_source(catalogue)], SITES, context)
    assert [HarvestOutcome.FAILED, HarvestOutcome.HARVESTED] == [each.outcome for each in done.sources]
