"""UiTdatabank events: turn an event from JSON-LD into a Record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from crawler.records.date_parsing import end_of_day, parse_timestamp
from crawler.records.url import normalise_url
from crawler.registry.site import Site
from indexer.language.analysis import normalise_text
from indexer.sources.plain_text import all_languages, choose_language, plain_line, plain_text
from indexer.sources.record import Record, TimeSpan

AGENDA_URL = "https://www.uitinvlaanderen.be/agenda/e/"
"""Start of the URL of an event for citizens, followed by any slug and the event's id."""

_AGENDA_PAGE = re.compile(r"^https?://(www\.)?uitin[a-z]+\.be/")
"""URLs of the sites on which UiTdatabank publishes events."""

STATUS_SENTENCES = {"Unavailable": "Dit gaat niet door.", "TemporarilyUnavailable": "Dit is uitgesteld."}
"""What an event's status means for citizens."""


def event_record(event: Mapping[str, Any], site: Site, places: Mapping[str, Mapping[str, Any]]) -> Record | None:
    """Return the record of an event in the municipality of `site`, None when it has no name.

    `places` are the places by URL, for events that only refer to one.
    """
    languages = (*site.languages, str(event.get("mainLanguage", "")), "nl")
    title, lang = choose_language(event.get("name"), languages)
    if not (title := plain_line(title)):
        return None
    key = str(event["@id"])
    url = _result_url(event, key, title)
    place = _place(event, places)
    moments = _moments(event)
    description = plain_text(choose_language(event.get("description"), languages)[0])
    terms = [str(term["label"]) for term in _objects(event.get("terms")) if term.get("label")]
    status = STATUS_SENTENCES.get(str(_object(event.get("status")).get("type")), "")
    return Record(
        key=key,
        url=url,
        title=title,
        sites=(site.id,),
        summary=" ".join(filter(None, (status, ", ".join(_where(place, languages))))),
        text="\n".join(filter(None, (status, description, *_facts(event, place, terms, languages)))),
        lang=lang or site.languages[0],
        date=parse_timestamp(event.get("modified")) or parse_timestamp(event.get("created")),
        moments=moments,
        until=max((end for _, end in moments), default=None),
        geo=_point(place),
        keywords=tuple(dict.fromkeys((*_other_names(event, title), *terms, *_strings(event.get("labels"))))),
        links=_links(event),
        numbers=(key, url),
        version=str(event.get("modified") or event.get("created") or ""),
    )


def _moments(event: Mapping[str, Any]) -> tuple[TimeSpan, ...]:
    """Return when an event takes place, without spans that have no start or end before it."""
    whole = _span(event)
    parts = [span for part in _objects(event.get("subEvent")) if (span := _span(part))]
    return tuple(sorted(set(parts))) or ((whole,) if whole else ())


def _span(node: Mapping[str, Any]) -> TimeSpan | None:
    start, end = parse_timestamp(node.get("startDate")), parse_timestamp(node.get("endDate"))
    if start is None:
        return None
    if end is None or end < start:
        end = end_of_day(start)
    return start, end


def _place(event: Mapping[str, Any], places: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    place = _object(event.get("location"))
    return place if "name" in place else places.get(str(place.get("@id")), place)


def _where(place: Mapping[str, Any], languages: Sequence[str]) -> list[str]:
    """Return name, street and locality of a place; addresses are by language or, in older events, are not."""
    address = _object(place.get("address"))
    if "streetAddress" not in address and "addressLocality" not in address:
        chosen = next((lang for lang in languages if lang in address), next(iter(address), ""))
        address = _object(address.get(chosen))
    name = plain_line(choose_language(place.get("name"), languages)[0])
    locality = f"{address.get('postalCode', '')} {address.get('addressLocality', '')}"
    return [part for part in map(plain_line, (name, str(address.get("streetAddress", "")), locality)) if part]


def _facts(
    event: Mapping[str, Any], place: Mapping[str, Any], terms: Sequence[str], languages: Sequence[str]
) -> list[str]:
    organizer = plain_line(choose_language(_object(event.get("organizer")).get("name"), languages)[0])
    prices = [
        f"{plain_line(choose_language(price.get('name'), languages)[0])}: {price['price']} euro"
        for price in _objects(event.get("priceInfo"))
        if isinstance(price.get("price"), int | float)
    ]
    return [", ".join(_where(place, languages)), organizer, ", ".join(terms), "; ".join(prices)]


def _point(place: Mapping[str, Any]) -> tuple[float, float] | None:
    geo = _object(place.get("geo"))
    try:
        latitude, longitude = float(geo["latitude"]), float(geo["longitude"])
    except (KeyError, TypeError, ValueError):
        return None
    sound = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude)
    return (latitude, longitude) if sound else None


def _result_url(event: Mapping[str, Any], key: str, title: str) -> str:
    agenda = next((link for link in _strings(event.get("sameAs")) if _AGENDA_PAGE.match(link)), None)
    slug = re.sub(r"[^a-z0-9]+", "-", normalise_text(title)).strip("-") or "activiteit"
    return normalise_url(agenda or "") or f"{AGENDA_URL}{slug}/{quote(key.rstrip('/').rpartition('/')[2], safe='')}"


def _links(event: Mapping[str, Any]) -> tuple[str, ...]:
    stated = (*_strings(event.get("sameAs")), *_strings(_object(event.get("contactPoint")).get("url")))
    return tuple(filter(None, map(normalise_url, stated)))


def _other_names(event: Mapping[str, Any], title: str) -> tuple[str, ...]:
    return tuple(name for name in all_languages(event.get("name")) if name != title)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
