"""JSON-LD (schema.org) nodes of a demo page, built from the same facts as its visible text."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from regiozoek.demo.formatting import opening_hours_specification
from regiozoek.demo.towns import Town

JsonLd = dict[str, Any]
_WINTER = timezone(timedelta(hours=1))


def _node(kind: str, **properties: Any) -> JsonLd:
    return {"@context": "https://schema.org", "@type": kind, **properties}


def _address(town: Town, place: Mapping[str, Any]) -> JsonLd:
    return {
        "@type": "PostalAddress",
        "streetAddress": place["street"],
        "postalCode": place.get("postcode", town.postcodes[0]),
        "addressLocality": place.get("locality", town.name),
        "addressCountry": "BE",
    }


def organization_node(town: Town, base: str) -> JsonLd:
    """Return the GovernmentOrganization node of the municipality, for its home and contact pages."""
    hall = town.facts["hall"]
    return _node(
        "GovernmentOrganization",
        name=town.title.capitalize(),
        url=f"{base}/",
        logo=f"{base}/assets/logo.svg",
        telephone="+32 " + hall["phone"].removeprefix("0"),
        email=hall["email"],
        address=_address(town, hall),
    )


def website_node(town: Town, base: str) -> JsonLd:
    """Return the WebSite node with the name of the site, for its home page."""
    return _node("WebSite", name=town.title.capitalize(), url=f"{base}/")


def breadcrumb_node(trail: list[tuple[str, str]]) -> JsonLd:
    """Return the BreadcrumbList node; `trail` holds (name, absolute URL) from the home page to this page."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(trail, 1)
    ]
    return _node("BreadcrumbList", itemListElement=items)


def place_node(town: Town, kind: str, facts: Mapping[str, Any]) -> JsonLd:
    """Return the node of a place with opening hours, such as a library or recycling park."""
    return _node(
        kind,
        name=facts["name"],
        telephone="+32 " + facts["phone"].removeprefix("0"),
        address=_address(town, facts),
        openingHoursSpecification=opening_hours_specification(facts["hours"]),
    )


def event_node(town: Town, name: str, text: str, span: tuple[datetime, datetime], where: Mapping[str, Any]) -> JsonLd:
    """Return the Event node of an activity; `span` holds its start and end, `where` the facts of its venue."""
    return _node(
        "Event",
        name=name,
        description=text,
        startDate=span[0].isoformat(),
        endDate=span[1].isoformat(),
        eventStatus="https://schema.org/EventScheduled",
        eventAttendanceMode="https://schema.org/OfflineEventAttendanceMode",
        location={"@type": "Place", "name": where["name"], "address": _address(town, where)},
        organizer={"@type": "GovernmentOrganization", "name": town.title.capitalize()},
    )


def job_posting_node(town: Town, base: str, name: str, html: str, posted: date, closes: date) -> JsonLd:
    """Return the JobPosting node of a vacancy at the town hall."""
    return _node(
        "JobPosting",
        title=name,
        description=html,
        datePosted=posted.isoformat(),
        validThrough=datetime(closes.year, closes.month, closes.day, 23, 59, tzinfo=_WINTER).isoformat(),
        employmentType="FULL_TIME",
        hiringOrganization={
            "@type": "GovernmentOrganization",
            "name": town.title.capitalize(),
            "sameAs": f"{base}/",
            "logo": f"{base}/assets/logo.svg",
        },
        jobLocation={"@type": "Place", "address": _address(town, town.facts["hall"])},
    )


def belgian_datetime(day: date, clock: str) -> datetime:
    """Return the datetime of a day and a clock time such as "14:00", in Belgian winter time."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=_WINTER)
