"""Rules about structured items that Google reads where they are: place, article, site, dataset, questions."""

from __future__ import annotations

from typing import Any

import ada_url

from crawler.records.page import Page
from crawler.registry.sites import Site
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.reference.schema_org import PLACE_TYPES, items_of, lacking, text, values
from seo_audit.rules.rule import Applies, Category, Repair, Severity, page_rule, site_rule
from seo_audit.rules.weights import LADDER

PLACE_REQUIRED = ("name", "address")
ARTICLES = frozenset({"Article", "NewsArticle", "BlogPosting", "Report"})
ARTICLE_ADVISED = ("headline", "image", "datePublished", "author")
DESCRIPTION_MIN, DESCRIPTION_MAX = 50, 5000
"""Characters of a dataset's description that Google asks for."""


@page_rule(
    "sd-place",
    Severity.WARNING,
    Category.STRUCTURED,
    source="sd-place",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def sd_place(page: Page, _site: Site) -> Verdict:
    """A library, recycling park or other place has mark-up that Google cannot use.

    Rungs: INVALID without name or address, INCOMPLETE without telephone or opening hours. Google: local business;
    it advises geo too, which a whole address makes up for. A page without such mark-up is not judged.
    """
    places = list(items_of(page.structured, PLACE_TYPES))
    if not places:
        return NOT_APPLICABLE
    worst = OK
    for place in places:
        absent = lacking(place, PLACE_REQUIRED)
        if absent:
            return invalid("required", ", ".join(absent), lacking=", ".join(absent))
        advised = lacking(place, ("telephone",))
        if not values(place, "openingHoursSpecification") and not values(place, "openingHours"):
            advised.append("openingHoursSpecification")
        if advised:
            worst = incomplete("advised", ", ".join(advised), lacking=", ".join(advised))
    return worst


@page_rule("sd-article", Severity.NOTICE, Category.STRUCTURED, source="sd-article", repair=Repair.TEMPLATE)
def sd_article(page: Page, _site: Site) -> Verdict:
    """A news item's mark-up lacks what Google shows of it.

    Rungs: INCOMPLETE without headline, image, datePublished or author. Google: article; it requires nothing, so a
    page without such mark-up is not judged.
    """
    articles = list(items_of(page.structured, ARTICLES))
    if not articles:
        return NOT_APPLICABLE
    absent = sorted({name for article in articles for name in lacking(article, ARTICLE_ADVISED)})
    return incomplete(evidence=", ".join(absent), lacking=", ".join(absent)) if absent else OK


@site_rule("sd-website", Severity.NOTICE, Category.STRUCTURED, source="site-names", repair=Repair.TEMPLATE)
def sd_website(site: SiteFacts) -> SiteVerdict:
    """The home page does not say how the site is called (WebSite).

    Rungs: MISSING without WebSite, INVALID without name or url, INCOMPLETE when the url is not the root of the host.
    Google: site names.
    """
    if site.home is None:
        return SITE_OK
    verdict = _website(site.home)
    return SiteVerdict(LADDER[verdict.rung], ((site.home.url, verdict),)) if verdict.fails else SITE_OK


def _website(home: Page) -> Verdict:
    sites = list(items_of(home.structured, frozenset({"WebSite"})))
    if not sites:
        return missing("none")
    absent = lacking(sites[0], ("name", "url"))
    if absent:
        return invalid("lacking", ", ".join(absent), lacking=", ".join(absent))
    url = text(sites[0], "url")
    try:
        rooted = ada_url.URL(url, home.url).pathname == "/"
    except ValueError:
        rooted = False
    return OK if rooted else incomplete("url", url)


@page_rule(
    "sd-dataset",
    Severity.WARNING,
    Category.STRUCTURED,
    source="sd-dataset",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def sd_dataset(page: Page, _site: Site) -> Verdict:
    """Open data are described in a form that Google's Dataset Search cannot use.

    Rungs: INVALID without name or description, INCOMPLETE for a description under 50 or over 5,000 characters.
    Google: dataset. A page without such mark-up is not judged.
    """
    sets = list(items_of(page.structured, frozenset({"Dataset"})))
    if not sets:
        return NOT_APPLICABLE
    for item in sets:
        absent = lacking(item, ("name", "description"))
        if absent:
            return invalid("required", ", ".join(absent), lacking=", ".join(absent))
        length = len(text(item, "description"))
        if not DESCRIPTION_MIN <= length <= DESCRIPTION_MAX:
            return incomplete("length", text(item, "description")[:100], length=length)
    return OK


@page_rule(
    "sd-faq",
    Severity.NOTICE,
    Category.STRUCTURED,
    source="sd-faq",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def sd_faq(page: Page, _site: Site) -> Verdict:
    """A page of questions and answers has mark-up in which a question or an answer is lacking.

    Rungs: INVALID. Google shows no result of its own for it since 7 May 2026, so its form alone is judged and no
    page is asked to have it. schema.org: FAQPage.
    """
    pages = list(items_of(page.structured, frozenset({"FAQPage"})))
    if not pages:
        return NOT_APPLICABLE
    questions = [item for faq in pages for item in values(faq, "mainEntity")]
    if not questions:
        return invalid("none")
    for number, question in enumerate(questions, 1):
        if not isinstance(question, dict) or not text(question, "name") or not _answered(question):
            return invalid("question", number=number)
    return OK


def _answered(question: dict[str, Any]) -> bool:
    answers = [item for item in values(question, "acceptedAnswer") if isinstance(item, dict)]
    return any(text(answer, "text") for answer in answers)
