"""Places: address, telephone number and opening hours of libraries, town halls and other places, as pages state them.

There are two sources: items of structured data, and the parts of contact pages under a heading that names a place. Each
page is read by itself; answer cards check whether pages agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawler.records.date_parsing import BRUSSELS
from crawler.records.page import Page, StructuredItem
from crawler.registry.site import Site
from indexer.language.analysis import words
from indexer.places.hours_exceptions import NO_EXCEPTIONS, HoursExceptions, hours_exceptions_in
from indexer.places.opening_hours import OpeningHours, UnreadableHoursError, parse_structured_hours
from indexer.places.place_names import GOVERNMENT_NAMES, PlaceName, parse_place_name
from indexer.places.place_sections import PlaceSection, place_sections

NON_PLACE_TYPES = frozenset({"Event", "JobPosting", "NewsArticle", "BreadcrumbList", "WebSite", "WebPage", "Person"})
"""Types of items that are not places, although they may have a name and an address."""

GOVERNMENT_TYPES = frozenset({"GovernmentOrganization", "GovernmentOffice", "CityHall"})
"""Types of items whose name "Gemeente Kuurne" means the town hall; a sports club may name the town as its sponsor."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NOT_DIGIT = re.compile(r"\D+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The facts that one page states about one place; "" and None where it states nothing.

    Attributes:
        name: as the page writes it.
        purpose: see `place_names`; `own` are the words of the name that identify the place itself.
        site: id of the municipality; `url` and `page` are URL and title of the page.
        telephone: in Belgian form, "056 00 20 30". email: one address.
        street: with the number. postcode, locality: as written.
        hours: the usual ones; remarks: the exceptions that the page mentions.
        unsure: names of the fields that the page contradicts itself on, or that cannot be parsed.
        seen: the last day on which the page was fetched and still existed.
    """

    name: str
    purpose: str
    own: tuple[str, ...]
    site: str
    url: str
    page: str
    seen: date
    telephone: str = ""
    email: str = ""
    street: str = ""
    postcode: str = ""
    locality: str = ""
    hours: OpeningHours | None = None
    remarks: HoursExceptions = NO_EXCEPTIONS
    unsure: tuple[str, ...] = ()

    @property
    def has_facts(self) -> bool:
        """Whether the page states more about the place than its name."""
        return bool(self.telephone or self.email or self.street or self.hours or self.unsure)


def places_on_page(page: Page, site: Site, title: str) -> list[Place]:
    """Return the places that a page describes, those of structured data first.

    Args:
        page: a page that is in the index; a page that a webmaster excludes from it is not a source.
        site: the municipality.
        title: the page's title in results.
    """
    town = frozenset(words(site.name))
    common: dict[str, Any] = {
        "site": site.id,
        "url": page.url,
        "page": title,
        "seen": page.fetched_at.astimezone(BRUSSELS).date(),
    }
    items = [(item, name) for item in page.structured if (name := _named(item, town))]
    # With two places on the page, a sentence may mean either.
    exceptions = hours_exceptions_in(page.text) if len(items) == 1 else NO_EXCEPTIONS
    found = [Place(**_structured_fields(item), **_identity(name), **common, remarks=exceptions) for item, name in items]
    found += [
        Place(**_section_fields(section), **_identity(section.name), **common, remarks=section.hours_exceptions)
        for section in place_sections(page, town)
    ]
    return [place for place in found if place.has_facts]


def _identity(name: PlaceName) -> dict[str, Any]:
    return {"purpose": name.purpose, "own": tuple(sorted(name.own))}


def _named(item: StructuredItem, town: frozenset[str]) -> PlaceName | None:
    name = item.properties.get("name")
    if not isinstance(name, str) or NON_PLACE_TYPES.intersection(item.types) or not item.types:
        return None
    if GOVERNMENT_NAMES.issuperset(set(words(name)) - town) and not GOVERNMENT_TYPES.intersection(item.types):
        return None
    return parse_place_name(name, town, item.types)


def _structured_fields(item: StructuredItem) -> dict[str, Any]:
    """Return the fields of a place from its item of structured data."""
    properties = item.properties
    unsure = []
    try:
        hours = parse_structured_hours(properties)
    except UnreadableHoursError:
        hours = None
        unsure.append("hours")
    found: dict[str, Any] = {"name": str(properties["name"]).strip(), "hours": hours}
    for field, reader in (("telephone", format_phone_number), ("email", _email)):
        values = _texts(properties.get(field))
        read = {reader(value) for value in values}
        found[field] = read.pop() if len(read) == 1 else ""
        if values and not found[field]:
            unsure.append(field)
    address = _address(properties.get("address"))
    if address is None:
        unsure.append("street")
    return found | (address or {}) | {"unsure": tuple(unsure)}


def _section_fields(section: PlaceSection) -> dict[str, Any]:
    """Return the fields of a place from a part of a contact page."""
    numbers = {format_phone_number(number) for number in section.telephones} - {""}
    unsure = [*section.unsure]
    unsure += [] if len(numbers) < 2 else ["telephone"]
    unsure += [] if len(section.emails) < 2 else ["email"]
    unsure += [] if len(section.streets) < 2 else ["street"]
    street, postcode, locality = section.streets[0] if len(section.streets) == 1 else ("", "", "")
    return {
        "name": section.heading,
        "telephone": numbers.pop() if len(numbers) == 1 else "",
        "email": section.emails[0] if len(section.emails) == 1 else "",
        "street": street,
        "postcode": postcode,
        "locality": locality,
        "hours": section.hours,
        "unsure": tuple(unsure),
    }


def format_phone_number(number: str) -> str:
    """Return a Belgian telephone number as it is dialled there, "056 00 20 30"; "" for anything else."""
    digits = _NOT_DIGIT.sub("", number.replace("(0)", ""))
    for prefix in ("0032", "32"):
        if digits.startswith(prefix):
            digits = "0" + digits.removeprefix(prefix).lstrip("0")
            break
    if not digits.startswith("0") or len(digits) not in {9, 10}:
        return ""
    if len(digits) == 10 or digits.startswith("0800"):
        return f"{digits[:4]} {digits[4:6]} {digits[6:8]} {digits[8:]}".strip()
    area = 2 if digits[1] in "2349" and not digits.startswith("04") else 3
    rest = digits[area:]
    odd = len(rest) % 2
    groups = [rest[: 2 + odd], *(rest[at : at + 2] for at in range(2 + odd, len(rest), 2))]
    return " ".join([digits[:area], *groups])


def _email(text: str) -> str:
    address = text.removeprefix("mailto:").strip()
    return address if _EMAIL.fullmatch(address) else ""


def _address(value: Any) -> dict[str, str] | None:
    """Return street, postcode and locality of a PostalAddress; {} without one, None with several."""
    nodes = [node.get("properties", node) for node in _listed(value) if isinstance(node, dict)]
    if len(nodes) != 1:
        return None if nodes else {}
    read = {
        field: (_texts(nodes[0].get(name)) or [""])[0]
        for field, name in (("street", "streetAddress"), ("postcode", "postalCode"), ("locality", "addressLocality"))
    }
    return read if read["street"] else {}


def _texts(value: Any) -> list[str]:
    return [str(each).strip() for each in _listed(value) if isinstance(each, str | int) and str(each).strip()]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
