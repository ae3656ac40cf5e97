"""Parse sites.toml, the registry of sites, into `Site` records.

People write this file, so mistakes are reported with their lines, and all of them at once.
"""

from __future__ import annotations

import re
import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Any

import ada_url
from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from crawler.records.errors import Mistake, SitesError
from crawler.records.url import normalise_url
from crawler.registry.site import ALL_PATHS, DEFAULT_DELAY, DEFAULT_SITE_MAX_SHRINK, Site
from crawler.registry.toml_lines import TomlLines, toml_syntax_mistake

DEFAULT_SITES_FILE = Path(__file__).parents[1] / "sites.toml"
"""The registry that comes with the package: the twelve municipal sites around Kortrijk."""

_MINUTES_PER_DAY = 24 * 60

_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")
"""A period of the day, such as "07:30-09:00"."""


def _web_url(url: str) -> str:
    normal = normalise_url(url)
    if normal is None:
        raise ValueError("not a web URL")
    return normal


def _parse_hours(text: object) -> tuple[time, time]:
    if not isinstance(text, str) or not _HOURS.fullmatch(text):
        raise ValueError("not a period of the day")
    start, end = (time.fromisoformat(clock.replace("24:00", "00:00")) for clock in text.split("-"))
    if start == end:
        raise ValueError("an empty period")
    return start, end


def _check_hours_left(spans: tuple[tuple[time, time], ...]) -> tuple[tuple[time, time], ...]:
    minutes: set[int] = set()
    for start, end in spans:
        first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
        minutes.update(
            minute % _MINUTES_PER_DAY for minute in range(first, last if last > first else last + _MINUTES_PER_DAY)
        )
    if len(minutes) == _MINUTES_PER_DAY:
        raise ValueError("the whole day is covered")
    return spans


_LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
_PathPattern = Annotated[str, Field(pattern=r"^[/*]")]
_HostName = Annotated[str, Field(pattern=r"^[A-Za-z0-9.\-]+(:\d+)?$")]

_HoursRange = Annotated[tuple[time, time], BeforeValidator(_parse_hours)]


@checked(kw_only=True, config={"extra": "forbid"})
class _Table:
    """One [[site]] table as written; pydantic checks types, limits and unknown keys."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    name: Annotated[str, Field(min_length=1)]
    url: Annotated[str, AfterValidator(_web_url)]
    hosts: tuple[_HostName, ...] = ()
    nis: Annotated[str, Field(pattern=r"^\d{5}$")] | None = None
    postcodes: tuple[Annotated[str, Field(pattern=r"^\d{4}$")], ...] = ()
    languages: Annotated[tuple[_LanguageCode, ...], Field(min_length=1)] = ("nl",)
    include: tuple[_PathPattern, ...] = ()
    exclude: tuple[_PathPattern, ...] = ()
    max_pages: Annotated[int, Field(ge=1)] = 50_000
    delay: Annotated[float, Field(ge=0, le=60)] = DEFAULT_DELAY
    allow_private: bool = False
    render: StrictBool | tuple[_PathPattern, ...] = False
    quiet_hours: Annotated[tuple[_HoursRange, ...], AfterValidator(_check_hours_left)] = ()
    max_per_day: Annotated[int, Field(ge=1)] | None = None
    max_shrink: Annotated[float, Field(gt=0, le=1)] = DEFAULT_SITE_MAX_SHRINK


_TABLE = TypeAdapter(_Table)

_HINTS = {
    "id": 'use lower-case letters, digits and hyphens, such as "spiere-helkijn"',
    "nis": 'use the five digits of the NIS code, as text: "34022"',
    "postcodes": 'use a list of four-digit postcodes, as text: ["8500", "8501"]',
    "languages": 'use a list of two-letter codes, such as ["nl", "fr"]',
    "include": 'use a list of path patterns that start with "/" or "*"',
    "exclude": 'use a list of path patterns that start with "/" or "*"',
    "hosts": 'use a list of host names without "https://", such as ["pers.kortrijk.be"]',
    "max_pages": "use a whole number of 1 or more",
    "delay": "use seconds between 0 and 60",
    "allow_private": "use true or false",
    "render": 'use true, false or a list of path patterns that start with "/" or "*"',
    "quiet_hours": 'use a list of periods that leave part of the day free, such as ["07:30-09:00", "22:00-06:00"]',
    "max_per_day": "use a whole number of 1 or more",
    "max_shrink": "use a share above 0 and at most 1, such as 0.3",
    "name": "use the common name, as text",
    "url": 'use the URL of the home page, as text: "https://www.kortrijk.be/"',
}


def load_sites(path: Path | None = None) -> tuple[Site, ...]:
    """Load the registry at `path` (default: `DEFAULT_SITES_FILE`) and return its sites in file order.

    Raises:
        SitesError: the file is missing, is not valid TOML, or contains mistakes; the error lists all of them.
    """
    path = path or DEFAULT_SITES_FILE
    return parse_sites(read_registry(path), str(path))


def read_registry(path: Path) -> str:
    """Return the text of a registry file.

    Raises:
        SitesError: the file is missing, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SitesError(
            str(path), (Mistake(1, f"cannot be read ({error.strerror}); name a file with --sites"),)
        ) from error
    except UnicodeDecodeError as error:
        raise SitesError(str(path), (Mistake(1, "is not UTF-8 text; save it as UTF-8"),)) from error


def parse_sites(text: str, path: str = "sites.toml") -> tuple[Site, ...]:
    """Parse the text of a registry; `path` is its name in messages. See `load_sites`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SitesError(path, (toml_syntax_mistake(text, error),)) from error
    lines = TomlLines(text)
    mistakes: list[Mistake] = [
        Mistake(lines.line_of(key), f'unknown key "{key}"; only [[site]] and [[source]] tables are allowed')
        for key in data
        if key not in {"site", "source"}  # [[source]] tables are parsed by indexer.sources.registry
    ]
    tables = data.get("site", [])
    if not isinstance(tables, list) or not tables:
        mistakes.append(Mistake(1, "contains no site; add a [[site]] table with id, name and url"))
        tables = []
    sites = []
    for number, table in enumerate(tables):
        site = _site(number, table, lines, mistakes)
        if site:
            sites.append((number, site))
    _check_unique(sites, lines, mistakes)
    if mistakes:
        raise SitesError(path, tuple(sorted(mistakes, key=lambda mistake: mistake.line)))
    return tuple(site for _, site in sites)


def _site(number: int, table: dict[str, Any], lines: TomlLines, mistakes: list[Mistake]) -> Site | None:
    try:
        valid = _TABLE.validate_python(table)
    except ValidationError as error:
        mistakes += lines.validation_mistakes(number, error, _message)
        return None
    hosts = (ada_url.URL(valid.url).host, *(host.lower() for host in valid.hosts))
    return Site(
        id=valid.id,
        name=valid.name,
        url=valid.url,
        hosts=tuple(dict.fromkeys(hosts)),
        nis=valid.nis or "",
        postcodes=valid.postcodes,
        languages=valid.languages,
        include=valid.include,
        exclude=valid.exclude,
        max_pages=valid.max_pages,
        delay=valid.delay,
        allow_private=valid.allow_private,
        render=(ALL_PATHS,) if valid.render is True else valid.render or (),
        quiet_hours=valid.quiet_hours,
        max_per_day=valid.max_per_day,
        max_shrink=valid.max_shrink,
    )


def _message(key: str, kind: str) -> str:
    if kind in {"unexpected_keyword_argument", "extra_forbidden"}:
        return f'unknown key "{key}"; use one of {", ".join(_HINTS)}'
    if kind in {"missing", "missing_argument"}:
        return f'"{key}" is missing; {_HINTS.get(key, "add it")}'
    return f'"{key}" is not valid; {_HINTS.get(key, "correct it")}'


def _check_unique(sites: list[tuple[int, Site]], lines: TomlLines, mistakes: list[Mistake]) -> None:
    ids: dict[str, int] = {}
    hosts: dict[str, str] = {}
    for number, site in sites:
        if site.id in ids:
            mistakes.append(
                Mistake(lines.key_line(number, "id"), f'id "{site.id}" is used twice; give each site its own id')
            )
        ids[site.id] = number
        for host in site.hosts:
            if host in hosts:
                owner = hosts[host]
                mistakes.append(
                    Mistake(
                        lines.key_line(number, "url"),
                        f'host "{host}" already belongs to "{owner}"; list each host under one site only',
                    )
                )
            hosts[host] = site.id
