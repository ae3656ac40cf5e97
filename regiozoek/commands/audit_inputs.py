"""Inputs of `regiozoek audit` besides the crawl: browser sample, server logs, Search Console exports.

Each input is imported once and stored in the data folder, so that later audits use it too (`external_data_store`).
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
    from seo_audit.inputs.imports.googlebot_verification import GooglebotVerifier


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditInputs:
    """Inputs given on the command line.

    Attributes:
        sample: number of pages per site to render in a browser, 0 for none.
        logs, search_console: files by site id.
        ranges: files with Google's IP ranges; without any, Googlebot is verified by reverse DNS.
    """

    sample: int = 0
    logs: Mapping[str, Sequence[Path]]
    search_console: Mapping[str, Sequence[Path]]
    ranges: Sequence[Path] = ()


NO_AUDIT_INPUTS = AuditInputs(logs={}, search_console={})


def files_by_site(option: str, values: Sequence[str], sites: Sequence[Site]) -> dict[str, tuple[Path, ...]]:
    """Return the files of options SITE=FILE, by site. FILE may be a pattern such as `access.log*`.

    With a single site, SITE= may be omitted.

    Raises:
        UsageError: a value has another form, an unknown site, or a missing file.
    """
    known = [site.id for site in sites]
    found: dict[str, list[Path]] = defaultdict(list)
    for value in values:
        site, separator, name = value.partition("=")
        if not separator or (site not in known and Path(value).exists()):
            if len(known) > 1:
                raise UsageError(f"{option} {value} names no site; write SITE=FILE")
            site, name = known[0], value
        if site not in known:
            raise UsageError(f"{option} {value}: unknown site {site}; use one of {', '.join(known)}")
        paths = sorted(Path(path) for path in glob.glob(name) if Path(path).is_file()) or [Path(name)]  # noqa: PTH207 -- the pattern may be absolute
        missing = next((path for path in paths if not path.is_file()), None)
        if missing:
            raise UsageError(f"{option} {value}: {missing} does not exist; check the path")
        found[site] += paths
    return {site: tuple(dict.fromkeys(paths)) for site, paths in found.items()}


def collect_external_data(
    settings: Settings, sites: Sequence[Site], given: AuditInputs, now: datetime
) -> dict[str, ExternalData]:
    """Import the given inputs, store them, and return all external data by site.

    Raises:
        InputFileError: a file is invalid; nothing of it is stored.
        HistoryError: the stored data cannot be read or written.
        RenderingError: a browser is needed and not installed.
        CrawlFailedError: the browser sample was aborted; the imported files are stored.
    """
    from seo_audit.inputs.external_data import ExternalData
    from seo_audit.inputs.external_data_store import ExternalDataStore

    kept = ExternalDataStore(settings.external_data)
    for id_, new in _read(
        settings, sites, given
    ).items():  # before the browser sample, which takes minutes and may fail
        kept.save(id_, new, now)
    if given.sample:
        for id_, sample in _samples(settings, sites, given.sample).items():
            kept.save(id_, ExternalData(sample=sample or None), now)
    known = {}
    for site in sites:
        known[site.id], old = kept.load(site.id, now)
        for part in old:
            console.print_message(f"{site.id}: {part} is too old to be used; import it again.")
    return known


def _read(settings: Settings, sites: Sequence[Site], given: AuditInputs) -> dict[str, ExternalData]:
    """Read the given files."""
    from seo_audit.inputs.external_data import ExternalData
    from seo_audit.inputs.imports.search_console import read_search_console
    from seo_audit.inputs.imports.server_logs import read_logs

    verify = _verify(given) if given.logs else None
    logs, exports = {}, {}
    with PageStore.open(settings.store) as store:
        for site in sites:
            for path in given.search_console.get(site.id, ()):
                exports[site.id] = read_search_console(path, site)
            if verify and (paths := given.logs.get(site.id)):
                known = (item.url for item in store.known_urls(site.id))
                logs[site.id] = read_logs(paths, site, known, verify)
                _report_unused_logs(site.id, logs[site.id])
    return {site.id: ExternalData(logs=logs.get(site.id), search_console=exports.get(site.id)) for site in sites}


def _verify(given: AuditInputs) -> GooglebotVerifier:
    from seo_audit.inputs.imports.googlebot_verification import SystemDnsResolver, verify_by_dns, verify_by_ranges

    return verify_by_ranges(given.ranges) if given.ranges else verify_by_dns(SystemDnsResolver())


def _report_unused_logs(site: str, logs: LogSummary) -> None:
    """Report which parts of the logs were not used, and unverifiable visits of Googlebot."""
    if logs.unread:
        console.print_message(
            f"{site}: skipped {logs.unread} of {logs.lines} log lines that are not in the combined log format."
        )
    if logs.pretended and not logs.googlebot_requests:
        console.print_message(
            f"{site}: none of the {logs.pretended} requests with Googlebot's User-Agent could be verified, so there is "
            "no data about Googlebot. Behind a proxy, let the server log the visitors' own IP addresses; without a "
            "DNS resolver, give Google's IP ranges with --googlebot."
        )


def _samples(settings: Settings, sites: Sequence[Site], number: int) -> dict[str, dict[str, BrowserSample]]:
    """Render a sample of the crawled pages of each site; report pages that failed."""
    from crawler.sample import run
    from seo_audit.inputs.sample.page_choice import choose_pages
    from seo_audit.inputs.sample.snapshot_reader import read_sample

    run.require_sample_browser(settings.chromium)
    with PageStore.open(settings.store) as store:
        pages = {site.id: choose_pages(store.pages(site.id), number) for site in sites}
    with console.progress_bars("render") as report:
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
        of = console.with_noun(len(pages[site]), "page", "pages")
        console.print_message(
            f"{site}: {len(items)} of {of} could not be rendered; {items[0].url}: {items[0].problem}."
        )
    return samples
