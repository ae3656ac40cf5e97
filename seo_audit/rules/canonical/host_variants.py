"""Rule about the same site on several hosts: http and https, with and without www."""

from __future__ import annotations

from crawler.discovery.site_aliases import SAME_SITE
from crawler.records.http_status import TEMPORARY_REDIRECTS
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import SITE_OK, SiteVerdict, invalid, missing
from seo_audit.rules.rule import Category, Repair, Severity, SiteRule, define_rule
from seo_audit.rules.weights import GRADE_PENALTIES


@define_rule(SiteRule, "host-variants", Severity.ERROR, Category.CANONICAL, source="canonical", repair=Repair.SETTING)
def host_variants(site: SiteFacts) -> SiteVerdict:
    """The site is also available with http, or with or without www, without a permanent redirect.

    Grades: MISSING when such a host shows the site itself, INVALID for a temporary redirect (302, 303, 307). A host
    that does not respond, or shows something else, is not judged. Google: canonical URLs.
    """
    found = []
    for twin in site.host_variants:
        if twin.source != SAME_SITE or twin.status == 0:
            continue
        if twin.status in TEMPORARY_REDIRECTS:
            found.append((twin.url, invalid("temporary", twin.redirect or "", status=twin.status)))
        elif twin.status == 200 and not twin.redirect:
            found.append((twin.url, missing("open")))
    if not found:
        return SITE_OK
    return SiteVerdict(max(GRADE_PENALTIES[verdict.grade] for _, verdict in found), tuple(found))
