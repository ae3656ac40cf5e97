"""What the `audit` command is given beside the crawl: a browser to look at pages with, logs, Search Console's exports.

Each part is read, kept in the data folder, and counts in the audits that follow too (`external_data_store`).
"""

from __future__ import annotations

import glob
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from regiozoek.errors import UsageError
from regiozoek.output import console
from regiozoek.settings import Settings

if TYPE_CHECKING:  # imported where it is needed: together that takes half a second
    from seo_audit.inputs.external_data import BrowserSample, ExternalData, LogSummary
    from seo_audit.inputs.imports.googlebot import GooglebotVerifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What stands on the command line.

    Attributes:
        sample: pages of each site to look at in a browser, 0 for none.
        logs, search_console: files by site id.
        ranges: files with Google's ranges; without any, Googlebot is verified by names.
    """

    sample: int = 0
    logs: Mapping[str, Sequence[Path]]
    search_console: Mapping[str, Sequence[Path]]
    ranges: Sequence[Path] = ()


NOTHING_GIVEN = Given(logs={}, search_console={})


def files_of(option: str, values: Sequence[str], sites: Sequence[Site]) -> dict[str, tuple[Path, ...]]:
    """Return the files of values SITE=FILE, by site; FILE may be a pattern (`access.log*`), of which all files count.

    Where there is one site, its files need no name.

    Raises:
        UsageError: a value is no such pair, names no site, or there is no such file.
    """
    known = [site.id for site in sites]
    found: dict[str, list[Path]] = defaultdict(list)
    for value in values:
        site, separator, name = value.partition("=")
        if not separator or (site not in known and Path(value).exists()):
            if len(known) > 1:
                raise UsageError(f"{option} needs SITE=FILE: {value} does not say whose it is")
            site, name = known[0], value
        if site not in known:
            raise UsageError(f"{option} {value}: no site is called {site}; there are {', '.join(known)}")
        paths = sorted(Path(path) for path in glob.glob(name) if Path(path).is_file()) or [Path(name)]  # noqa: PTH207 -- the pattern may be absolute
        missing = next((path for path in paths if not path.is_file()), None)
        if missing:
            raise UsageError(f"{option} {value}: there is no file {missing}")
        found[site] += paths
    return {site: tuple(dict.fromkeys(paths)) for site, paths in found.items()}


def known_beside(settings: Settings, sites: Sequence[Site], given: Given, now: datetime) -> dict[str, ExternalData]:
    """Take in what is given, keep it, and return all that is known beside the crawl, by site.

    Raises:
        seo_audit.records.errors.InputFileError: a file cannot be used; nothing of it is kept.
        seo_audit.records.errors.HistoryError: what is kept cannot be read or written.
        crawler.records.errors.RenderingError: a browser is asked for and not there.
        crawler.records.errors.CrawlFailedError: it ended before its time; what the files say is kept.
    """
    from seo_audit.inputs.external_data import ExternalData
    from seo_audit.inputs.external_data_store import ExternalDataStore

    kept = ExternalDataStore(settings.beside)
    for id_, new in _read(settings, sites, given).items():  # before the browser: that takes minutes, and may fail
        kept.save(id_, new, now)
    if given.sample:
        for id_, sample in _samples(settings, sites, given.sample).items():
            kept.save(id_, ExternalData(sample=sample or None), now)
    known = {}
    for site in sites:
        known[site.id], old = kept.load(site.id, now)
        for part in old:
            console.say(f"{site.id}: {part} is too old to count; import it again.")
    return known


def _read(settings: Settings, sites: Sequence[Site], given: Given) -> dict[str, ExternalData]:
    """Read the files that are given."""
    from seo_audit.inputs.external_data import ExternalData
    from seo_audit.inputs.imports.logs import read_logs
    from seo_audit.inputs.imports.search_console import read_search_console

    verify = _verify(given) if given.logs else None
    logs, exports = {}, {}
    with PageStore.open(settings.store) as store:
        for site in sites:
            for path in given.search_console.get(site.id, ()):
                exports[site.id] = read_search_console(path, site)
            if verify and (paths := given.logs.get(site.id)):
                known = (item.url for item in store.known_urls(site.id))
                logs[site.id] = read_logs(paths, site, known, verify)
                _tell_doubts(site.id, logs[site.id])
    return {site.id: ExternalData(logs=logs.get(site.id), search_console=exports.get(site.id)) for site in sites}


def _verify(given: Given) -> GooglebotVerifier:
    from seo_audit.inputs.imports.googlebot import SystemDnsResolver, verify_by_dns, verify_by_ranges

    return verify_by_ranges(given.ranges) if given.ranges else verify_by_dns(SystemDnsResolver())


def _tell_doubts(site: str, logs: LogSummary) -> None:
    """Say what of the logs does not count; a proxy that hides its visitors shows here, as does a dead name server."""
    if logs.unread:
        console.say(
            f"{site}: {logs.unread} of {logs.lines} lines in its logs are none of the combined format and do not count."
        )
    if logs.pretended and not logs.googlebot_requests:
        console.say(
            f"{site}: none of the {logs.pretended} requests that call themselves Googlebot could be verified, so "
            "nothing is said of where Google comes. Behind a proxy, have the server log its visitors' own addresses; "
            "without a name server, give Google's ranges with --googlebot."
        )


def _samples(settings: Settings, sites: Sequence[Site], number: int) -> dict[str, dict[str, BrowserSample]]:
    """Look at some pages of each site that was crawled; say what was not seen."""
    from crawler.sample import run
    from seo_audit.inputs.sample.page_choice import choose_pages
    from seo_audit.inputs.sample.snapshot_reader import read_sample

    run.require_sample_browser(settings.chromium)
    with PageStore.open(settings.store) as store:
        pages = {site.id: choose_pages(store.pages(site.id), number) for site in sites}
    with console.progress("look") as report:
        looked = run.sample_pages(
            pages,
            sites,
            settings.store,
            chromium=settings.chromium,
            user_agent=settings.user_agent,
            log_file=settings.sample_log,
            on_progress=report,
        )
    samples: dict[str, dict[str, BrowserSample]] = {site.id: {} for site in sites}
    unseen = defaultdict(list)
    for item in looked:
        if sample := read_sample(item):
            samples[item.site][item.url] = sample
        else:
            unseen[item.site].append(item)
    for site, items in unseen.items():
        of = console.count(len(pages[site]), "page", "pages")
        console.say(f"{site}: {len(items)} of {of} could not be seen in a browser; {items[0].url}: {items[0].problem}.")
    return samples
