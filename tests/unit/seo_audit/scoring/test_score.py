"""The score: what the catalogue promises of it, over the real scoring code."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seo_audit.facts.scored_urls import UrlState
from seo_audit.records.verdict import Grade, SiteVerdict, Verdict
from seo_audit.rules.catalogue import AUDIT_RULES, BLOCKING_RULES, GRAPH_RULES, PAGE_RULES, SITE_RULES
from seo_audit.rules.rule import RuleScope
from seo_audit.rules.weights import CATEGORY_POINTS, GRADE_PENALTIES, SCORE_CAPS, UNSCORED_RULES
from seo_audit.rules.weights import RULE_WEIGHTS as WEIGHTS
from seo_audit.scoring.deductions import Deductions, merge_deductions, page_deductions, site_deductions
from seo_audit.scoring.score import compute_gain, compute_score

PROFILE = tuple(rule for rule in AUDIT_RULES if rule.id in WEIGHTS)
ON_PAGES = (*PAGE_RULES, *GRAPH_RULES)
CLIMB = {Grade.MISSING: Grade.INVALID, Grade.INVALID: Grade.INCOMPLETE, Grade.INCOMPLETE: Grade.OK}
FAILING = tuple(CLIMB)

Sites = tuple[list[str], dict[str, dict[str, Grade]], dict[str, Grade]]
"""URLs, the grades of page rules by rule and URL, and the grades of site rules."""


@st.composite
def sites(draw: Any) -> Sites:
    """Verdicts on a made-up site: (addresses, page failing, site verdicts)."""
    size = draw(st.integers(1, 30))
    urls = [f"https://x.be/{number}" for number in range(size)]
    failing: dict[str, dict[str, Grade]] = {}
    for rule in draw(st.lists(st.sampled_from(ON_PAGES), max_size=12, unique_by=lambda rule: rule.id)):
        failing[rule.id] = draw(st.dictionaries(st.sampled_from(urls), st.sampled_from(FAILING), max_size=size))
    whole = draw(
        st.dictionaries(st.sampled_from([rule.id for rule in SITE_RULES]), st.sampled_from(FAILING), max_size=5)
    )
    return urls, failing, whole


def deductions_of(urls: Any, failing: Any, whole: Any) -> Deductions:
    """Deductions as in the audit: a page with a blocking defect counts in full for every on-page rule."""
    verdicts = {rule: {url: Verdict(grade) for url, grade in found.items()} for rule, found in failing.items()}
    lost = {url: rule for rule in BLOCKING_RULES for url in failing.get(rule, {})}
    states = {url: UrlState.BROKEN if url in lost else UrlState.INDEXABLE for url in urls}
    return merge_deductions(
        page_deductions(ON_PAGES, verdicts, states, lost),
        site_deductions({rule: SiteVerdict(GRADE_PENALTIES[grade]) for rule, grade in whole.items()}),
    )


@settings(max_examples=150, deadline=None)
@given(sites(), st.data())
def test_no_single_rung_fix_ever_lowers_the_score(site: Any, data: Any) -> None:
    """When any page improves by one grade for any rule, the score stays the same or rises."""
    urls, failing, whole = site
    choices = [(rule, url) for rule, found in failing.items() for url in found] + [(rule, None) for rule in whole]
    if not choices:
        return
    before = compute_score(deductions_of(urls, failing, whole), PROFILE).score
    rule, url = data.draw(st.sampled_from(choices))
    failing = {key: dict(found) for key, found in failing.items()}
    whole = dict(whole)
    holder, key = (whole, rule) if url is None else (failing[rule], url)
    holder[key] = CLIMB[holder[key]]
    if holder[key] is Grade.OK:
        del holder[key]
    assert compute_score(deductions_of(urls, failing, whole), PROFILE).score >= before - 1e-9


@settings(max_examples=150, deadline=None)
@given(sites())
def test_points_lost_sum_to_what_is_missing_from_100(site: Any) -> None:
    """Category losses, rule losses and caps add up exactly, and the score stays within 0 and 100."""
    card = compute_score(deductions_of(*site), PROFILE)
    assert -1e-9 <= card.score <= 100
    assert math.fsum(card.lost.values()) == pytest.approx(100 - card.score)
    assert math.fsum(part.lost for part in card.categories) == pytest.approx(100 - card.mean)


@settings(max_examples=80, deadline=None)
@given(sites())
def test_a_gain_is_what_the_score_rises_by(site: Any) -> None:
    """Gains are never negative, and repairing every rule that loses points brings 100."""
    deductions = deductions_of(*site)
    card = compute_score(deductions, PROFILE)
    assert all(compute_gain(deductions, PROFILE, rule, card.score) >= -1e-9 for rule in card.lost)
    for rule in card.lost:
        deductions = deductions.without(rule)
    assert compute_score(deductions, PROFILE).score == pytest.approx(100)


def test_the_formula_is_the_catalogues() -> None:
    """One page in four without viewport: half of the rule's share of the mobile category is lost."""
    deductions = Deductions({"viewport": {"viewport": 0.25}})
    card = compute_score(deductions, PROFILE)
    mobile = next(part for part in card.categories if part.category == "mobile")
    share = WEIGHTS["viewport"] / sum(WEIGHTS[rule.id] for rule in PROFILE if rule.category is mobile.category)
    assert mobile.score == pytest.approx(100 - 100 * share / 2)
    assert card.score == pytest.approx(100 - CATEGORY_POINTS[mobile.category] * share / 2)


def test_one_page_in_a_hundred_is_visible() -> None:
    """The square root makes a fault on 1% of the pages cost a tenth of the rule's points."""
    whole = compute_score(Deductions({"viewport": {"viewport": 1.0}}), PROFILE)
    part = compute_score(Deductions({"viewport": {"viewport": 0.01}}), PROFILE)
    assert 100 - part.score == pytest.approx((100 - whole.score) / 10)


@pytest.mark.parametrize(("rule", "cap"), SCORE_CAPS.items())
def test_a_cap_holds_and_its_difference_is_the_rules_loss(rule: Any, cap: float) -> None:
    """However good the rest, a capped site scores its cap, and that rule loses all the difference."""
    card = compute_score(Deductions({rule: {rule: 1.0}}), PROFILE)
    assert (card.score, card.cap) == (cap, cap)
    assert card.lost == {rule: pytest.approx(100 - cap)}


def test_two_equal_caps_share_the_difference() -> None:
    """With two rules capping at 20, each loses its own points and half of the difference."""
    card = compute_score(Deductions({rule: {rule: 1.0} for rule in ("robots-blocks-all", "home-noindex")}), PROFILE)
    assert card.lost["robots-blocks-all"] == pytest.approx(card.lost["home-noindex"]) == pytest.approx(40)


def test_a_rule_out_of_the_profile_costs_nothing() -> None:
    """What is not measured everywhere is not scored anywhere."""
    without = [rule for rule in PROFILE if rule.id != "orphan"]
    assert compute_score(Deductions({"orphan": {"orphan": 1.0}}), without).score == 100


def test_adding_an_imperfect_title_never_costs() -> None:
    """A missing title counts fully on the whole family, so a poor one is a step up."""
    urls = [f"https://x.be/{number}" for number in range(10)]
    none = {"title-missing": dict.fromkeys(urls, Grade.MISSING)}
    poor = {
        "title-generic": dict.fromkeys(urls, Grade.INVALID),
        "title-duplicate": dict.fromkeys(urls[1:], Grade.INVALID),
        "title-length": dict.fromkeys(urls, Grade.INCOMPLETE),
    }
    assert (
        compute_score(deductions_of(urls, poor, {}), PROFILE).score
        > compute_score(deductions_of(urls, none, {}), PROFILE).score
    )


def test_every_scored_rule_can_cost_points() -> None:
    """Every rule in the table has an effect."""
    scored = {rule.id for rule in AUDIT_RULES if rule.scope is not RuleScope.REGION} - UNSCORED_RULES
    assert {rule for rule in scored if compute_score(Deductions({rule: {rule: 1.0}}), PROFILE).score < 100} == scored
