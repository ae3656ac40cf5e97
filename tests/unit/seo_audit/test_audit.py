"""The audit as a whole: what it reads, what it leaves out, what it says of the region."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.records.page import BodyKind, PageRegion, RobotsRule
from crawler.store.page_store import PageStore
from seo_audit.audit import audit_sites
from seo_audit.records.errors import NothingToAuditError


def test_a_sound_site_has_no_findings_and_scores_100(sound: Any) -> None:
    """Nothing is found on a site on which nothing is wrong."""
    result = sound.audit().sites[0]
    assert [(finding.rule, finding.url, finding.message) for finding in result.findings] == []
    assert (result.score, result.lost, result.complete) == (100.0, {}, True)


def test_points_lost_and_score_sum_to_100(sound: Any) -> None:
    """What rules lose and what the score keeps is 100 together, also where pages are lost altogether."""
    sound.change("/afval", titles=(), descriptions=())
    sound.change("/producten", status=404, kind=BodyKind.NONE)
    sound.change("/agenda", robots=(RobotsRule("robots", "noindex"),))
    result = sound.audit().sites[0]
    assert sum(result.lost.values()) + result.score == pytest.approx(100)
    assert {"title-missing", "http-4xx", "noindex-unexpected"} <= set(result.lost)


def test_a_broken_page_counts_on_every_rule_but_is_reported_once(sound: Any) -> None:
    """A 404 costs more than its own rule, all of it is its loss, and no title is said to be missing."""
    sound.change("/producten", status=404, kind=BodyKind.NONE, titles=(), text="")
    result = sound.audit().sites[0]
    found = {finding.rule for finding in result.findings if finding.url.endswith("/producten")}
    assert found == {"http-4xx", "sitemap-dirty"}
    http = next(rule for rule in result.rules if rule.rule == "http-4xx")
    assert http.lost > 20
    assert http.gain > 20


def test_a_page_kept_out_on_purpose_is_no_part_of_the_score(sound: Any) -> None:
    """A noindexed page that neither the sitemap nor the navigation links to is not scored."""
    before = sound.audit().sites[0].addresses
    sound.add(sound.page("/bedankt", kind=BodyKind.HTML, robots=(RobotsRule("robots", "noindex"),)))
    sound.link_to("/bedankt")
    result = sound.audit().sites[0]
    assert (result.addresses, result.findings) == (before, ())


def test_a_capped_score_gains_only_by_the_capping_rule(sound: Any) -> None:
    """With the home page noindexed the score is at most 20, and repairing anything else gains nothing."""
    sound.change("/", robots=(RobotsRule("robots", "noindex"),))
    sound.change("/afval", titles=())
    result = sound.audit().sites[0]
    gains = {rule.rule: rule.gain for rule in result.rules}
    assert (result.score, result.cap) == (20.0, 20.0)
    assert gains["title-missing"] == 0.0
    assert gains["home-noindex"] > 20
    assert result.fixes[0].rule == "home-noindex"


def test_fixes_are_sorted_by_gain_for_effort(sound: Any) -> None:
    """The first fix gains most for an hour of work."""
    for path in ("/afval", "/producten", "/agenda"):
        sound.change(path, descriptions=(), viewport=None)
    fixes = sound.audit().sites[0].fixes
    priorities = [fix.gain / fix.work.hours for fix in fixes]
    assert len(fixes) >= 2
    assert priorities == sorted(priorities, reverse=True)


def test_findings_with_one_path_pattern_are_one_cluster(sound: Any) -> None:
    """Pages under /producten/ are grouped, as they have one template."""
    for number in range(3):
        path = f"/producten/p{number}"
        page = sound.pages[f"{sound.root}/producten/reispas"]
        sound.add(sound.page(path, kind=BodyKind.HTML, titles=page.titles, links=page.links))
        sound.link_to(path)
    rule = next(rule for rule in sound.audit().sites[0].rules if rule.rule == "viewport")
    assert [(cluster.pattern, len(cluster.findings), cluster.total) for cluster in rule.clusters] == [
        ("/producten/*", 3, 4)
    ]
    assert not rule.clusters[0].whole
    sound.change("/producten/reispas", viewport=None)
    rule = next(rule for rule in sound.audit().sites[0].rules if rule.rule == "viewport")
    assert rule.clusters[0].whole


def test_an_incomplete_crawl_leaves_orphan_out_of_everyones_profile(region: Any) -> None:
    """What cannot be measured on one site counts on none, and the profile's hash says so."""
    store, sites, built = region("kuurne", "menen")
    whole = audit_sites(store, sites)
    run = store.begin_run([site.id for site in sites])
    built[0].complete = False
    for site in built:
        site.save(store, run)
    part = audit_sites(store, sites)
    assert "orphan" in whole.profile
    assert "orphan" not in part.profile
    left = {item.rule: item.sites for item in part.unmeasured}
    assert left["orphan"] == ("kuurne",)
    assert {rule for rule in left if rule not in {item.rule for item in whole.unmeasured}} == {"orphan"}
    assert part.profile_hash != whole.profile_hash
    assert part.coverage < whole.coverage


def test_a_site_that_was_never_crawled_is_named(region: Any) -> None:
    """Such a site has no score and does not change the others'."""
    store, sites, _ = region("kuurne")
    other = type(sites[0])(id="menen", name="Menen", url="https://www.menen.be/", hosts=("www.menen.be",))
    result = audit_sites(store, [*sites, other])
    assert ([site.site for site in result.sites], result.not_crawled) == (["kuurne"], ("menen",))


def test_nothing_crawled_is_an_error_with_a_way_out(tmp_path: Path, sound: Any) -> None:
    """An empty store cannot be audited; the message names the command to run."""
    with (
        PageStore.open(tmp_path / "empty.sqlite") as store,
        pytest.raises(NothingToAuditError, match="regiozoek crawl"),
    ):
        audit_sites(store, [sound.site])


def test_progress_counts_every_page_of_every_site(region: Any) -> None:
    """The last report of each site says that all its pages are done."""
    store, sites, built = region("kuurne", "menen")
    reports: list[tuple[str, int, int]] = []
    audit_sites(store, sites, on_progress=lambda *report: reports.append(report))
    last = {site: (done, total) for site, done, total in reports}
    assert last == {site.site.id: (len(site.pages), len(site.pages)) for site in built}


def test_a_problem_of_most_sites_is_common(region: Any) -> None:
    """A rule that fails on two thirds of the sites is the platform's."""
    store, sites, _ = region("kuurne", "menen", "waregem", change=lambda site: site.change("/afval", viewport=None))
    common = audit_sites(store, sites).common
    assert [(problem.rule, problem.sites, problem.count) for problem in common] == [
        ("viewport", ("kuurne", "menen", "waregem"), 3)
    ]


def test_a_text_on_two_sites_is_told_but_costs_nothing(region: Any, make: Any) -> None:
    """Shared texts are the region's own finding, never a site's."""
    text = make["words"]("gedeeld", 200)
    store, sites, _ = region("kuurne", "menen", change=lambda site: site.change("/afval", text=text, text_hash="x"))
    result = audit_sites(store, sites)
    assert [(rule.rule, rule.count, rule.scored) for rule in result.shared] == [("duplicate-region", 1, False)]
    assert [(site.score, site.findings) for site in result.sites] == [(100.0, ()), (100.0, ())]


def test_region_figures_are_those_of_the_scores(region: Any) -> None:
    """Mean, median and minimum are taken over the sites' scores."""

    def hurt(site: Any) -> None:
        if site.site.id == "menen":
            site.change("/afval", titles=())

    store, sites, _ = region("kuurne", "menen", "waregem", change=hurt)
    result = audit_sites(store, sites)
    low = result.sites[1].score
    assert low < 100
    assert (result.median, result.minimum) == (100.0, low)
    assert result.mean == pytest.approx((200 + low) / 3)


def test_a_site_that_cannot_be_read_scores_low(sound: Any) -> None:
    """When robots.txt gives 503 nothing was fetched, and that must not look like a clean site."""
    sound.pages.clear()
    sound.how.clear()
    sound.sitemap = sound.probe = None
    sound.robots = sound.file("robots", "/robots.txt", status=503)
    result = sound.audit().sites[0]
    assert {finding.rule for finding in result.findings} >= {"robots-unreachable"}
    assert result.score < 40


def test_a_link_to_a_missing_page_names_its_sources(sound: Any) -> None:
    """The finding of a 404 lists the pages that link to it, with the anchor they use."""
    sound.add(sound.page("/weg", status=404))
    sound.link_to("/weg", source="/agenda", anchor="De oude pagina")
    finding = sound.findings("http-4xx")[0]
    assert [(source.url, source.anchor) for source in finding.sources] == [(f"{sound.root}/agenda", "De oude pagina")]
    assert finding.source_count == 1


def test_links_from_navigation_make_a_noindex_unexpected(sound: Any) -> None:
    """A noindexed page in the menu is a mistake even when the sitemap leaves it out."""
    sound.add(sound.page("/loket", kind=BodyKind.HTML, robots=(RobotsRule("googlebot", "none"),)))
    sound.link_to("/loket", place=PageRegion.NAVIGATION)
    assert sound.found("noindex-unexpected") == {"/loket": "missing"}
