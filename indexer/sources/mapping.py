"""Mapping: turn an entry of any feed into a Record, with the field paths in the registry.

A field is a dotted path ("venue.address.postcode", "names.0"; through a list it means each of its members), the name of
a column, a text with such paths in braces ("https://www.kuurne.be/zalen/{id}"), or a literal URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawler.records.date_parsing import end_of_day, parse_end_timestamp, parse_timestamp
from crawler.records.url import normalise_url
from crawler.registry.site import Site
from indexer.language.analysis import normalise_text
from indexer.records.document import DocumentType
from indexer.sources.plain_text import all_languages, choose_language, plain_line, plain_text
from indexer.sources.record import Record, TimeSpan
from indexer.sources.source import Source

_URL_SCHEMES = ("http://", "https://")

_BRACES = re.compile(r"\{([^{}]+)\}")


def map_entry(entry: Mapping[str, Any], source: Source, sites: Sequence[Site]) -> Record | None:
    """Return the record of an entry, None for one without a title or a URL, or of another municipality."""
    municipalities = _municipalities(_first_value(entry, source, "place"), sites)
    if municipalities is None:
        return None
    languages = tuple(dict.fromkeys(lang for site in sites for lang in site.languages))
    name = _first_value(entry, source, "title")
    title, lang = choose_language(name, languages)
    key = _as_text(_first_value(entry, source, "id"))
    url = normalise_url(_as_text(_first_value(entry, source, "url")), source.url)
    if not (title := plain_line(title)) or not url:
        return None
    if not key:
        shared = source.fields.get("url", "").startswith(_URL_SCHEMES) and "{" not in source.fields["url"]
        key = f"{url}#{normalise_text(title)}" if shared else url
    text = plain_text(choose_language(_first_value(entry, source, "text"), languages)[0])
    moments = _moments(entry, source)
    return Record(
        key=key,
        url=url,
        title=title,
        sites=municipalities,
        summary=plain_line(choose_language(_first_value(entry, source, "summary"), languages)[0]),
        text=text,
        lang=lang or _as_text(_first_value(entry, source, "lang"))[:2].lower() or (languages[0] if languages else ""),
        date=parse_timestamp(_first_value(entry, source, "date")),
        moments=moments,
        until=max((end for _, end in moments), default=None),
        geo=_point(entry, source),
        keywords=tuple(
            dict.fromkeys((*(each for each in all_languages(name) if each != title), *_keywords(entry, source)))
        ),
        links=(url,),
        numbers=(key,),
    )


def values_at_path(entry: Any, path: str) -> Iterator[Any]:
    """Yield the values at a path: each member where it leads through a list, none where it leads nowhere."""
    if isinstance(entry, Mapping) and path in entry:
        yield from entry[path] if isinstance(entry[path], list) else [entry[path]]
        return
    step, _, rest = path.partition(".")
    if isinstance(entry, list):
        members = [entry[int(step)]] if step.isdecimal() and int(step) < len(entry) else []
        for member in members:
            yield from values_at_path(member, rest) if rest else [member]
        if not step.isdecimal():
            for member in entry:
                yield from values_at_path(member, path)
    elif rest and isinstance(entry, Mapping) and step in entry:
        yield from values_at_path(entry[step], rest)


def _first_value(entry: Mapping[str, Any], source: Source, field: str) -> Any:
    """Return the first value of a field, None when there is none; a text with braces is filled in."""
    path = source.fields.get(field, field)
    if path.startswith(_URL_SCHEMES) and "{" not in path:
        return path
    if "{" not in path:
        return next((value for value in values_at_path(entry, path) if value is not None and value != ""), None)
    parts = {name: _as_text(next(values_at_path(entry, name), None)) for name in _BRACES.findall(path)}
    return _BRACES.sub(lambda found: parts[found[1]], path) if all(parts.values()) else None


def _as_text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _keywords(entry: Mapping[str, Any], source: Source) -> Iterator[str]:
    for value in values_at_path(entry, source.fields.get("keywords", "keywords")):
        if isinstance(value, str):
            yield from filter(None, map(plain_line, re.split(r"[;,|]", value)))


def _moments(entry: Mapping[str, Any], source: Source) -> tuple[TimeSpan, ...]:
    if isinstance(entry.get("moments"), tuple):
        return tuple(entry["moments"])
    if source.type is not DocumentType.EVENT and "starts" not in source.fields:
        return ()
    start, end = (
        parse_timestamp(_first_value(entry, source, "starts")),
        parse_end_timestamp(_first_value(entry, source, "ends")),
    )
    if start is None:
        return ()
    return ((start, end if end is not None and end >= start else end_of_day(start)),)


def _point(entry: Mapping[str, Any], source: Source) -> tuple[float, float] | None:
    try:
        latitude, longitude = (
            float(str(_first_value(entry, source, name)).replace(",", ".")) for name in ("lat", "lon")
        )
    except ValueError:
        return None
    sound = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude)
    return (latitude, longitude) if sound else None


def _municipalities(place: Any, sites: Sequence[Site]) -> tuple[str, ...] | None:
    """Return the sites that an entry is for, by its place; all without a place, None for a place elsewhere."""
    text = normalise_text(_as_text(place))
    if not text:
        return tuple(site.id for site in sites)
    numbers = set(re.findall(r"\b\d{4,5}\b", text))
    named = [
        site.id
        for site in sites
        if numbers & {site.nis, *site.postcodes} or re.search(rf"\b{re.escape(normalise_text(site.name))}\b", text)
    ]
    return tuple(named) or None
