"""Rule about JobPosting structured data."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from crawler.records.date_parsing import parse_partial_iso
from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, invalid, missing
from seo_audit.reference.schema_org import find_items, missing_properties, property_text, property_values
from seo_audit.rules.rule import Category, PageRule, Repair, Severity, define_rule
from seo_audit.rules.shared_checks import is_detail_page

JOB_PAGE = re.compile(r"^(/[a-z]{2})?/(vacatures?|jobs?|offres-d-emploi)/[^/?]*[a-z]{3}[^/?]*/?$")
"""Paths of one vacancy: a page there should have JobPosting markup. A list page has no such path."""

JOB_REQUIRED = ("title", "description", "datePosted", "hiringOrganization")


@define_rule(PageRule, "sd-job", Severity.ERROR, Category.STRUCTURED, source="sd-job", repair=Repair.TEMPLATE)
def sd_job(page: Page, _site: Site) -> Verdict:
    """The page of a vacancy has no JobPosting structured data, or data that Google cannot use.

    Grades: MISSING on a page whose path is that of one vacancy, INVALID without title, description, datePosted,
    hiringOrganization or jobLocation (or TELECOMMUTE with applicantLocationRequirements), and when validThrough is
    before the crawl. Google: job posting.
    """
    jobs = list(find_items(page.structured, frozenset({"JobPosting"})))
    if not jobs:
        return missing("none") if is_detail_page(JOB_PAGE, page) else NOT_APPLICABLE
    for job in jobs:
        absent = missing_properties(job, JOB_REQUIRED)
        remote = property_text(job, "jobLocationType") == "TELECOMMUTE" and property_values(
            job, "applicantLocationRequirements"
        )
        if not property_values(job, "jobLocation") and not remote:
            absent.append("jobLocation")
        if absent:
            return invalid("required", ", ".join(absent), lacking=", ".join(absent))
        if verdict := _bad_date(job, page.fetched_at):
            return verdict
    return OK


def _bad_date(job: dict[str, Any], now: datetime) -> Verdict | None:
    for name in ("datePosted", "validThrough"):
        if property_values(job, name) and parse_partial_iso(property_text(job, name)) is None:
            return invalid("date", f"{name}: {property_text(job, name)}", property=name)
    through = parse_partial_iso(property_text(job, "validThrough"))
    # A day without a clock time lasts until its end.
    if through and (through.date() < now.date() if len(property_text(job, "validThrough")) <= 10 else through < now):
        return invalid("expired", property_text(job, "validThrough"))
    return None
