"""Reading schema.org items in whatever syntax they came: JSON-LD, microdata and RDFa look different."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from crawler.records.page import StructuredItem

ItemProperties = dict[str, Any]

HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "about", "subjectOf")
"""Properties in which the item that a page is about may sit inside another one."""

EVENT_TYPES = frozenset({"Event", "Festival", "Hackathon", "EventSeries", "CourseInstance"})

_PLACES = """
LocalBusiness CivicStructure GovernmentOffice GovernmentBuilding CityHall Library RecyclingCenter Museum
SportsActivityLocation PublicSwimmingPool StadiumOrArena SportsClub ExerciseGym ChildCare School Preschool
ElementarySchool PerformingArtsTheater MovieTheater EventVenue TouristInformationCenter TouristAttraction Park
Playground Cemetery Crematorium FireStation PoliceStation PostOffice MedicalClinic EmploymentAgency
"""

PLACE_TYPES = frozenset(_PLACES.split())
"""Places with a door and opening hours that a municipality's pages are about."""


def find_items(items: Iterable[StructuredItem], types: frozenset[str]) -> Iterator[ItemProperties]:
    """Yield the properties of every item of one of `types` that a page is about."""
    for item in items:
        if types.intersection(item.types):
            yield item.properties
        for holder in HOLDERS:
            for nested in values(item.properties, holder):
                if isinstance(nested, dict) and types.intersection(type_names(nested)):
                    yield nested


def values(properties: ItemProperties, name: str) -> list[Any]:
    """Return the values of a property as a list, with empty ones left out."""
    inner = properties.get("properties")
    holder = inner if isinstance(inner, dict) else properties
    for key in (name, f"http://schema.org/{name}", f"https://schema.org/{name}", f"schema:{name}"):
        if key in holder:
            found = holder[key]
            return [item for item in (found if isinstance(found, list) else [found]) if not _empty(item)]
    return []


def text(properties: ItemProperties, name: str) -> str:
    """Return the first value of a property as text, "" when there is none or it is no text."""
    for value in values(properties, name):
        plain = value.get("@value", value.get("@id")) if isinstance(value, dict) else value
        if isinstance(plain, str | int | float):
            return str(plain).strip()
    return ""


def type_names(item: ItemProperties) -> list[str]:
    """Return the names of an item's types without their namespace."""
    found = item.get("@type", item.get("type", []))
    names = found if isinstance(found, list) else [found]
    return [name.rstrip("/").rpartition("/")[2].rpartition(":")[2] for name in names if isinstance(name, str)]


def missing_properties(properties: ItemProperties, names: Iterable[str]) -> list[str]:
    """Return those of `names` that have no value."""
    return [name for name in names if not values(properties, name)]


def _empty(value: Any) -> bool:
    return value is None or value in ({}, []) or (isinstance(value, str) and not value.strip())
