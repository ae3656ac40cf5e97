"""Read schema.org items, whose form differs between JSON-LD, microdata and RDFa."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from crawler.records.page import StructuredItem

ItemProperties = dict[str, Any]

NESTING_PROPERTIES = ("@graph", "mainEntity", "mainEntityOfPage", "about", "subjectOf")
"""Properties in which the main item of a page may be nested inside another item."""

EVENT_TYPES = frozenset({"Event", "Festival", "Hackathon", "EventSeries", "CourseInstance"})

_PLACES = """
LocalBusiness CivicStructure GovernmentOffice GovernmentBuilding CityHall Library RecyclingCenter Museum
SportsActivityLocation PublicSwimmingPool StadiumOrArena SportsClub ExerciseGym ChildCare School Preschool
ElementarySchool PerformingArtsTheater MovieTheater EventVenue TouristInformationCenter TouristAttraction Park
Playground Cemetery Crematorium FireStation PoliceStation PostOffice MedicalClinic EmploymentAgency
"""

PLACE_TYPES = frozenset(_PLACES.split())
"""Types of places with an address and opening hours on municipal sites."""


def find_items(items: Iterable[StructuredItem], types: frozenset[str]) -> Iterator[ItemProperties]:
    """Yield the properties of every item of one of `types`, also of an item nested in another, each item once.

    The JSON-LD reader lists an item in `mainEntity` a second time, by itself.
    """
    found: list[ItemProperties] = []
    for item in items:
        candidates = [item.properties] if types.intersection(item.types) else []
        nested = (value for holder in NESTING_PROPERTIES for value in property_values(item.properties, holder))
        candidates += [value for value in nested if isinstance(value, dict) and types.intersection(type_names(value))]
        for properties in candidates:
            if not any(properties == other for other in found):
                found.append(properties)
                yield properties


def property_values(properties: ItemProperties, name: str) -> list[Any]:
    """Return the values of a property as a list, without empty values."""
    inner = properties.get("properties")
    holder = inner if isinstance(inner, dict) else properties
    for key in (name, f"http://schema.org/{name}", f"https://schema.org/{name}", f"schema:{name}"):
        if key in holder:
            value = holder[key]
            return [item for item in (value if isinstance(value, list) else [value]) if not _is_empty(item)]
    return []


def property_text(properties: ItemProperties, name: str) -> str:
    """Return the first value of a property as text, "" when it has no text value."""
    for value in property_values(properties, name):
        plain = value.get("@value", value.get("@id")) if isinstance(value, dict) else value
        if isinstance(plain, str | int | float):
            return str(plain).strip()
    return ""


def type_names(item: ItemProperties) -> list[str]:
    """Return the type names of an item without their namespace."""
    types = item.get("@type", item.get("type", []))
    names = types if isinstance(types, list) else [types]
    return [name.rstrip("/").rpartition("/")[2].rpartition(":")[2] for name in names if isinstance(name, str)]


def missing_properties(properties: ItemProperties, names: Iterable[str]) -> list[str]:
    """Return the properties among `names` that have no value."""
    return [name for name in names if not property_values(properties, name)]


def _is_empty(value: Any) -> bool:
    return value is None or value in ({}, []) or (isinstance(value, str) and not value.strip())
