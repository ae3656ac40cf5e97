"""Source registry: parse the [[source]] tables of the registry file into `Source` records, next to its sites.

Mistakes in sites and sources are reported together, each with its line; see `crawler.registry.site_parser`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import ada_url
from pydantic import AfterValidator, Field, StrictBool, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from crawler.records.errors import Mistake, SitesError
from crawler.records.url import normalise_url
from crawler.registry.site import Site
from crawler.registry.site_parser import DEFAULT_SITES_FILE, parse_sites, read_registry
from crawler.registry.toml_lines import TomlLines
from indexer.records.document import DocumentType
from indexer.sources.source import (
    DEFAULT_HARVEST_TIMEOUT,
    DEFAULT_MAX_RECORD_SHRINK,
    DEFAULT_RECORD_TYPES,
    KEY_HEADERS,
    MAPPABLE_FIELDS,
    OFFICIAL_URLS,
    REQUIRED_MAPPED_FIELDS,
    Source,
    SourceKind,
)

_SECRET_KEY = re.compile(
    r"^(api_?|client_?|access_?)?(key|id_?key|token|secret|password|pass)$|^client_?id$", re.IGNORECASE
)
"""Names of TOML keys under which people would write a secret."""

_SECRET_PARAMETER = re.compile(r"[?&](api_?key|client_?id|access_?token|token|key|password|secret)=", re.IGNORECASE)

WEB_SOURCE = "web"
"""The source of crawled pages; no other source may have this id."""


@dataclass(frozen=True, slots=True)
class SourceRegistry:
    """The sites and sources of a registry file, in file order."""

    sites: tuple[Site, ...]
    sources: tuple[Source, ...]


def _web_address(url: str) -> str:
    normal = normalise_url(url)
    if normal is None:
        raise ValueError("not a web URL")
    if ada_url.URL(url.strip()).password or _SECRET_PARAMETER.search(url):
        raise ValueError("it has a key in it")
    return normal


@checked(kw_only=True, config={"extra": "forbid"})
class _Table:
    """One [[source]] table as the file has it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    kind: SourceKind
    url: Annotated[str, AfterValidator(_web_address)] | None = None
    sites: tuple[str, ...] = ()
    key_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    key_header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")] | None = None
    map: dict[str, Annotated[str, Field(min_length=1)]] | None = None
    type: DocumentType | None = None
    form: Literal["je", "u"] = "je"
    every: Annotated[float, Field(ge=0, le=24 * 31)] = 0.0
    deadline: Annotated[float, Field(gt=0, le=24 * 3600)] = DEFAULT_HARVEST_TIMEOUT
    max_shrink: Annotated[float, Field(gt=0, le=1)] = DEFAULT_MAX_RECORD_SHRINK
    allow_private: StrictBool = False


_TABLE = TypeAdapter(_Table)

_EXPLAIN = {
    "id": 'use lower-case letters, digits and hyphens, such as "uit-kuurne"',
    "kind": f"use one of {', '.join(SourceKind)}",
    "url": "use the URL of the source, as text and without a key in it",
    "sites": 'use a list of ids of the sites above, such as ["kuurne"]',
    "key_env": 'use the name of the environment variable with the key, such as "UITDATABANK_CLIENT_ID"',
    "key_header": 'use the name of the header for the key, such as "x-api-key"',
    "map": f'use a table of fields, such as {{title = "naam"}}; known are {", ".join(MAPPABLE_FIELDS)}',
    "type": f"use one of {', '.join(DocumentType)}",
    "form": 'use "je" or "u"',
    "every": "use hours between two harvests, such as 6",
    "deadline": "use seconds above 0, such as 600",
    "max_shrink": "use a share above 0 and up to 1, such as 0.3",
    "allow_private": "use true or false",
}


def load_registry(path: Path | None = None) -> SourceRegistry:
    """Read the registry at `path` (default: the shipped one).

    Raises:
        SitesError: the file is missing, is not TOML, or has mistakes; it lists all of them.
    """
    path = path or DEFAULT_SITES_FILE
    return parse_registry(read_registry(path), str(path))


def parse_registry(text: str, path: str = "sites.toml") -> SourceRegistry:
    """Parse the text of a registry; `path` names it in messages. See `load_registry`."""
    mistakes: list[Mistake] = []
    sites: tuple[Site, ...] = ()
    try:
        sites = parse_sites(text, path)
    except SitesError as error:
        mistakes += error.mistakes
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # among the mistakes already
        raise SitesError(path, tuple(mistakes)) from None
    lines = TomlLines(text, "source")
    tables = _tables(data.get("source", []))
    if tables is None:
        mistakes.append(Mistake(lines.line_of("source"), "a source is a [[source]] table, with two brackets"))
    known = {str(table.get("id")) for table in _tables(data.get("site")) or ()}
    tables = tables or []
    sources = tuple(filter(None, (_source(number, table, lines, mistakes) for number, table in enumerate(tables))))
    _check_across_sources(tables, known, lines, mistakes)
    if mistakes:
        raise SitesError(path, tuple(sorted(mistakes, key=lambda mistake: mistake.line)))
    return SourceRegistry(sites, sources)


def _tables(value: Any) -> list[dict[str, Any]] | None:
    """Return a list of tables unchanged, None for anything else."""
    return value if isinstance(value, list) and all(isinstance(table, dict) for table in value) else None


def _source(number: int, table: dict[str, Any], lines: TomlLines, mistakes: list[Mistake]) -> Source | None:
    try:
        found = _TABLE.validate_python(table)
    except ValidationError as error:
        mistakes += lines.validation_mistakes(number, error, lambda key, _: _sentence(key, table))
        return None
    before = len(mistakes)
    mistakes += [Mistake(lines.key_line(number, key), message) for key, message in _contradictions(found)]
    if len(mistakes) > before:
        return None
    header = KEY_HEADERS.get(found.kind, "authorization")
    return Source(
        id=found.id,
        kind=found.kind,
        url=found.url or OFFICIAL_URLS[found.kind],
        sites=found.sites,
        key_env=found.key_env or "",
        key_header=(found.key_header or header).lower() if found.key_env else "",
        fields=found.map or {},
        type=found.type or DEFAULT_RECORD_TYPES.get(found.kind, DocumentType.PAGE),
        form=found.form,
        every=found.every,
        deadline=found.deadline,
        max_shrink=found.max_shrink,
        allow_private=found.allow_private,
    )


def _sentence(key: str, table: dict[str, Any]) -> str:
    if _SECRET_KEY.match(key):
        return f'"{key}" does not belong in a file; put the key in an environment variable and its name in key_env'
    if key not in _EXPLAIN:
        return f'unknown key "{key}"; known are {", ".join(_EXPLAIN)}'
    if key not in table:
        return f'"{key}" is missing; {_EXPLAIN[key]}'
    return f'"{key}" cannot be used; {_EXPLAIN[key]}'


def _contradictions(table: _Table) -> list[tuple[str, str]]:
    """Return (key, sentence) of settings that are valid by themselves but do not fit together."""
    found = []
    if table.url is None and table.kind not in OFFICIAL_URLS:
        found.append(("url", f'"url" is missing; {_EXPLAIN["url"]}'))
    if table.key_env is None and table.kind in KEY_HEADERS:
        found.append(("key_env", f'"key_env" is missing; {_EXPLAIN["key_env"]}'))
    if table.id == WEB_SOURCE:
        found.append(("id", f'"{WEB_SOURCE}" is the source of crawled pages; give this source another id'))
    fields = table.map or {}
    if unknown := sorted(fields.keys() - set(MAPPABLE_FIELDS)):
        found.append(("map", f'"map" has no field {", ".join(unknown)}; known are {", ".join(MAPPABLE_FIELDS)}'))
    if missing := sorted(REQUIRED_MAPPED_FIELDS.get(table.kind, frozenset()) - fields.keys()):
        found.append(("map", f'"map" needs fields for {", ".join(missing)}'))
    return found


def _check_across_sources(
    tables: list[dict[str, Any]], known: set[str], lines: TomlLines, mistakes: list[Mistake]
) -> None:
    seen: set[str] = set()
    for number, table in enumerate(tables):
        name = str(table.get("id"))
        if name in seen:
            mistakes.append(
                Mistake(lines.key_line(number, "id"), f'id "{name}" is used twice; give each source its own')
            )
        seen.add(name)
        listed = table.get("sites", [])
        strangers = [site for site in listed if site not in known] if isinstance(listed, list) else []
        if strangers:
            named = ", ".join(map(str, strangers))
            mistakes.append(
                Mistake(lines.key_line(number, "sites"), f"there is no site {named}; use the ids of sites above")
            )
