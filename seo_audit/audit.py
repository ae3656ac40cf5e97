"""Run the audit: apply every rule to every site of a page store, and return one `RegionAudit`."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from seo_audit.inputs.external_data import NO_EXTERNAL_DATA, ExternalData
from seo_audit.records.errors import NothingToAuditError
from seo_audit.rules.catalogue import AUDIT_RULES, REGION_RULES
from seo_audit.scoring.audit_result import RegionAudit
from seo_audit.scoring.profile import build_profile, hash_profile, profile_coverage
from seo_audit.scoring.runner import AuditProgress, measure_site
from seo_audit.scoring.summary import build_site_audit, common_problems, region_findings
from seo_audit.scoring.traffic_summary import summarise_traffic


def audit_sites(
    store: PageStore,
    sites: Sequence[Site],
    *,
    now: datetime | None = None,
    external_data: Mapping[str, ExternalData] | None = None,
    on_progress: AuditProgress | None = None,
) -> RegionAudit:
    """Audit `sites` from the page store of a crawl.

    Args:
        store: the page store.
        sites: the sites to audit, in the order to report them.
        now: the time of the audit, to compare dates with (default: now).
        external_data: data by site id that did not come from the crawl (logs, field data, a browser sample).
        on_progress: called with the site id, the number of pages done and the total number of pages.

    Raises:
        NothingToAuditError: none of the sites was ever crawled.
        StoreError: the store cannot be read.
    """
    moment = now or datetime.now(UTC)
    crawled = [site for site in sites if store.last_crawl(site.id) is not None]
    if not crawled:
        raise NothingToAuditError("none of these sites has been crawled yet: run `regiozoek crawl` first")
    measured = [
        measure_site(store, site, moment, on_progress, (external_data or {}).get(site.id, NO_EXTERNAL_DATA))
        for site in crawled
    ]
    profile, unmeasured = build_profile(AUDIT_RULES, [item.facts for item in measured])
    audits = tuple(build_site_audit(store, item, profile) for item in measured)
    scores = [item.score for item in audits]
    return RegionAudit(
        created_at=moment,
        sites=audits,
        mean=statistics.fmean(scores),
        median=statistics.median(scores),
        minimum=min(scores),
        profile=tuple(rule.id for rule in profile),
        profile_hash=hash_profile(profile),
        coverage=profile_coverage(profile),
        unmeasured=unmeasured,
        common=common_problems(audits),
        shared=region_findings(REGION_RULES, [item.facts for item in measured]),
        not_crawled=tuple(site.id for site in sites if site not in crawled),
        figures={
            one.site: summarise_traffic(item.facts, one.rules) for item, one in zip(measured, audits, strict=True)
        },
    )
