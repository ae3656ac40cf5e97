"""Rules about the canonical link: is it there, is it valid, and can Google index its target."""

from __future__ import annotations

from crawler.records.page import Page, PageRegion
from crawler.records.url import host_of, path_of
from crawler.registry.site import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.scored_urls import is_same_page
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, first_failing, incomplete, invalid, missing
from seo_audit.reference.languages import language_subtag
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, PageRule, Repair, Severity, define_rule


@define_rule(
    GraphRule, "canonical-missing", Severity.WARNING, Category.CANONICAL, source="canonical", repair=Repair.TEMPLATE
)
def canonical_missing(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page has no canonical, although the same page exists at another URL.

    Grades: MISSING when a URL that differs only in its query or final slash shows the same text. Without such a variant
    a canonical is not needed. Google: canonical URLs.
    """
    if page.canonicals or not page.text_hash:
        return NOT_APPLICABLE
    key = _bare(page.url)
    for url in site.duplicates.texts.get(page.url, ()):
        if url != page.url and _bare(url) == key:
            return missing(evidence=url, other=url)
    return OK


@define_rule(
    PageRule,
    "canonical-invalid",
    Severity.ERROR,
    Category.CANONICAL,
    source="canonical",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def canonical_invalid(page: Page, _site: Site) -> Verdict:
    """A canonical is in a place where Google does not read it, or in a form that Google may misread.

    Grades: MISSING for several different canonicals (Google ignores all of them), INVALID for one in <body> or without
    a valid URL, INCOMPLETE for a relative URL or a fragment. Google: canonical URLs, "Best practices": absolute, in
    <head>, no fragment, only one.
    """
    if not page.canonicals:
        return NOT_APPLICABLE
    if len({item.url or item.raw for item in page.canonicals}) > 1:
        return missing("several", ", ".join(item.raw for item in page.canonicals), count=len(page.canonicals))
    item = page.canonicals[0]
    return first_failing(
        (item.place is PageRegion.BODY, invalid("body", item.raw)),
        (item.url is None, invalid("address", item.raw)),
        (not item.raw.strip().lower().startswith(("http://", "https://")), incomplete("relative", item.raw)),
        ("#" in item.raw, incomplete("fragment", item.raw)),
    )


@define_rule(
    GraphRule,
    "canonical-bad-target",
    Severity.ERROR,
    Category.CANONICAL,
    source="canonical",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def canonical_bad_target(page: PageFacts, site: SiteFacts) -> Verdict:
    """A canonical points to a URL that Google cannot index.

    Grades: MISSING when the target gives an error, INVALID when it redirects, is noindexed or blocked, or has another
    canonical itself. Google: canonical URLs.
    """
    target = page.canonical
    if target is None or target == page.url:
        return OK
    if site.robots and host_of(target) in site.site.hosts and not site.robots.allows(target):
        return invalid("blocked", target)
    other = site.pages.get(target)
    if other is None:
        return NOT_APPLICABLE
    return first_failing(
        (other.is_broken, missing("status", target, status=other.status)),
        (other.redirect is not None, invalid("redirect", f"{target} → {other.redirect}", status=other.status)),
        (other.noindex, invalid("noindex", target)),
        (other.canonical not in {None, target}, invalid("chained", f"{target} → {other.canonical}")),
    )


@define_rule(
    GraphRule,
    "canonical-to-home",
    Severity.ERROR,
    Category.CANONICAL,
    source="canonical",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def canonical_to_home(page: PageFacts, site: SiteFacts) -> Verdict:
    """The canonical of an inner page is the home page, so Google drops the inner page.

    Grades: MISSING, unless the page shows the home page itself. Lighthouse: canonical; Google: canonical URLs.
    """
    home = site.graph.home
    if page.url in {home, site.site.url} or page.canonical not in {home, site.site.url}:
        return OK
    other = site.pages.get(home)
    if other is not None and is_same_page(page, other):
        return OK
    return missing(evidence=page.canonical or "")


@define_rule(
    PageRule,
    "canonical-cross-language",
    Severity.ERROR,
    Category.CANONICAL,
    source="localized",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def canonical_cross_language(page: Page, _site: Site) -> Verdict:
    """The canonical of a page is its version in another language, so Google drops this language.

    Grades: MISSING. Google: localized versions: the canonical is in the same language.
    """
    target = page.canonical
    if target is None or target == page.url:
        return OK
    for item in page.alternates:
        if (
            item.url == target
            and item.lang.lower() != "x-default"
            and page.lang
            and language_subtag(item.lang) != page.lang
        ):
            return missing(evidence=target, language=item.lang)
    return OK


@define_rule(
    PageRule,
    "canonical-off-host",
    Severity.WARNING,
    Category.CANONICAL,
    source="canonical",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def canonical_off_host(page: Page, site: Site) -> Verdict:
    """A canonical points to a host outside the site (`hosts` in sites.toml lists the hosts of a site).

    Grades: MISSING. Google: canonical URLs.
    """
    if page.canonical is None or host_of(page.canonical) in site.hosts:
        return OK
    return missing(evidence=page.canonical, host=host_of(page.canonical))


def _bare(url: str) -> str:
    return path_of(url).partition("?")[0].rstrip("/")
