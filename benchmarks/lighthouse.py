"""Comparison of the audit with Lighthouse: do both agree on the rules that they have in common?

Lighthouse (in Chromium) and our crawl and audit check the same fifty pages, spread over the eight real sites and their
path patterns. For each page and each Lighthouse audit with a matching rule, both report pass or fail. A pair is left
out when either does not apply to the page.

    python -m benchmarks.lighthouse [--json] [--pages 50] [--planted] [--keep FILE]

Real pages have few kinds of faults; `--planted` uses the pages of the miniature region that have planted faults.

The benchmark needs Chromium and, once, `npm ci --ignore-scripts` in benchmarks/peers/lighthouse. Lighthouse 13.5 needs
Node 22.19; if the installed Node is older, the one in the Playwright package is used. `--keep` appends the results of
Lighthouse to a file, one line per page.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import command_metrics
from benchmarks.real_region import SITE_NAMES, RegionMissingError, ServedRegion, serve_real_region
from crawler.browser import chromium as rendering
from crawler.records.page import BodyKind
from crawler.registry.site import Site
from crawler.registry.site_parser import load_sites
from crawler.store.page_store import PageStore
from regiozoek.demo.planted_faults import planted_faults
from regiozoek.demo.region import MiniatureRegion
from seo_audit.facts.scored_urls import UrlState
from seo_audit.inputs.sample.page_choice import choose_pages
from seo_audit.rules.catalogue import AUDIT_RULES
from seo_audit.scoring.deductions import rule_applies
from seo_audit.scoring.runner import MeasuredSite, measure_site

LIGHTHOUSE_FOLDER = Path(__file__).with_name("peers") / "lighthouse"

MATCHING_RULES = {
    "document-title": ("title-missing",),
    "meta-description": ("description-missing",),
    "http-status-code": ("http-4xx", "http-5xx"),
    "is-crawlable": ("noindex-unexpected", "home-noindex", "blocked-linked", "robots-blocks-all"),
    "robots-txt": ("robots-syntax", "robots-unreachable"),
    "link-text": ("anchor-generic",),
    "crawlable-anchors": ("anchor-uncrawlable",),
    "link-name": ("anchor-empty", "img-link-alt"),
    "image-alt": ("img-alt",),
    "hreflang": ("hreflang-invalid",),
    "canonical": ("canonical-invalid", "canonical-to-home", "canonical-cross-language"),
    "html-has-lang": ("lang-invalid",),
    "html-lang-valid": ("lang-invalid",),
    "viewport-insight": ("viewport",),
    "heading-order": ("heading-skip",),
}
"""Lighthouse audit → our rules that check the same."""


CRAWL_EXIT_CODES = (0, 3)
"""Accepted exit codes of a crawl; in the miniature region, part of one site fails on purpose."""


@dataclass(frozen=True, slots=True)
class AuditPair:
    """Results of both on one page: whether it fails, and the details that Lighthouse shows."""

    url: str
    audit: str
    theirs: bool
    ours: bool
    rules: tuple[str, ...]
    shown: str

    @property
    def agrees(self) -> bool:
        """Whether both have the same result."""
        return self.theirs == self.ours


class LighthouseMissingError(Exception):
    """Lighthouse or Chromium is not installed; the message contains the command that installs it."""


def our_result(site: MeasuredSite, url: str, rules: Sequence[str]) -> tuple[bool, tuple[str, ...]] | None:
    """Return whether a page fails any of the rules, and which; None when none of them applies to it."""
    state = site.facts.scored_urls.get(url, UrlState.INDEXABLE)
    selected = [rule for rule in AUDIT_RULES if rule.id in rules]
    on_site = [rule.id for rule in selected if rule.id in site.site_verdicts]
    on_page = [rule.id for rule in selected if rule.id in site.failing and rule_applies(rule, state)]
    if not on_site and not on_page:
        return None
    failing = [rule for rule in on_page if url in site.failing[rule]]
    failing += [rule for rule in on_site if site.site_verdicts[rule].findings]
    return bool(failing), tuple(failing)


def audit_pairs(site: MeasuredSite, report: Mapping[str, Any]) -> Iterator[AuditPair]:
    """Yield the results of both on one page, by audit."""
    for audit in report["audits"]:
        rules = MATCHING_RULES.get(audit["id"], ())
        ours = our_result(site, report["url"], rules)
        if audit["score"] is not None and ours is not None:
            shown = "; ".join(str(item) for item in audit["shown"] if item) or audit.get("explanation") or ""
            yield AuditPair(report["url"], audit["id"], audit["score"] < 1, ours[0], ours[1], shown)


def run_lighthouse(urls: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Run Lighthouse on each page and yield its results."""
    chromium = rendering.find_chromium()
    if chromium is None:
        raise LighthouseMissingError("Chromium is not installed (on Debian: apt install chromium)")
    if not (LIGHTHOUSE_FOLDER / "node_modules" / "lighthouse").is_dir():
        raise LighthouseMissingError(f"Lighthouse is not installed; run npm ci --ignore-scripts in {LIGHTHOUSE_FOLDER}")
    command = [_node(), "run.mjs", ",".join(MATCHING_RULES), *urls]
    environment = os.environ | {"CHROME_PATH": chromium}
    with subprocess.Popen(
        command, cwd=LIGHTHOUSE_FOLDER, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            yield json.loads(line)
    if process.returncode:
        raise LighthouseMissingError(f"Lighthouse ended with code {process.returncode}; its error output is above")


def _node() -> str:
    """Return a Node that can run Lighthouse: the installed one, or the one of Playwright when that is too old."""
    own = shutil.which("node")
    if own:
        version = subprocess.run([own, "--version"], capture_output=True, text=True, check=True).stdout
        if tuple(int(part) for part in version.strip().lstrip("v").split(".")[:2]) >= (22, 19):
            return own
    from playwright._impl._driver import compute_driver_executable  # there is no public function

    return str(compute_driver_executable()[0])


def compare_audits(region: ServedRegion | MiniatureRegion, number: int, keep: Path | None) -> dict[str, Any]:
    """Crawl and audit a region, run Lighthouse on some of its pages, and compare the results."""
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as folder:
        registry = Path(folder) / "sites.toml"
        if isinstance(region, ServedRegion):
            region.write_registry(registry)
        else:
            registry.write_text(region.sites_toml(), encoding="utf-8")
        options = ("--data", f"{folder}/data", "--sites", str(registry))
        seconds = sum(
            command_metrics.run_measured(
                (sys.executable, "-m", "regiozoek", step, *options), exit_codes=CRAWL_EXIT_CODES
            ).seconds
            for step in ("crawl", "audit")
        )
        with PageStore.open(Path(folder) / "data" / "pages.db") as store:
            sites = load_sites(registry)
            pages = sum(store.count_readable_pages(site.id) for site in sites)
            choose = _evenly_spread if isinstance(region, ServedRegion) else _with_planted_faults
            urls = choose(store, sites, number)
            audited = {site.id: measure_site(store, site, datetime.now(UTC), None) for site in sites}
    pairs: list[AuditPair] = []
    durations = []
    version = ""
    for position, report in enumerate(run_lighthouse(list(urls)), 1):
        print(f"{position}/{len(urls)} {report['url']}", file=sys.stderr)
        if keep:
            with keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps(report) + "\n")
        durations.append(report["seconds"])
        version = report["version"]
        pairs += audit_pairs(audited[urls[report["url"]]], report)
    agreed = sum(pair.agrees for pair in pairs)
    return {
        "lighthouse": version,
        "pages": len(durations),
        "pairs": len(pairs),
        "agreement": round(agreed / len(pairs), 4),
        "lighthouse_s_per_page": round(statistics.median(durations), 2),
        "ours_ms_per_page": round(1000 * seconds / pages, 2),
        "time_ratio": round(statistics.median(durations) / (seconds / pages)),
        "audits": _by_audit(pairs),
        "differences": [asdict(pair) for pair in pairs if not pair.agrees],
    }


def _evenly_spread(store: PageStore, sites: Sequence[Site], number: int) -> dict[str, str]:
    """Return URL → site id: the same number of pages for each site, spread over its path patterns."""
    each = {site.id: iter(choose_pages(store.pages(site.id), number)) for site in sites}
    urls: dict[str, str] = {}
    while len(urls) < number and each:
        for site in tuple(each):
            url = next(each[site], None)
            if url is None:
                del each[site]
            elif len(urls) < number:
                urls[url] = site
    return urls


def _with_planted_faults(store: PageStore, sites: Sequence[Site], number: int) -> dict[str, str]:
    """Return URL → site id of the pages with planted faults (`regiozoek/demo/planted_faults.toml`)."""
    homes = {site.id: site.url.rstrip("/") for site in sites}
    urls = {f"{homes[plant.site]}{plant.path}": plant.site for plant in planted_faults()}
    pages = {url: store.page(url) for url in urls}
    judged = [url for url, page in pages.items() if page and (page.kind is BodyKind.HTML or page.status >= 400)]
    return {url: urls[url] for url in judged[:number]}


def _by_audit(pairs: Sequence[AuditPair]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {audit: Counter() for audit in MATCHING_RULES}
    for pair in pairs:
        both = "both_fail" if pair.theirs else "both_pass"
        alone = "only_lighthouse" if pair.theirs else "only_ours"
        counts[pair.audit][both if pair.agrees else alone] += 1
    return {audit: dict(count) for audit, count in counts.items()}


def main() -> int:
    """Run the comparison and print its figures; return 2 when something it needs is not installed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--pages", type=int, default=50, help="number of pages (50)")
    parser.add_argument("--planted", action="store_true", help="pages with planted faults instead of real pages")
    parser.add_argument("--keep", type=Path, help="append the results of Lighthouse to this file")
    options = parser.parse_args()
    try:
        with MiniatureRegion() if options.planted else serve_real_region(SITE_NAMES) as region:
            record = compare_audits(region, options.pages, options.keep)
    except (RegionMissingError, LighthouseMissingError, command_metrics.CommandFailedError) as error:
        print(f"benchmarks.lighthouse: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(record))
        return 0
    columns = ("both_pass", "both_fail", "only_lighthouse", "only_ours")
    print(f"{'audit':<20}", *(f"{name:>16}" for name in columns))
    for audit, counts in record["audits"].items():
        print(f"{audit:<20}", *(f"{counts.get(name, 0):>16}" for name in columns))
    for pair in record["differences"]:
        who = "only Lighthouse" if pair["theirs"] else f"only ours ({', '.join(pair['rules'])})"
        print(f"{pair['audit']}: {who}: {pair['url']} {pair['shown']}")
    for name in (
        "lighthouse",
        "pages",
        "pairs",
        "agreement",
        "lighthouse_s_per_page",
        "ours_ms_per_page",
        "time_ratio",
    ):
        print(f"{name:<24} {record[name]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
