"""Place sections: the parts of a contact page under a heading that names a place, and the facts they state."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from crawler.records.page import Page
from indexer.language.analysis import normalise_text, stop_words, words
from indexer.page.document_type import classify_page
from indexer.places.hours_exceptions import HoursExceptions, hours_exceptions_in
from indexer.places.opening_hours import OpeningHours, UnreadableHoursError
from indexer.places.place_names import PURPOSES, PlaceName, find_place_phrases, parse_place_name
from indexer.places.written_hours import parse_written_hours
from indexer.records.document import DocumentType

_PLACE_PAGE_TYPES = frozenset({DocumentType.PAGE, DocumentType.CONTACT})
"""Types of pages on which a heading may name a place; on others it names what the page is about."""

CONTACT_TITLE_WORDS = frozenset(
    {"contact", "contacten", "contactgegevens", "contacteer", "adressen", "openingsuren", "openingstijden", "horaires"}
)
"""Words in the title of a page that lists places, whatever its URL."""

MAX_PLACE_NAME_WORDS = 7
"""Words. A longer heading or line is a sentence."""

_TELEPHONE = re.compile(r"(?<![\d.])(?:\+32|0032|0)[\s./()0-9-]{7,16}\d")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_STREET = re.compile(
    r"((?:[A-ZÀ-Ý][\w'\u2019.-]*\s){0,3}"
    r"[A-ZÀ-Ý][\w'\u2019-]*(?:straat|laan|plein|plaats|weg|markt|dreef|kaai|lei|pad|park|vest|hof|berg|kouter|dam|dries)"
    r"\s\d{1,4}[A-Za-z]?(?:/\d+)?)\b(?:,?\s(\d{4})\s([A-ZÀ-Ý][\w'\u2019-]+(?:\s[A-ZÀ-Ý][\w'\u2019-]+)*))?"
)


@dataclass(frozen=True, slots=True)
class PlaceSection:
    """The facts under one heading: all telephone numbers, e-mail addresses and (street, postcode, locality)."""

    heading: str
    name: PlaceName
    telephones: tuple[str, ...]
    emails: tuple[str, ...]
    streets: tuple[tuple[str, str, str], ...]
    hours: OpeningHours | None
    hours_exceptions: HoursExceptions
    unsure: tuple[str, ...]


def is_contact_page(page: Page) -> bool:
    """Return whether a page has the contact details of places."""
    kind = classify_page(page)
    return kind is DocumentType.CONTACT or (
        kind in _PLACE_PAGE_TYPES and not CONTACT_TITLE_WORDS.isdisjoint(words(page.title))
    )


def place_sections(page: Page, town: Collection[str]) -> Iterator[PlaceSection]:
    """Yield the parts of a contact page whose heading, or whose text before a colon, names a place.

    Exceptions to opening hours between the title and the next heading apply to every part.
    """
    if not is_contact_page(page):
        return
    headings = {heading.text for heading in page.headings}
    lines = [line for line in page.text.split("\n") if line]
    starts = [number for number, line in enumerate(lines) if line in headings]
    below_title = next((start for start in starts if start > 0), len(lines))
    general = hours_exceptions_in("\n".join(lines[:below_title]))
    for start, end in pairwise([*starts, len(lines)]):
        own = lines[start + 1 : end]
        if name := _heading_name(lines[start], town):
            yield _read_section(lines[start], name, own, general)
            continue
        for line in own:
            before, colon, rest = line.partition(": ")
            if colon and (name := _heading_name(before, town)):
                yield _read_section(before, name, [rest], general)


def _read_section(heading: str, name: PlaceName, lines: list[str], general: HoursExceptions) -> PlaceSection:
    text = "\n".join(lines)
    unsure: tuple[str, ...] = ()
    try:
        hours = parse_written_hours(lines)
    except UnreadableHoursError:
        hours, unsure = None, ("hours",)
    return PlaceSection(
        heading=heading,
        name=name,
        telephones=tuple(dict.fromkeys(_TELEPHONE.findall(text))),
        emails=tuple(dict.fromkeys(address.rstrip(".") for address in _EMAIL.findall(text))),
        streets=tuple(dict.fromkeys(_STREET.findall(text))),
        hours=hours,
        hours_exceptions=general | hours_exceptions_in(text),
        unsure=unsure,
    )


def _heading_name(heading: str, town: Collection[str]) -> PlaceName | None:
    """Return the place that a heading names, None if it names anything else.

    The heading must start with the place, and only names may follow.
    """
    named = list(words(heading))
    found = next(find_place_phrases(named), None)
    if (
        not found
        or found[0]
        or len(named) > MAX_PLACE_NAME_WORDS
        or " ".join(named[: found[1]]) not in PURPOSES[found[2]]
    ):
        return None
    rest = re.split(r"\s+", heading.strip())[found[1] :]
    stopped = stop_words("nl") | stop_words("fr")
    if any(word[:1].islower() and normalise_text(word) not in stopped for word in rest):
        return None
    return parse_place_name(heading, town)
