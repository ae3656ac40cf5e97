"""The hours of the day in which a site is left alone, by the clock in Belgium."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from crawler.records.dates import BRUSSELS
from crawler.registry.site import Site

_MINUTE = timedelta(minutes=1)


def quiet_hours_end(site: Site, now: datetime) -> datetime | None:
    """Return the moment (UTC) at which a site's present quiet hours end, None when it may be asked at `now`.

    What counts is what the clock on the wall shows: an hour that the clock skips in spring is no quiet hour, one
    that it shows twice in autumn is quiet twice. Hours that follow on each other are one.

    Args:
        site: the site, with its `quiet_hours`.
        now: the moment asked about, with its time zone.
    """
    if not _is_quiet(site, now):
        return None
    moment = now.astimezone(UTC).replace(second=0, microsecond=0)
    while _is_quiet(site, moment):  # ends within a day: the registry refuses hours that leave no minute
        moment += _MINUTE
    return moment


def _is_quiet(site: Site, moment: datetime) -> bool:
    clock = moment.astimezone(BRUSSELS).time()
    return any(_within(clock, start, end) for start, end in site.quiet_hours)


def _within(clock: time, start: time, end: time) -> bool:
    return start <= clock < end if start < end else clock >= start or clock < end
