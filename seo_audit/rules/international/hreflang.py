"""Rules about hreflang: are the language versions of a page valid, reachable, and do they link back."""

from __future__ import annotations

from crawler.records.page import Page, PageRegion
from crawler.records.url import path_of
from crawler.registry.site import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, first_failing, incomplete, invalid, missing
from seo_audit.reference.languages import is_valid_hreflang
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, PageRule, Repair, Severity, define_rule

SWITCHER_LANGUAGES = {
    "nl": "nl",
    "nederlands": "nl",
    "néerlandais": "nl",
    "dutch": "nl",
    "fr": "fr",
    "français": "fr",
    "francais": "fr",
    "frans": "fr",
    "french": "fr",
    "en": "en",
    "english": "en",
    "engels": "en",
    "anglais": "en",
    "de": "de",
    "deutsch": "de",
    "duits": "de",
    "allemand": "de",
}
"""Languages by the link texts of a language switcher."""


@define_rule(
    PageRule,
    "hreflang-invalid",
    Severity.ERROR,
    Category.INTERNATIONAL,
    source="localized",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def hreflang_invalid(page: Page, _site: Site) -> Verdict:
    """An hreflang has an invalid language or region code, or a relative URL.

    Grades: INVALID. Google: localized versions: ISO 639-1, optionally ISO 3166-1 alpha-2; absolute URLs.
    """
    if not page.alternates:
        return NOT_APPLICABLE
    for item in page.alternates:
        if not is_valid_hreflang(item.lang):
            return invalid("code", f'hreflang="{item.lang}"', code=item.lang)
        if item.url is None or not item.raw.strip().lower().startswith(("http://", "https://")):
            return invalid("relative", item.raw)
    return OK


@define_rule(
    GraphRule,
    "hreflang-no-return",
    Severity.ERROR,
    Category.INTERNATIONAL,
    source="localized",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def hreflang_no_return(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page has an hreflang to another language version, which has no hreflang back.

    Grades: INVALID. Versions that were not fetched are not judged; those with an error are reported by another rule.
    Google: localized versions: "If two pages don't both point to each other, the tags will be ignored".
    """
    if not page.alternates:
        return NOT_APPLICABLE
    for item in page.alternates:
        other = site.pages.get(item.url) if item.url and item.url != page.url else None
        if other is not None and other.is_html and page.url not in {back.url for back in other.alternates}:
            return invalid(evidence=f"{item.lang}: {other.url}", other=other.url)
    return OK


@define_rule(
    PageRule,
    "hreflang-no-self",
    Severity.WARNING,
    Category.INTERNATIONAL,
    source="localized",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def hreflang_no_self(page: Page, _site: Site) -> Verdict:
    """A page has hreflang for its other language versions, but not for itself.

    Grades: INCOMPLETE. Google: localized versions: "Each language version must list itself".
    """
    if not page.alternates:
        return NOT_APPLICABLE
    if page.url in {item.url for item in page.alternates}:
        return OK
    return incomplete(evidence=", ".join(f"{item.lang}: {item.raw}" for item in page.alternates[:3]))


@define_rule(
    GraphRule,
    "hreflang-bad-target",
    Severity.ERROR,
    Category.INTERNATIONAL,
    source="localized",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def hreflang_bad_target(page: PageFacts, site: SiteFacts) -> Verdict:
    """An hreflang points to a page that Google cannot index.

    Grades: MISSING when it gives an error, INVALID when it redirects or is noindexed, INCOMPLETE when its canonical is
    another page. Versions on other sites are not fetched. Google: localized versions.
    """
    if not page.alternates:
        return NOT_APPLICABLE
    worst = OK
    for item in page.alternates:
        other = site.pages.get(item.url) if item.url and item.url != page.url else None
        if other is None:
            continue
        verdict = first_failing(
            (other.is_broken, missing("status", other.url, status=other.status)),
            (other.redirect is not None, invalid("redirect", f"{other.url} → {other.redirect}")),
            (other.noindex, invalid("noindex", other.url)),
            (other.canonical not in {None, other.url}, incomplete("variant", f"{other.url} → {other.canonical}")),
        )
        if verdict.fails:
            return verdict
    return worst


@define_rule(
    GraphRule,
    "hreflang-missing",
    Severity.WARNING,
    Category.INTERNATIONAL,
    source="localized",
    repair=Repair.TEMPLATE,
)
def hreflang_missing(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page links to its translation, but has no hreflang.

    Grades: MISSING when the language switcher leads to a page in that language and there is no hreflang. A link to the
    home page in the other language, as on a page without a translation, does not count. Google: localized versions.
    """
    if page.alternates or not page.lang:
        return OK
    home = path_of(page.url) == "/"
    for link in site.links_of(page):
        language = SWITCHER_LANGUAGES.get(link.anchor.strip().casefold())
        if language is None or language == page.lang or link.place is not PageRegion.NAVIGATION:
            continue
        other = site.pages.get(site.graph.follow_redirects(link.target).final or "")
        if other is not None and other.is_html and other.lang == language and (home or not _is_home(other.url)):
            return missing(evidence=f"“{link.anchor}” → {link.target}", other=other.url)
    return OK


def _is_home(url: str) -> bool:
    return len(path_of(url).partition("?")[0].strip("/")) <= len("fr")
