"""The parts of a page that stand under the name of a place, and what they say of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from crawler.records.page import Page
from indexer.language.analysis import fold, stop_words, words
from indexer.page.document_type import type_of
from indexer.places.hours_exceptions import Remarks, remarks_in
from indexer.places.opening_hours import OpeningHours, UnreadableHoursError
from indexer.places.place_names import PURPOSES, PlaceName, phrases_in, place_name
from indexer.places.written_hours import written_hours
from indexer.records.document import Type

KINDS = frozenset({Type.PAGE, Type.CONTACT})
"""Kinds of pages on which a heading may name a place; elsewhere it names what the page is about."""

TITLES = frozenset(
    {"contact", "contacten", "contactgegevens", "contacteer", "adressen", "openingsuren", "openingstijden", "horaires"}
)
"""Words in the title of a page that lists places, wherever it lies."""

LONGEST_NAME = 7
"""Words: a longer heading or line is a sentence."""

_TELEPHONE = re.compile(r"(?<![\d.])(?:\+32|0032|0)[\s./()0-9-]{7,16}\d")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_STREET = re.compile(
    r"((?:[A-ZÀ-Ý][\w'\u2019.-]*\s){0,3}"
    r"[A-ZÀ-Ý][\w'\u2019-]*(?:straat|laan|plein|plaats|weg|markt|dreef|kaai|lei|pad|park|vest|hof|berg|kouter|dam|dries)"
    r"\s\d{1,4}[A-Za-z]?(?:/\d+)?)\b(?:,?\s(\d{4})\s([A-ZÀ-Ý][\w'\u2019-]+(?:\s[A-ZÀ-Ý][\w'\u2019-]+)*))?"
)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading: every telephone number, e-mail address and (street, postcode, locality)."""

    heading: str
    name: PlaceName
    telephones: tuple[str, ...]
    emails: tuple[str, ...]
    streets: tuple[tuple[str, str, str], ...]
    hours: OpeningHours | None
    remarks: Remarks
    unsure: tuple[str, ...]


def is_contact_page(page: Page) -> bool:
    """Whether a page gives the particulars of places."""
    kind = type_of(page)
    return kind is Type.CONTACT or (kind in KINDS and not TITLES.isdisjoint(words(page.title)))


def sections(page: Page, town: Collection[str]) -> Iterator[Section]:
    """Yield the parts of a contact page whose heading, or whose first words before a colon, name a place.

    What the page says of opening before its first heading below the title holds for every part.
    """
    if not is_contact_page(page):
        return
    headings = {heading.text for heading in page.headings}
    lines = [line for line in page.text.split("\n") if line]
    starts = [number for number, line in enumerate(lines) if line in headings]
    below_title = next((start for start in starts if start > 0), len(lines))
    general = remarks_in("\n".join(lines[:below_title]))
    for start, end in pairwise([*starts, len(lines)]):
        own = lines[start + 1 : end]
        if name := _heading_name(lines[start], town):
            yield _section(lines[start], name, own, general)
            continue
        for line in own:
            before, colon, rest = line.partition(": ")
            if colon and (name := _heading_name(before, town)):
                yield _section(before, name, [rest], general)


def _section(heading: str, name: PlaceName, lines: list[str], general: Remarks) -> Section:
    text = "\n".join(lines)
    unsure: tuple[str, ...] = ()
    try:
        hours = written_hours(lines)
    except UnreadableHoursError:
        hours, unsure = None, ("hours",)
    return Section(
        heading=heading,
        name=name,
        telephones=tuple(dict.fromkeys(_TELEPHONE.findall(text))),
        emails=tuple(dict.fromkeys(address.rstrip(".") for address in _EMAIL.findall(text))),
        streets=tuple(dict.fromkeys(_STREET.findall(text))),
        hours=hours,
        remarks=general | remarks_in(text),
        unsure=unsure,
    )


def _heading_name(heading: str, town: Collection[str]) -> PlaceName | None:
    """Return the place that a heading names and nothing besides: it starts with it, and what follows are names."""
    named = list(words(heading))
    found = next(phrases_in(named), None)
    if not found or found[0] or len(named) > LONGEST_NAME or " ".join(named[: found[1]]) not in PURPOSES[found[2]]:
        return None
    rest = re.split(r"\s+", heading.strip())[found[1] :]
    small = stop_words("nl") | stop_words("fr")
    if any(word[:1].islower() and fold(word) not in small for word in rest):
        return None
    return place_name(heading, town)
