"""Council decisions: title, date and organ of a local decision, from the RDFa on its page.

The vocabularies are besluit (https://data.vlaanderen.be/ns/besluit), eli and prov. Pages give property names in full,
with a prefix, or with a prefix that they do not declare, so names are compared by their last part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.records.date_parsing import parse_iso_timestamp
from crawler.records.page import Page, StructuredItem

_AGENDA_ITEM_TYPES = frozenset({"BehandelingVanAgendapunt", "Agendapunt"})
"""Items that have the title when no decision was taken: a question, or a point of information."""

_SESSION_TIME_PROPERTIES = ("startedAtTime", "gestartOpTijdstip", "geplandeStart")
"""When a session took place; the actual start is preferred to the planned one."""

_DECISION_DATE_PROPERTIES = ("date_document", "date", "date_publication", "issued")
"""When a decision was taken or, failing that, published."""

_NAME_PROPERTIES = ("prefLabel", "title", "label", "name")


@dataclass(frozen=True, slots=True)
class CouncilDecision:
    """A page's decision: title ("" when there are several), date (Unix seconds) and organ that took it."""

    title: str = ""
    date: int | None = None
    organ: str = ""


def council_decision(page: Page) -> CouncilDecision:
    """Return the decision that a page states."""
    items = [item for item in page.structured if item.syntax == "rdfa"]
    sessions = [item for item in items if "Zitting" in item.types]
    held = _first_timestamp(sessions, _SESSION_TIME_PROPERTIES)
    organs = {name: None for item in items if "Bestuursorgaan" in item.types for name in _texts(item, _NAME_PROPERTIES)}
    return CouncilDecision(
        title=_title(items),
        date=held if held is not None else _first_timestamp(items, _DECISION_DATE_PROPERTIES),
        organ=next(iter(organs), "") if len(organs) == 1 else "",
    )


def _title(items: list[StructuredItem]) -> str:
    """Return the title if there is exactly one; a regulation (a Besluit with a second type) is ignored."""
    decisions = [item for item in items if "Besluit" in item.types and any(_texts(item, ("title",)))]
    plain = [item for item in decisions if set(item.types) == {"Besluit"}]
    candidates = plain or decisions or [item for item in items if _AGENDA_ITEM_TYPES & set(item.types)]
    titles = list(dict.fromkeys(title for item in candidates for title in _texts(item, ("title",))))
    return titles[0] if len(titles) == 1 else ""


def _first_timestamp(items: list[StructuredItem], names: tuple[str, ...]) -> int | None:
    for name in names:
        for item in items:
            for text in _texts(item, (name,)):
                if (moment := parse_iso_timestamp(text)) is not None:
                    return moment
    return None


def _texts(item: StructuredItem, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the texts of these properties of an item."""
    for name in names:
        for key, value in item.properties.items():
            if re.split(r"[/#:]", key)[-1] == name:
                yield from filter(None, map(_text, value if isinstance(value, list) else [value]))


def _text(value: Any) -> str:
    literal = value.get("@value", "") if isinstance(value, dict) else value
    return " ".join(str(literal).split()) if isinstance(literal, str) else ""
