"""Run all rules on one site: read its pages once, then judge them one by one, among each other, and as a whole."""

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
"""Called with the site id, the number of pages done and the total number of pages."""

PAGES_PER_PROGRESS_REPORT = 25
"""Number of pages between two progress reports."""


@dataclass(slots=True)
class MeasuredSite:
    """Facts and verdicts of one site.

    Attributes:
        facts: the facts about the site.
        failing: failing verdicts of rules about pages.
        judged_counts: number of URLs that each rule applied to, by path pattern.
        site_verdicts: verdicts of rules about the whole site.
        deductions: the degrees that follow from the verdicts.
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
    external_data: ExternalData = NO_EXTERNAL_DATA,
) -> MeasuredSite:
    """Read the pages of a site once, and judge them with every rule."""
    builder = SiteFactsBuilder(site)
    by_page: dict[str, dict[str, Verdict]] = defaultdict(dict)
    total = sum(store.status_counts(site.id).values())
    done = 0
    for page in store.pages(site.id):
        builder.add(page)
        if page.status == 200:
            _judge(page, site, by_page)
        done += 1
        if on_progress and done % PAGES_PER_PROGRESS_REPORT == 0:
            on_progress(site.id, done, total)
    facts = builder.build(store, now, external_data)
    failing: dict[str, dict[str, Verdict]] = {}
    judged_counts: dict[str, Counter[str]] = {}
    patterns = {url: url_pattern(url) for url in facts.scored_urls}
    page_scope: tuple[PageRule | GraphRule, ...] = (*PAGE_RULES, *GRAPH_RULES)
    for rule in page_scope:
        verdicts = _verdicts(rule, facts, by_page)
        failing[rule.id] = {url: verdict for url, verdict in verdicts.items() if verdict.fails}
        applicable = [url for url, verdict in verdicts.items() if verdict.grade is not Grade.NOT_APPLICABLE]
        judged_counts[rule.id] = Counter(patterns[url] for url in applicable)
    site_verdicts = {rule.id: rule.check(facts) for rule in SITE_RULES if missing_input(rule, facts) is None}
    deductions = merge_deductions(
        page_deductions(page_scope, failing, facts.scored_urls, _lost_pages(facts, failing, site_verdicts)),
        site_deductions(site_verdicts),
    )
    if on_progress:
        on_progress(site.id, done, max(done, total))
    return MeasuredSite(facts, failing, judged_counts, site_verdicts, deductions)


def _judge(page: Page, site: Site, verdicts: dict[str, dict[str, Verdict]]) -> None:
    """Record the verdict of each `PageRule` on `page`, unless it is OK."""
    for rule in PAGE_RULES:
        verdict = rule.check(page, site)
        if verdict.grade is not Grade.OK:
            verdicts[rule.id][page.url] = verdict


def _verdicts(
    rule: PageRule | GraphRule, facts: SiteFacts, by_page: Mapping[str, Mapping[str, Verdict]]
) -> dict[str, Verdict]:
    """Return the verdict of a rule on every scored URL that it judges."""
    if missing_input(rule, facts):
        return {}
    judged = [url for url, state in facts.scored_urls.items() if rule_applies(rule, state)]
    if isinstance(rule, PageRule):
        found = by_page.get(rule.id, {})
        return {url: found.get(url, OK) for url in judged}
    return {url: rule.check(facts.page_or_unfetched(url), facts) for url in judged}


def _lost_pages(facts: SiteFacts, failing: FailingVerdicts, verdicts: Mapping[str, SiteVerdict]) -> dict[str, str]:
    """Return the pages that Google cannot index at all, each with the rule that reports why."""
    lost = {}
    whole_site = [rule for rule in BLOCKING_RULES if rule in verdicts and verdicts[rule].degree > 0]
    for url, state in facts.scored_urls.items():
        if state in {UrlState.BROKEN, UrlState.NOINDEX}:
            own = [rule for rule in BLOCKING_RULES if url in failing.get(rule, {})]
            cause = next(iter(own or whole_site), None)
            if cause:
                lost[url] = cause
    return lost
