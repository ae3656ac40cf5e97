"""Decisions of local boards, as their pages state them in RDFa (vocabularies besluit, eli, prov).

https://data.vlaanderen.be/ns/besluit. Names of properties come whole or with their prefix, as pages declare them or
forget to, so they are compared by their last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.records.dates import parse_iso_timestamp
from crawler.records.page import Page, StructuredItem

_AGENDA_ITEM_TYPES = frozenset({"BehandelingVanAgendapunt", "Agendapunt"})
"""What carries the title when no decision was taken: a question, a point of information."""

_SESSION_TIME_PROPERTIES = ("startedAtTime", "gestartOpTijdstip", "geplandeStart")
"""When a session was held, as it went before as it was planned."""

_DECISION_DATE_PROPERTIES = ("date_document", "date", "date_publication", "issued")
"""When a decision was taken, or else made public."""

_NAME_PROPERTIES = ("prefLabel", "title", "label", "name")


@dataclass(frozen=True, slots=True)
class CouncilDecision:
    """What a page says of a decision: its title ("" when it lists several), when (Unix seconds), and by which organ."""

    title: str = ""
    date: int | None = None
    organ: str = ""


def council_decision(page: Page) -> CouncilDecision:
    """Return what a page about decisions states of them."""
    items = [item for item in page.structured if item.syntax == "rdfa"]
    sessions = [item for item in items if "Zitting" in item.types]
    held = _firstparse_iso_timestamp(sessions, _SESSION_TIME_PROPERTIES)
    organs = {name: None for item in items if "Bestuursorgaan" in item.types for name in _texts(item, _NAME_PROPERTIES)}
    return CouncilDecision(
        title=_title(items),
        date=held if held is not None else _firstparse_iso_timestamp(items, _DECISION_DATE_PROPERTIES),
        organ=next(iter(organs), "") if len(organs) == 1 else "",
    )


def _title(items: list[StructuredItem]) -> str:
    """Return the title of the one decision; a regulation that it brings along has a type of its own beside."""
    taken = [item for item in items if "Besluit" in item.types and any(_texts(item, ("title",)))]
    plain = [item for item in taken if set(item.types) == {"Besluit"}]
    candidates = plain or taken or [item for item in items if _AGENDA_ITEM_TYPES & set(item.types)]
    titles = list(dict.fromkeys(title for item in candidates for title in _texts(item, ("title",))))
    return titles[0] if len(titles) == 1 else ""


def _firstparse_iso_timestamp(items: list[StructuredItem], names: tuple[str, ...]) -> int | None:
    for name in names:
        for item in items:
            for text in _texts(item, (name,)):
                if (moment := parse_iso_timestamp(text)) is not None:
                    return moment
    return None


def _texts(item: StructuredItem, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        for key, value in item.properties.items():
            if re.split(r"[/#:]", key)[-1] == name:
                yield from filter(None, map(_text, value if isinstance(value, list) else [value]))


def _text(value: Any) -> str:
    literal = value.get("@value", "") if isinstance(value, dict) else value
    return " ".join(str(literal).split()) if isinstance(literal, str) else ""
