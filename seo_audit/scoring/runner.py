"""Every verdict on one site: its pages read once, then judged one by one, among each other, and as a whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from crawler.records.page import Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from seo_audit.facts.gather import Gatherer
from seo_audit.facts.scored_urls import State
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import NOTHING, Beside
from seo_audit.records.url_patterns import pattern_of
from seo_audit.records.verdict import OK, Rung, SiteVerdict, Verdict
from seo_audit.rules.catalogue import CARRIERS, GRAPH_RULES, PAGE_RULES, SITE_RULES
from seo_audit.rules.rule import GraphRule, PageRule
from seo_audit.scoring.deductions import Cells, Ledger, applies, merged, page_degrees, site_degrees
from seo_audit.scoring.profile import lacks

Progress = Callable[[str, int, int], None]
"""Called with a site's id, its pages done, and its pages in all."""

STEP = 25
"""Pages between two reports of progress."""


@dataclass(slots=True)
class Measured:
    """One site with every verdict on it.

    Attributes:
        facts: what is known of the site.
        cells: rule to address to failing verdict, for rules about pages.
        judged: rule to the number of addresses, by path pattern, that it said anything about.
        sites: rule to verdict, for rules about the whole site.
        ledger: the degrees that follow.
    """

    facts: SiteFacts
    cells: dict[str, dict[str, Verdict]]
    judged: dict[str, Counter[str]]
    sites: dict[str, SiteVerdict]
    ledger: Ledger


def measure(
    store: PageStore, site: Site, now: datetime, on_progress: Progress | None, beside: Beside = NOTHING
) -> Measured:
    """Read a site's pages once, and judge them."""
    gatherer = Gatherer(site)
    first: dict[str, dict[str, Verdict]] = defaultdict(dict)
    total = sum(store.statuses(site.id).values())
    done = 0
    for page in store.pages(site.id):
        gatherer.add(page)
        if page.status == 200:
            _judge(page, site, first)
        done += 1
        if on_progress and done % STEP == 0:
            on_progress(site.id, done, total)
    facts = gatherer.finish(store, now, beside)
    cells: dict[str, dict[str, Verdict]] = {}
    judged: dict[str, Counter[str]] = {}
    patterns = {url: pattern_of(url) for url in facts.universe}
    page_scope: tuple[PageRule | GraphRule, ...] = (*PAGE_RULES, *GRAPH_RULES)
    for rule in page_scope:
        verdicts = _verdicts(rule, facts, first)
        cells[rule.id] = {url: verdict for url, verdict in verdicts.items() if verdict.fails}
        said = [url for url, verdict in verdicts.items() if verdict.rung is not Rung.NOT_APPLICABLE]
        judged[rule.id] = Counter(patterns[url] for url in said)
    verdicts_on_site = {rule.id: rule.check(facts) for rule in SITE_RULES if lacks(rule, facts) is None}
    ledger = merged(
        page_degrees(page_scope, cells, facts.universe, _lost_pages(facts, cells, verdicts_on_site)),
        site_degrees(verdicts_on_site),
    )
    if on_progress:
        on_progress(site.id, done, max(done, total))
    return Measured(facts, cells, judged, verdicts_on_site, ledger)


def _judge(page: Page, site: Site, verdicts: dict[str, dict[str, Verdict]]) -> None:
    """Note what each rule about a page by itself says of `page`, unless it is in order."""
    for rule in PAGE_RULES:
        verdict = rule.check(page, site)
        if verdict.rung is not Rung.OK:
            verdicts[rule.id][page.url] = verdict


def _verdicts(
    rule: PageRule | GraphRule, facts: SiteFacts, first: Mapping[str, Mapping[str, Verdict]]
) -> dict[str, Verdict]:
    """Return a rule's verdict on every address of the universe that it judges."""
    if lacks(rule, facts):
        return {}
    judged = [url for url, state in facts.universe.items() if applies(rule, state)]
    if isinstance(rule, PageRule):
        mine = first.get(rule.id, {})
        return {url: mine.get(url, OK) for url in judged}
    return {url: rule.check(facts.page_or_blank(url), facts) for url in judged}


def _lost_pages(facts: SiteFacts, cells: Cells, verdicts: Mapping[str, SiteVerdict]) -> dict[str, str]:
    """Return the pages that Google cannot have at all, each with the rule whose defect that is."""
    lost = {}
    whole_site = [rule for rule in CARRIERS if rule in verdicts and verdicts[rule].degree > 0]
    for url, state in facts.universe.items():
        if state in {State.BROKEN, State.NOINDEX}:
            own = [rule for rule in CARRIERS if url in cells.get(rule, {})]
            cause = next(iter(own or whole_site), None)
            if cause:
                lost[url] = cause
    return lost
