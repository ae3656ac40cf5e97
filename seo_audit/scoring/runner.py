"""Every verdict on one site: its pages read once, then judged one by one, among each other, and as a whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from crawler.records.page import Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from seo_audit.facts.gather import SiteFactsBuilder
from seo_audit.facts.scored_urls import UrlState
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import NO_EXTERNAL_DATA, ExternalData
from seo_audit.records.url_patterns import url_pattern
from seo_audit.records.verdict import OK, Grade, SiteVerdict, Verdict
from seo_audit.rules.catalogue import BLOCKING_RULES, GRAPH_RULES, PAGE_RULES, SITE_RULES
from seo_audit.rules.rule import GraphRule, PageRule
from seo_audit.scoring.deductions import (
    Deductions,
    FailingVerdicts,
    merge_deductions,
    page_deductions,
    rule_applies,
    site_deductions,
)
from seo_audit.scoring.profile import missing_input

AuditProgress = Callable[[str, int, int], None]
"""Called with a site's id, its pages done, and its pages in all."""

PROGRESS_INTERVAL = 25
"""Pages between two reports of progress."""


@dataclass(slots=True)
class MeasuredSite:
    """One site with every verdict on it.

    Attributes:
        facts: what is known of the site.
        cells: rule to address to failing verdict, for rules about pages.
        judged: rule to the number of addresses, by path pattern, that it said anything about.
        sites: rule to verdict, for rules about the whole site.
        ledger: the degrees that follow.
    """

    facts: SiteFacts
    failing: dict[str, dict[str, Verdict]]
    judged_counts: dict[str, Counter[str]]
    site_verdicts: dict[str, SiteVerdict]
    deductions: Deductions


def measure_site(
    store: PageStore,
    site: Site,
    now: datetime,
    on_progress: AuditProgress | None,
    beside: ExternalData = NO_EXTERNAL_DATA,
) -> MeasuredSite:
    """Read a site's pages once, and judge them."""
    gatherer = SiteFactsBuilder(site)
    first: dict[str, dict[str, Verdict]] = defaultdict(dict)
    total = sum(store.status_counts(site.id).values())
    done = 0
    for page in store.pages(site.id):
        gatherer.add(page)
        if page.status == 200:
            _judge(page, site, first)
        done += 1
        if on_progress and done % PROGRESS_INTERVAL == 0:
            on_progress(site.id, done, total)
    facts = gatherer.build(store, now, beside)
    cells: dict[str, dict[str, Verdict]] = {}
    judged: dict[str, Counter[str]] = {}
    patterns = {url: url_pattern(url) for url in facts.scored_urls}
    page_scope: tuple[PageRule | GraphRule, ...] = (*PAGE_RULES, *GRAPH_RULES)
    for rule in page_scope:
        verdicts = _verdicts(rule, facts, first)
        cells[rule.id] = {url: verdict for url, verdict in verdicts.items() if verdict.fails}
        said = [url for url, verdict in verdicts.items() if verdict.grade is not Grade.NOT_APPLICABLE]
        judged[rule.id] = Counter(patterns[url] for url in said)
    verdicts_on_site = {rule.id: rule.check(facts) for rule in SITE_RULES if missing_input(rule, facts) is None}
    ledger = merge_deductions(
        page_deductions(page_scope, cells, facts.scored_urls, _lost_pages(facts, cells, verdicts_on_site)),
        site_deductions(verdicts_on_site),
    )
    if on_progress:
        on_progress(site.id, done, max(done, total))
    return MeasuredSite(facts, cells, judged, verdicts_on_site, ledger)


def _judge(page: Page, site: Site, verdicts: dict[str, dict[str, Verdict]]) -> None:
    """Note what each rule about a page by itself says of `page`, unless it is in order."""
    for rule in PAGE_RULES:
        verdict = rule.check(page, site)
        if verdict.grade is not Grade.OK:
            verdicts[rule.id][page.url] = verdict


def _verdicts(
    rule: PageRule | GraphRule, facts: SiteFacts, first: Mapping[str, Mapping[str, Verdict]]
) -> dict[str, Verdict]:
    """Return a rule's verdict on every address of the universe that it judges."""
    if missing_input(rule, facts):
        return {}
    judged = [url for url, state in facts.scored_urls.items() if rule_applies(rule, state)]
    if isinstance(rule, PageRule):
        mine = first.get(rule.id, {})
        return {url: mine.get(url, OK) for url in judged}
    return {url: rule.check(facts.page_or_unfetched(url), facts) for url in judged}


def _lost_pages(facts: SiteFacts, cells: FailingVerdicts, verdicts: Mapping[str, SiteVerdict]) -> dict[str, str]:
    """Return the pages that Google cannot have at all, each with the rule whose defect that is."""
    lost = {}
    whole_site = [rule for rule in BLOCKING_RULES if rule in verdicts and verdicts[rule].degree > 0]
    for url, state in facts.scored_urls.items():
        if state in {UrlState.BROKEN, UrlState.NOINDEX}:
            own = [rule for rule in BLOCKING_RULES if url in cells.get(rule, {})]
            cause = next(iter(own or whole_site), None)
            if cause:
                lost[url] = cause
    return lost
