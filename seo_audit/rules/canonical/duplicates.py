"""Rules about duplicate content: exact and near-duplicate texts, within a site and across the region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from seo_audit.facts.duplicate_groups import MIN_WORDS_NEAR_DUPLICATE
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.facts.text_fingerprint import group_similar_texts
from seo_audit.records.verdict import Grade, Verdict, incomplete
from seo_audit.rules.rule import Category, GraphRule, RegionRule, Repair, Severity, define_rule
from seo_audit.rules.shared_checks import duplicate_verdict


@define_rule(
    GraphRule, "duplicate-exact", Severity.WARNING, Category.CANONICAL, source="canonical", repair=Repair.CONTENT
)
def duplicate_exact(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page has exactly the same main text as another page of the site.

    Grades: MISSING. Of each group, the page with most incoming links is reported but not counted. Google: canonical
    URLs.
    """
    return duplicate_verdict(Grade.MISSING, page.url, site.duplicates.texts)


@define_rule(
    GraphRule, "duplicate-near", Severity.WARNING, Category.CANONICAL, source="canonical", repair=Repair.CONTENT
)
def duplicate_near(page: PageFacts, site: SiteFacts) -> Verdict:
    """At least 90% of a page's main text is the same as that of another page of the site.

    Grades: INVALID, from 50 words. Of each group, the page with most incoming links is reported but not counted.
    Google: canonical URLs.
    """
    return duplicate_verdict(Grade.INVALID, page.url, site.duplicates.near_texts)


@define_rule(
    RegionRule, "duplicate-region", Severity.NOTICE, Category.CANONICAL, source="canonical", repair=Repair.CONTENT
)
def duplicate_region(sites: Sequence[SiteFacts]) -> Iterable[tuple[str, Verdict]]:
    """The sites of several municipalities have the same text, at least for 90%.

    Never scored: shared texts (products of the Flemish catalogue) are how the region works.
    """
    owner = {page.url: site.site.name for site in sites for page in site.indexable_pages()}
    texts = (
        (page.url, page.fingerprint)
        for site in sites
        for page in site.indexable_pages()
        if page.fingerprint and page.words >= MIN_WORDS_NEAR_DUPLICATE
    )
    for group in group_similar_texts(texts):
        names = list(dict.fromkeys(owner[url] for url in group))
        if len(names) > 1:
            yield group[0], incomplete(evidence=", ".join(names), count=len(names))
