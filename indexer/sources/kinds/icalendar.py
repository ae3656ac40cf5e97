"""iCalendar files: events as entries, with every date on which they take place.

icalendar parses the file, dateutil the recurrence rules. (recurring-ical-events does both, but is under the LGPL.)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

from crawler.records.date_parsing import BRUSSELS, parse_timestamp
from indexer.records.errors import SourceError
from indexer.sources.fetch import SourceFetcher
from indexer.sources.kinds.feeds import SourceEntry
from indexer.sources.record import RecordProgress, TimeSpan
from indexer.sources.source import Source

RECURRENCE_HORIZON = timedelta(days=366)
"""How far ahead the dates of an event that recurs without end are listed."""

MAX_EVENT_DATES = 500
"""Dates per event."""

MAX_RECURRENCE_STEPS = 20_000
"""Dates per event that are computed to find them: every day for half a century."""

IGNORED_FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY")
"""Recurrence rules that no real event has."""


async def calendar_entries(
    source: Source, fetcher: SourceFetcher, report: RecordProgress, now: datetime
) -> list[SourceEntry]:
    """Return the events of an iCalendar file, with `moments` for the dates of each.

    Raises:
        SourceError: it cannot be fetched, or is not a calendar.
    """
    response = await fetcher.get(source.url, accept="text/calendar")
    if b"BEGIN:VCALENDAR" not in response.body[:4096].upper():
        raise SourceError("it is not a calendar")
    try:
        calendar: Any = Calendar.from_ical(response.body)
        events = [event for event in calendar.walk("VEVENT") if event.get("dtstart") is not None]
    except (ValueError, KeyError, IndexError) as error:
        raise SourceError(f"its calendar cannot be parsed ({error})") from error
    moved: dict[str, dict[int, Any]] = {}
    for event in events:
        if event.get("recurrence-id") is not None:
            at = parse_timestamp(event["recurrence-id"].dt)
            moved.setdefault(str(event.get("uid", "")), {})[at or 0] = event
    single = [event for event in events if event.get("recurrence-id") is None]
    entries = [_entry(event, moved.get(str(event.get("uid", "")), {}), now) for event in single]
    entries = [entry for entry in entries if entry["moments"]]  # the others are cancelled
    report(len(entries), len(entries))
    return entries


def _entry(event: Any, moved: dict[int, Any], now: datetime) -> SourceEntry:
    categories = event.get("categories")
    categories = categories if isinstance(categories, list) else [categories] if categories else []
    stamp = event.get("last-modified") or event.get("dtstamp")
    geo = event.get("geo")
    cancelled = str(event.get("status", "")).upper() == "CANCELLED"
    return {
        "title": str(event.get("summary", "")),
        "url": str(event.get("url", "")),
        "id": str(event.get("uid", "")),
        "text": "\n".join(filter(None, (str(event.get("description", "")), str(event.get("location", ""))))),
        "location": str(event.get("location", "")),
        "summary": str(event.get("location", "")),
        "date": parse_timestamp(stamp.dt) if stamp is not None else None,
        "lat": getattr(geo, "latitude", None),
        "lon": getattr(geo, "longitude", None),
        "keywords": [str(each) for group in categories for each in getattr(group, "cats", [group])],
        "moments": () if cancelled else tuple(sorted(set(_moments(event, moved, now))))[:MAX_EVENT_DATES],
    }


def _moments(event: Any, moved: dict[int, Any], now: datetime) -> Iterator[TimeSpan]:
    """Yield when an event takes place: its dates without cancelled ones, and moved ones at their new time."""
    start = event["dtstart"].dt
    length = _length(event, start)
    excluded = set(_listed(event, "exdate"))
    for at in (*_recurrences(event, start, now), *_listed(event, "rdate")):
        if at not in excluded and at not in moved:
            yield at, at + length
    for other in moved.values():
        there = parse_timestamp(other["dtstart"].dt)
        if there is not None and str(other.get("status", "")).upper() != "CANCELLED":
            yield there, there + _length(other, other["dtstart"].dt)


def _length(event: Any, start: date) -> int:
    """Return the duration of an event in seconds; an event on a date without a time lasts until the end of that day."""
    first = parse_timestamp(start) or 0
    if event.get("dtend") is not None:
        last = parse_timestamp(event["dtend"].dt) or first
        return max(last - first - (not isinstance(start, datetime)), 0)
    if event.get("duration") is not None:
        return max(int(event["duration"].dt.total_seconds()), 0)
    return 0 if isinstance(start, datetime) else 24 * 3600 - 1


def _recurrences(event: Any, start: date, now: datetime) -> Iterator[int]:
    rule = event.get("rrule")
    if rule is None:
        if (only := parse_timestamp(start)) is not None:
            yield only
        return
    rules = rule if isinstance(rule, list) else [rule]
    first = start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)  # noqa: DTZ001
    zone = first.tzinfo or BRUSSELS
    first = first.replace(tzinfo=None)  # local time: a market at nine is at nine in winter too
    for each in rules:
        text = each.to_ical().decode("utf-8", "replace")
        if any(f"FREQ={frequency}" in text.upper() for frequency in IGNORED_FREQUENCIES):
            continue
        try:
            dates = rrulestr(_without_zone(text), dtstart=first)
            for moment in islice(dates, MAX_RECURRENCE_STEPS):
                at = moment.replace(tzinfo=zone)
                if at > now + RECURRENCE_HORIZON:
                    break
                if at >= now - timedelta(days=31) or at.replace(tzinfo=None) == first:
                    yield int(at.timestamp())
        except (ValueError, TypeError, OverflowError):
            continue


def _without_zone(rule: str) -> str:
    """Return a rule whose UNTIL has no time zone, like the start: a few hours' difference does not matter."""
    parts = [part for part in rule.split(";") if part]
    return ";".join(part.rstrip("Zz") if part.upper().startswith("UNTIL=") else part for part in parts)


def _listed(event: Any, name: str) -> Iterator[int]:
    stated = event.get(name)
    for group in stated if isinstance(stated, list) else [stated] if stated is not None else []:
        for each in getattr(group, "dts", []):
            moment = each.dt[0] if isinstance(each.dt, tuple) else each.dt
            if (at := parse_timestamp(moment)) is not None:
                yield at
