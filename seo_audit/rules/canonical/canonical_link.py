"""Rules about canonicals and duplicates: which address is the page, and which texts are one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crawler.records.page import Page, Place
from crawler.records.url import host_of
from crawler.registry.sites import Site
from seo_audit.facts.duplicate_groups import MIN_WORDS, in_group
from seo_audit.facts.near_duplicates import clusters
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.scored_urls import same_page
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Rung, Verdict, first_of, incomplete, invalid, missing
from seo_audit.rules.rule import Applies, Category, Repair, Severity, graph_rule, page_rule, region_rule


@page_rule(
    "canonical-invalid",
    Severity.ERROR,
    Category.CANONICAL,
    source="canonical",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def canonical_invalid(page: Page, _site: Site) -> Verdict:
    """A canonical stands where Google does not read it, or in a form that it may misread.

    Rungs: MISSING for several different ones (Google ignores them all), INVALID for one in <body> or
    without a readable address, INCOMPLETE for a relative address or a fragment.
    Google: canonical URLs, "Best practices": absolute, in <head>, no fragment, one only.
    """
    if not page.canonicals:
        return NOT_APPLICABLE
    if len({item.url or item.raw for item in page.canonicals}) > 1:
        return missing("several", ", ".join(item.raw for item in page.canonicals), count=len(page.canonicals))
    item = page.canonicals[0]
    return first_of(
        (item.place is Place.BODY, invalid("body", item.raw)),
        (item.url is None, invalid("address", item.raw)),
        (not item.raw.strip().lower().startswith(("http://", "https://")), incomplete("relative", item.raw)),
        ("#" in item.raw, incomplete("fragment", item.raw)),
    )


@graph_rule(
    "canonical-bad-target",
    Severity.ERROR,
    Category.CANONICAL,
    source="canonical",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def canonical_bad_target(page: PageFacts, site: SiteFacts) -> Verdict:
    """A canonical names an address that cannot be indexed.

    Rungs: MISSING when it gives an error, INVALID when it redirects, is noindexed or disallowed, or
    names yet another canonical. Google: canonical URLs.
    """
    target = page.canonical
    if target is None or target == page.url:
        return OK
    if site.robots and host_of(target) in site.site.hosts and not site.robots.allows(target):
        return invalid("blocked", target)
    other = site.pages.get(target)
    if other is None:
        return NOT_APPLICABLE
    return first_of(
        (other.broken, missing("status", target, status=other.status)),
        (other.redirect is not None, invalid("redirect", f"{target} → {other.redirect}", status=other.status)),
        (other.noindex, invalid("noindex", target)),
        (other.canonical not in {None, target}, invalid("chained", f"{target} → {other.canonical}")),
    )


@graph_rule(
    "canonical-to-home",
    Severity.ERROR,
    Category.CANONICAL,
    source="canonical",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def canonical_to_home(page: PageFacts, site: SiteFacts) -> Verdict:
    """An inner page names the home page as its canonical, and so asks Google to forget it.

    Rungs: MISSING, unless it shows the home page itself. Lighthouse: canonical; Google: canonical URLs.
    """
    home = site.graph.home
    if page.url in {home, site.site.url} or page.canonical not in {home, site.site.url}:
        return OK
    other = site.pages.get(home)
    if other is not None and same_page(page, other):
        return OK
    return missing(evidence=page.canonical or "")


@page_rule(
    "canonical-off-host",
    Severity.WARNING,
    Category.CANONICAL,
    source="canonical",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def canonical_off_host(page: Page, site: Site) -> Verdict:
    """A canonical names a host that is not the site's (`hosts` in sites.toml lists those that are).

    Rungs: MISSING. Google: canonical URLs.
    """
    if page.canonical is None or host_of(page.canonical) in site.hosts:
        return OK
    return missing(evidence=page.canonical, host=host_of(page.canonical))


@graph_rule("duplicate-exact", Severity.WARNING, Category.CANONICAL, source="canonical", repair=Repair.CONTENT)
def duplicate_exact(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page has exactly the main text of another page of the site.

    Rungs: MISSING; of each group the page that most links lead to is told, not counted.
    Google: canonical URLs.
    """
    return in_group(Rung.MISSING, page.url, site.shared.texts)


@graph_rule("duplicate-near", Severity.WARNING, Category.CANONICAL, source="canonical", repair=Repair.CONTENT)
def duplicate_near(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page's main text is for 90% or more that of another page of the site.

    Rungs: INVALID, from 50 words; the page of each group that most links lead to is told, not
    counted. Google: canonical URLs.
    """
    return in_group(Rung.INVALID, page.url, site.shared.near_texts)


@region_rule("duplicate-region", Severity.NOTICE, Category.CANONICAL, source="canonical", repair=Repair.CONTENT)
def duplicate_region(sites: Sequence[SiteFacts]) -> Iterable[tuple[str, Verdict]]:
    """A text stands on the sites of several municipalities, for 90% or more the same.

    Never scored: shared texts (products of the Flemish catalogue) are how the region works.
    """
    owner = {page.url: site.site.name for site in sites for page in site.indexable()}
    texts = (
        (page.url, page.fingerprint)
        for site in sites
        for page in site.indexable()
        if page.fingerprint and page.words >= MIN_WORDS
    )
    for group in clusters(texts):
        names = list(dict.fromkeys(owner[url] for url in group))
        if len(names) > 1:
            yield group[0], incomplete(evidence=", ".join(names), count=len(names))
