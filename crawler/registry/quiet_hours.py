"""Quiet hours: the hours of the day during which a site gets no requests, in Belgian time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from crawler.records.date_parsing import BRUSSELS
from crawler.registry.site import Site

_MINUTE = timedelta(minutes=1)


def quiet_hours_end(site: Site, now: datetime) -> datetime | None:
    """Return the time (UTC) at which the current quiet hours of a site end, None when it has none at `now`.

    The wall clock counts: an hour that it skips in spring is not quiet, one that it repeats in autumn is quiet twice.
    Adjacent periods are treated as one.

    Args:
        site: the site, with its `quiet_hours`.
        now: the time in question, with its time zone.
    """
    if not _is_quiet(site, now):
        return None
    moment = now.astimezone(UTC).replace(second=0, microsecond=0)
    while _is_quiet(site, moment):  # ends within a day: the registry rejects hours that cover the whole day
        moment += _MINUTE
    return moment


def _is_quiet(site: Site, moment: datetime) -> bool:
    clock = moment.astimezone(BRUSSELS).time()
    return any(_within(clock, start, end) for start, end in site.quiet_hours)


def _within(clock: time, start: time, end: time) -> bool:
    return start <= clock < end if start < end else clock >= start or clock < end
