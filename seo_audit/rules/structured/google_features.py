"""Rules about structured data, against the properties that Google requires and advises."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from crawler.records.dates import parse_partial_iso
from crawler.records.page import Page
from crawler.records.url import path_of
from crawler.registry.sites import Site
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.reference.schema_org import EVENT_TYPES, items_of, lacking, text, type_names, values
from seo_audit.rules.rule import Applies, Category, Repair, Severity, page_rule, site_rule
from seo_audit.rules.weights import LADDER

EVENT_PAGE = re.compile(
    r"^(/[a-z]{2})?/(agenda|evenementen?|events?|kalender|activiteiten|agenda-fr|evenements)/[^/?]*[a-z]{3}[^/?]*/?$"
)
JOB_PAGE = re.compile(r"^(/[a-z]{2})?/(vacatures?|jobs?|offres-d-emploi)/[^/?]*[a-z]{3}[^/?]*/?$")
"""Paths of one event, one vacancy: a page there should carry its mark-up. A list page has no such path."""

GENERAL = re.compile(
    r"spontan|solliciteren|werken-(bij|voor)|archief|zoeken|overzicht|toevoegen|aanmelden|melden|voorbij", re.IGNORECASE
)
"""Last parts of such paths that are about events or vacancies in general."""

ORGANIZATION = ("name", "url", "logo", "address", "telephone")
EVENT_REQUIRED, EVENT_ADVISED = ("name", "startDate", "location"), ("endDate", "eventStatus")
JOB_REQUIRED = ("title", "description", "datePosted", "hiringOrganization")
MIN_CRUMBS = 2
MIN_SEGMENTS = 2
"""Path segments from which a page lies deep enough to need a breadcrumb."""


@page_rule(
    "sd-syntax",
    Severity.ERROR,
    Category.STRUCTURED,
    source="sd-policies",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def sd_syntax(page: Page, _site: Site) -> Verdict:
    """A block of JSON-LD cannot be parsed, so Google reads none of it.

    Rungs: INVALID. Google: structured data guidelines.
    """
    if not page.structured_errors:
        return OK
    return invalid(evidence=page.structured_errors[0], count=len(page.structured_errors))


@site_rule("sd-organization", Severity.NOTICE, Category.STRUCTURED, source="sd-organization", repair=Repair.TEMPLATE)
def sd_organization(site: SiteFacts) -> SiteVerdict:
    """The home page does not say, in a form Google reads, which public body this is.

    Rungs: MISSING without any organization, INVALID without name or url, INCOMPLETE when it is no
    GovernmentOrganization or lacks logo, address or telephone. Google: organization (nothing is
    required, the list is what it advises).
    """
    if site.home is None:
        return SITE_OK
    verdict = _organization(site.home)
    return SiteVerdict(LADDER[verdict.rung], ((site.home.url, verdict),)) if verdict.fails else SITE_OK


def _organization(home: Page) -> Verdict:
    government = list(items_of(home.structured, frozenset({"GovernmentOrganization"})))
    others = list(
        items_of(home.structured, frozenset({"Organization", "LocalBusiness", "GovernmentOffice", "CityHall"}))
    )
    if not government and not others:
        return missing("none")
    absent = lacking((government or others)[0], ORGANIZATION)
    if {"name", "url"}.intersection(absent):
        return invalid("lacking", ", ".join(absent), lacking=", ".join(absent))
    if not government:
        return incomplete("type", "Organization")
    return incomplete("lacking", ", ".join(absent), lacking=", ".join(absent)) if absent else OK


@page_rule("sd-event", Severity.ERROR, Category.STRUCTURED, source="sd-event", repair=Repair.TEMPLATE)
def sd_event(page: Page, _site: Site) -> Verdict:
    """The page of an event has no Event mark-up, or one that Google cannot use.

    Rungs: MISSING on a page whose path is that of one event, INVALID without name, startDate or
    location or with a date that is none, INCOMPLETE without endDate or eventStatus. Google: event.
    """
    types = frozenset(
        {*EVENT_TYPES, *(name for item in page.structured for name in item.types if name.endswith("Event"))}
    )
    events = list(items_of(page.structured, types))
    if not events:
        return missing("none") if _is_about_one(EVENT_PAGE, page) else NOT_APPLICABLE
    worst = OK
    for event in events:
        absent = lacking(event, EVENT_REQUIRED)
        if absent:
            return invalid("required", ", ".join(absent), lacking=", ".join(absent))
        for name in ("startDate", "endDate"):
            if values(event, name) and parse_partial_iso(text(event, name)) is None:
                return invalid("date", f"{name}: {text(event, name)}", property=name)
        advised = lacking(event, EVENT_ADVISED)
        if advised:
            worst = incomplete("advised", ", ".join(advised), lacking=", ".join(advised))
    return worst


@page_rule("sd-job", Severity.ERROR, Category.STRUCTURED, source="sd-job", repair=Repair.TEMPLATE)
def sd_job(page: Page, _site: Site) -> Verdict:
    """The page of a vacancy has no JobPosting mark-up, or one that Google cannot use.

    Rungs: MISSING on a page whose path is that of one vacancy, INVALID without title, description,
    datePosted, hiringOrganization or jobLocation (or TELECOMMUTE with
    applicantLocationRequirements), and when validThrough lies before the crawl. Google: job posting.
    """
    jobs = list(items_of(page.structured, frozenset({"JobPosting"})))
    if not jobs:
        return missing("none") if _is_about_one(JOB_PAGE, page) else NOT_APPLICABLE
    for job in jobs:
        absent = lacking(job, JOB_REQUIRED)
        remote = text(job, "jobLocationType") == "TELECOMMUTE" and values(job, "applicantLocationRequirements")
        if not values(job, "jobLocation") and not remote:
            absent.append("jobLocation")
        if absent:
            return invalid("required", ", ".join(absent), lacking=", ".join(absent))
        if verdict := _bad_date(job, page.fetched_at):
            return verdict
    return OK


def _bad_date(job: dict[str, Any], now: datetime) -> Verdict | None:
    for name in ("datePosted", "validThrough"):
        if values(job, name) and parse_partial_iso(text(job, name)) is None:
            return invalid("date", f"{name}: {text(job, name)}", property=name)
    through = parse_partial_iso(text(job, "validThrough"))
    # A day without a clock time lasts until its end.
    if through and (through.date() < now.date() if len(text(job, "validThrough")) <= 10 else through < now):
        return invalid("expired", text(job, "validThrough"))
    return None


@page_rule("sd-breadcrumb", Severity.WARNING, Category.STRUCTURED, source="sd-breadcrumb", repair=Repair.TEMPLATE)
def sd_breadcrumb(page: Page, _site: Site) -> Verdict:
    """A page below the first level has no BreadcrumbList, or one that Google cannot use.

    Rungs: MISSING from two path segments, INVALID with fewer than two items or an item without
    position, name or (except the last) item. Google: breadcrumb.
    """
    trails = list(items_of(page.structured, frozenset({"BreadcrumbList"})))
    trails += [
        trail
        for item in page.structured
        for trail in values(item.properties, "breadcrumb")
        if isinstance(trail, dict) and "BreadcrumbList" in type_names(trail)
    ]
    if not trails:
        segments = [part for part in path_of(page.url).partition("?")[0].split("/") if part]
        return missing("none") if len(segments) >= MIN_SEGMENTS else NOT_APPLICABLE
    for trail in trails:
        crumbs = [crumb for crumb in values(trail, "itemListElement") if isinstance(crumb, dict)]
        if len(crumbs) < MIN_CRUMBS:
            return invalid("few", count=len(crumbs))
        for number, crumb in enumerate(crumbs, 1):
            absent = _lacking_of(crumb, last=number == len(crumbs))
            if absent:
                return invalid("lacking", f"ListItem {number}: {', '.join(absent)}", number=number)
    return OK


def _lacking_of(crumb: dict[str, Any], *, last: bool) -> list[str]:
    """Return what a ListItem lacks; its name may stand on the thing it points to."""
    absent = lacking(crumb, ("position", "name", "item"))
    target = next((value for value in values(crumb, "item") if isinstance(value, dict)), {})
    if "name" in absent and values(target, "name"):
        absent.remove("name")
    if last and "item" in absent:
        absent.remove("item")
    return absent


def _is_about_one(pattern: re.Pattern[str], page: Page) -> bool:
    path = path_of(page.url)
    return bool(pattern.match(path)) and not GENERAL.search(path)
