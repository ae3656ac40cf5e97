"""IPDC products: turn a product, a concept or a version of either from JSON-LD into a Record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawler.records.date_parsing import parse_timestamp
from crawler.records.url import host_of, normalise_url
from crawler.registry.site import Site
from indexer.sources.kinds.ipdc_authorities import nis_code_of
from indexer.sources.plain_text import all_languages, choose_language, plain_line, plain_text
from indexer.sources.record import Record
from indexer.sources.source import Source

LANGUAGE_VARIANTS = {
    "je": ("nl-be-x-informal", "nl/je", "nl-be-x-generated-informal", "nl"),
    "u": ("nl-be-x-formal", "nl/u", "nl-be-x-generated-formal", "nl"),
}
"""Language tags of each form of address, written texts before generated ones. Two of the tags are invalid, but the
real stream has them."""

CONCEPT_TYPES = frozenset({"Concept", "ConceptSnapshot"})
"""Types of concepts, which belong to no municipality."""

TOMBSTONE_TYPE = "Tombstone"
"""What ActivityStreams leaves of a deleted item."""

_TEXT_PROPERTIES = ("beschrijving", "verdereBeschrijving", "uitzonderingen", "regelgevingTekst")
"""Properties with the text, in reading order; the lists come after the first two."""
_LIST_PROPERTIES = ("voorwaarden", "procedures", "kosten", "financieleVoordelen")
"""Properties with lists of items that each have a name and a text, in reading order."""


def product_record(node: Mapping[str, Any], source: Source, sites: Sequence[Site]) -> Record | None:
    """Return the record of a product of `sites` or of a concept; None for one without a name or from elsewhere."""
    variants = (*LANGUAGE_VARIANTS[source.form], *LANGUAGE_VARIANTS["u" if source.form == "je" else "je"])
    concept = bool(CONCEPT_TYPES & _types(node))
    owners = () if concept else _owners(node, sites)
    title = plain_line(_text(node.get("naam"), variants))
    key = str(node.get("isVersionOf") or node.get("@id") or "")
    if not title or not key or not (concept or owners):
        return None
    parts = [plain_text(_text(node.get(name), variants)) for name in _TEXT_PROPERTIES]
    parts[2:2] = [text for name in _LIST_PROPERTIES for text in _listed(node.get(name), variants)]
    links = _links(node)
    return Record(
        key=key,
        url=_result_url(key, links, [site for site in sites if site.id in owners]),
        title=title,
        sites=owners,
        summary=parts[0].partition("\n")[0],
        text="\n".join(filter(None, (*parts, *_contacts(node)))),
        lang="nl",
        date=parse_timestamp(node.get("laatstGewijzigd")),
        until=parse_timestamp(node.get("eindeDienstVerlening")),
        keywords=_keywords(node, title),
        links=links,
        numbers=_numbers(node, key),
        words_only=concept,
        version=product_version(node),
    )


def product_version(node: Mapping[str, Any]) -> str:
    """Return the time of a version as text that can be compared; the original has fractions of varying length."""
    text = str(node.get("generatedAtTime") or node.get("laatstGewijzigd") or "").removesuffix("Z")
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction:0<9}" if whole else ""


def is_removed(node: Mapping[str, Any]) -> bool:
    """Return whether a version removes the item: archived (a flag, or its text) or deleted."""
    return TOMBSTONE_TYPE in _types(node) or str(node.get("gearchiveerd", "")).lower() == "true"


def _types(node: Mapping[str, Any]) -> set[str]:
    stated = node.get("@type")
    return {str(name).rpartition("#")[2] for name in (stated if isinstance(stated, list) else [stated])}


def _owners(node: Mapping[str, Any], sites: Sequence[Site]) -> tuple[str, ...]:
    """Return the municipalities that provide a product, or else those whose area it is for."""
    by_nis = {site.nis: site.id for site in sites if site.nis}
    for name in ("uitvoerendeOverheden", "bevoegdeOverheden", "aangemaaktDoor"):
        named = node.get(name)
        found = [by_nis.get(nis_code_of(each)) for each in _names(named if isinstance(named, list) else [named])]
        if owners := tuple(dict.fromkeys(filter(None, found))):
            return owners
    areas = node.get("geografischToepassingsgebieden")
    codes = [area[-5:] for area in _names(areas if isinstance(areas, list) else []) if area[-5:].isdigit()]
    return tuple(dict.fromkeys(by_nis[code] for code in codes if code in by_nis))


def _names(values: Sequence[Any]) -> Iterator[str]:
    """Yield the codes and URIs in a list of texts or objects."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from (str(value[name]) for name in ("id", "@id") if value.get(name))


def _text(value: Any, variants: Sequence[str]) -> str:
    """Return a text in the first of the variants that has one; tags are compared without case, which varies."""
    if isinstance(value, Mapping):
        value = {str(tag).lower(): text for tag, text in value.items()}
    return choose_language(value, variants)[0]


def _listed(value: Any, variants: Sequence[str]) -> Iterator[str]:
    for item in sorted(_objects(value), key=_order):
        for part in (item, item.get("bewijs")):
            if isinstance(part, Mapping):
                yield plain_line(_text(part.get("naam"), variants))
                yield plain_text(_text(part.get("beschrijving"), variants))


def _contacts(node: Mapping[str, Any]) -> Iterator[str]:
    for item in sorted(_objects(node.get("contactgegevens")), key=_order):
        facts = (item.get(name) for name in ("telefoonnummer", "email", "openingsuren"))
        addresses = item.get("adres")
        for address in _objects(addresses if isinstance(addresses, list) else [addresses]):
            street = f"{_text(address.get('straatnaam'), ('nl',))} {address.get('huisnummer', '')}"
            town = f"{address.get('postcode', '')} {_text(address.get('gemeentenaam'), ('nl',))}"
            yield f"{plain_line(street)}, {plain_line(town)}".strip(", ")
        yield ", ".join(plain_line(fact) for fact in facts if isinstance(fact, str))


def _keywords(node: Mapping[str, Any], title: str) -> tuple[str, ...]:
    terms = node.get("zoektermen")
    listed = [terms] if isinstance(terms, list) else list(terms.values()) if isinstance(terms, Mapping) else []
    found = [plain_line(term) for each in listed if isinstance(each, list) for term in each if isinstance(term, str)]
    names = (name for name in all_languages(node.get("naam")) if name != title)
    return tuple(dict.fromkeys(filter(None, (*names, *found))))


def _numbers(node: Mapping[str, Any], key: str) -> tuple[str, ...]:
    stated = (node.get(name) for name in ("@id", "productnummer", "linkedConcept", "linkedConceptProductnummer"))
    return tuple(dict.fromkeys([key, *(str(value) for value in stated if isinstance(value, str | int))]))


def _links(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the URLs of pages about a product, its own before those of websites that it mentions."""
    own = node.get("publicatieLink")
    stated = [*own.values()] if isinstance(own, Mapping) else [own]
    stated += [item.get("url") for item in sorted(_objects(node.get("websites")), key=_order)]
    return tuple(dict.fromkeys(filter(None, (normalise_url(url) for url in stated if isinstance(url, str)))))


def _result_url(key: str, links: Sequence[str], owners: Sequence[Site]) -> str:
    """Return the URL for results: a page on the municipality's own site, else any page, else the catalogue."""
    hosts = {host for site in owners for host in site.hosts}
    own = [link for link in links if host_of(link) in hosts]
    return next(iter((*own, *links)), None) or normalise_url(key) or key


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _order(item: Mapping[str, Any]) -> float:
    order = item.get("order", 0)
    return float(order) if isinstance(order, int | float) else 0.0
