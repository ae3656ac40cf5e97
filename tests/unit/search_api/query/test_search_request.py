"""The filter of a request, and the query string it is read from."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from indexer.records.document import DocumentType
from search_api.query.parameters import strip_unprintable
from search_api.query.search_request import SearchRequest, filter_conditions, needs_distinct, period_bounds

NOW = 1_800_000_123.0
OVER = f"(source = web OR NOT ends < {int(NOW) // 3600 * 3600})"


def filters(home: str | None = None, **asked: object) -> list[str]:
    """Return the conditions of a request beside the one on what is over."""
    first, *others = filter_conditions(SearchRequest(q="brug", **asked), home, NOW)  # type: ignore[arg-type]
    assert OVER == first
    return others


def test_without_filters_one_text_of_each_cluster_passes() -> None:
    """The one that leads it, or home's own."""
    assert (["lead = true"], ['(site = "kuurne" OR (lead = true AND NOT sites = "kuurne"))']) == (
        filters(),
        filters("kuurne"),
    )


def test_types_and_languages_are_the_same_within_a_cluster() -> None:
    """So leads still stand for their clusters."""
    assert ['type IN ["news", "event"]', 'lang IN ["nl"]', "lead = true"] == filters(
        types=(DocumentType.NEWS, DocumentType.EVENT), langs=("nl",)
    )


def test_where_sites_are_chosen_the_first_that_has_a_text_shows_it() -> None:
    """Home before the others, wherever it stands among them."""
    either = '(site = "menen" OR (site = "kuurne" AND NOT sites IN ["menen"]))'
    assert (['(site = "menen")'], [either], [either]) == (
        filters("kuurne", sites=("menen",)),
        filters(sites=("menen", "kuurne")),
        filters("menen", sites=("kuurne", "menen")),
    )


def test_within_a_period_the_engine_tells_copies_apart() -> None:
    """The same news may have another date on each site."""
    day = date(2026, 7, 1)
    assert ['site IN ["menen", "kuurne"]'] == filters("kuurne", sites=("menen", "kuurne"), since=day, until=day)[:1]


def test_a_period_is_one_of_dates_or_of_events() -> None:
    """A page by its date; an event that began before and ends after, or that begins in it."""
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
def test_days_are_those_of_brussels(since: date, until: date, expected: tuple[str, str]) -> None:
    """In summer, in winter, and on the day of 23 hours between them."""
    found = tuple(
        datetime.fromtimestamp(each, UTC).replace(tzinfo=None).isoformat() for each in period_bounds(since, until)
    )
    assert expected == found


def test_a_period_may_be_open() -> None:
    """Nothing is dated before 1970 or after the year 36,812."""
    assert ((0, 2**40), 0, 2**40) == (
        period_bounds(None, None),
        period_bounds(None, date(2026, 1, 1))[0],
        period_bounds(date(2026, 1, 1), None)[1],
    )


def test_the_first_and_last_day_of_the_calendar_are_days() -> None:
    """Whatever a date field can hold has moments; what is before 1970 begins in 1970."""
    assert ((0, True), True) == (
        (period_bounds(date.min, date.min)[0], period_bounds(date.min, date.min)[1] < 0),
        0 < period_bounds(date.max, date.max)[0] < period_bounds(date.max, date.max)[1] < 2**40,
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, False),
        ({"types": (DocumentType.NEWS,)}, False),
        ({"langs": ("nl",)}, False),
        ({"sites": ("kuurne",)}, False),
        ({"since": date(2026, 1, 1)}, True),
        ({"until": date(2026, 1, 1)}, True),
    ],
)
def test_when_copies_are_told_apart_by_the_engine(asked: dict[str, object], *, expected: bool) -> None:
    """Only where the text that leads a cluster may not pass while another does."""
    assert expected is needs_distinct(SearchRequest(q="brug", **asked))  # type: ignore[arg-type]


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
def test_nobody_types_controls(typed: str, expected: str) -> None:
    """They become blanks, as halves of surrogate pairs do; a blank at the end stays, for it ends the word."""
    assert expected == strip_unprintable(typed)
