"""Rule about Article structured data."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete
from seo_audit.reference.schema_org import find_items, missing_properties
from seo_audit.rules.rule import Category, PageRule, Repair, Severity, define_rule

ARTICLE_TYPES = frozenset({"Article", "NewsArticle", "BlogPosting", "Report"})
ARTICLE_RECOMMENDED = ("headline", "image", "datePublished", "author")


@define_rule(PageRule, "sd-article", Severity.NOTICE, Category.STRUCTURED, source="sd-article", repair=Repair.TEMPLATE)
def sd_article(page: Page, _site: Site) -> Verdict:
    """The structured data of a news item lack properties that Google shows.

    Grades: INCOMPLETE without headline, image, datePublished or author. Google: article; nothing is required, so a page
    without such structured data is not judged.
    """
    articles = list(find_items(page.structured, ARTICLE_TYPES))
    if not articles:
        return NOT_APPLICABLE
    absent = sorted({name for article in articles for name in missing_properties(article, ARTICLE_RECOMMENDED)})
    return incomplete(evidence=", ".join(absent), lacking=", ".join(absent)) if absent else OK
