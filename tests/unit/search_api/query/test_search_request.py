"""The engine filter of a search request, and parsing of its query string."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from indexer.records.document import DocumentType
from search_api.query.parameters import strip_unprintable
from search_api.query.search_request import SearchRequest, filter_conditions, needs_distinct, period_bounds

NOW = 1_800_000_123.0
NOT_PAST = f"(source = web OR NOT ends < {int(NOW) // 3600 * 3600})"


def filters(home: str | None = None, **params: object) -> list[str]:
    """Return the filter conditions of a request, without the one for past events."""
    first, *others = filter_conditions(SearchRequest(q="brug", **params), home, NOW)  # type: ignore[arg-type]
    assert NOT_PAST == first
    return others


def test_default_filter_selects_one_document_per_cluster() -> None:
    """The cluster's lead, or the home town's copy."""
    assert (["lead = true"], ['(site = "kuurne" OR (lead = true AND NOT sites = "kuurne"))']) == (
        filters(),
        filters("kuurne"),
    )


def test_type_and_language_filters_use_cluster_leads() -> None:
    """All documents of a cluster have the same type and language."""
    assert ['type IN ["news", "event"]', 'lang IN ["nl"]', "lead = true"] == filters(
        types=(DocumentType.NEWS, DocumentType.EVENT), langs=("nl",)
    )


def test_site_filter_selects_the_copy_of_the_first_site() -> None:
    """The home town has priority, whatever its position in the list."""
    either = '(site = "menen" OR (site = "kuurne" AND NOT sites IN ["menen"]))'
    assert (['(site = "menen")'], [either], [either]) == (
        filters("kuurne", sites=("menen",)),
        filters(sites=("menen", "kuurne")),
        filters("menen", sites=("kuurne", "menen")),
    )


def test_period_filter_uses_distinct() -> None:
    """The same news may have a different date on each site."""
    day = date(2026, 7, 1)
    assert ['site IN ["menen", "kuurne"]'] == filters("kuurne", sites=("menen", "kuurne"), since=day, until=day)[:1]


def test_period_filters_page_dates_or_event_times() -> None:
    """A page by its date; an event if it overlaps the period."""
    day = date(2026, 7, 1)
    first, last = period_bounds(day, day)
    period = (
        f"((type != event AND date >= {first} AND date <= {last}) OR (starts <= {last} AND ends >= {first})"
        f" OR (starts >= {first} AND starts <= {last}))"
    )
    assert [period] == filters("kuurne", since=day, until=day)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2026, 7, 1), date(2026, 7, 1), ("2026-06-30T22:00:00", "2026-07-01T21:59:59")),
        (date(2026, 3, 29), date(2026, 3, 29), ("2026-03-28T23:00:00", "2026-03-29T21:59:59")),
        (date(2026, 1, 1), date(2026, 1, 2), ("2025-12-31T23:00:00", "2026-01-02T22:59:59")),
    ],
)
def test_days_are_in_the_time_zone_of_brussels(since: date, until: date, expected: tuple[str, str]) -> None:
    """In summer, in winter, and on the day of 23 hours in between."""
    found = tuple(
        datetime.fromtimestamp(each, UTC).replace(tzinfo=None).isoformat() for each in period_bounds(since, until)
    )
    assert expected == found


def test_open_ended_period() -> None:
    """No date is before 1970 or after the year 36,812."""
    assert ((0, 2**40), 0, 2**40) == (
        period_bounds(None, None),
        period_bounds(None, date(2026, 1, 1))[0],
        period_bounds(date(2026, 1, 1), None)[1],
    )


def test_minimum_and_maximum_date_are_accepted() -> None:
    """A period that starts before 1970 starts in 1970."""
    assert ((0, True), True) == (
        (period_bounds(date.min, date.min)[0], period_bounds(date.min, date.min)[1] < 0),
        0 < period_bounds(date.max, date.max)[0] < period_bounds(date.max, date.max)[1] < 2**40,
    )


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, False),
        ({"types": (DocumentType.NEWS,)}, False),
        ({"langs": ("nl",)}, False),
        ({"sites": ("kuurne",)}, False),
        ({"since": date(2026, 1, 1)}, True),
        ({"until": date(2026, 1, 1)}, True),
    ],
)
def test_distinct_is_needed_when_a_cluster_lead_may_not_match(params: dict[str, object], *, expected: bool) -> None:
    """That is when the lead may not match the filter while another copy does."""
    assert expected is needs_distinct(SearchRequest(q="brug", **params))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("brug", "brug"),
        ("brug ", "brug "),
        ("brug\n", "brug"),
        ("a\x00b\x1fc\x7fd\x85e", "a b c d e"),
        ("a\ud800b\udfff", "a b "),
        ("a\ufffe\uffffb", "a b"),
        ("été 😀 ‘t", "été 😀 ‘t"),
        ("", ""),
    ],
)
def test_control_characters_become_spaces(typed: str, expected: str) -> None:
    """Halves of surrogate pairs too. A space at the end stays, because it ends the last word."""
    assert expected == strip_unprintable(typed)
