"""Structure section of the report: pages by click depth, and the link map with shades."""

from __future__ import annotations

import math
from dataclasses import dataclass

from seo_audit.facts.site_structure import OTHER_SECTIONS
from seo_audit.report.translations import ReportLanguage
from seo_audit.scoring.audit_result import SiteAudit

MAX_DEPTH_SHOWN = 8
"""Click depth from which all pages are in one row."""

MAP_SHADES = 5
"""Shades of the link map, by the logarithm of the number, because sections differ by a factor of a hundred."""


@dataclass(frozen=True, slots=True)
class DepthRow:
    """Pages at one click depth. `share` is relative to the largest row (0 to 100); `lost` pages cannot be reached."""

    label: str
    pages: int
    share: float
    lost: bool


@dataclass(frozen=True, slots=True)
class MapRow:
    """Links from one section: its letter, name and pages; per target section its number of links and shade (0-5)."""

    letter: str
    name: str
    pages: int
    cells: tuple[tuple[int, int], ...]


def depth_rows(site: SiteAudit, language: ReportLanguage) -> tuple[DepthRow, ...]:
    """Return the number of pages per click depth; unreachable pages come last."""
    depths = site.structure.depths
    reachable = [(_clicks(depth, language), pages) for depth, pages in enumerate(depths[:MAX_DEPTH_SHOWN])]
    if len(depths) > MAX_DEPTH_SHOWN:
        reachable.append((language.text("structure.deeper", n=MAX_DEPTH_SHOWN), sum(depths[MAX_DEPTH_SHOWN:])))
    unlinked, unreached = site.structure.unlinked, site.structure.unreached
    if site.complete:
        lost = [(language.text("structure.unlinked"), unlinked), (language.text("structure.unreached"), unreached)]
    else:
        lost = [(language.text("structure.unknown"), unlinked + unreached)]
    lost = [(label, pages) for label, pages in lost if pages]
    largest = max((pages for _, pages in (*reachable, *lost)), default=0) or 1
    return tuple(
        DepthRow(label, pages, 100 * pages / largest, is_lost)
        for rows, is_lost in ((reachable, False), (lost, True))
        for label, pages in rows
    )


def map_rows(site: SiteAudit, language: ReportLanguage) -> tuple[MapRow, ...]:
    """Return the link map, empty for a site with one section."""
    sections = site.structure.sections
    if len(sections) < 2:
        return ()
    names = {"/": language.text("structure.no_section"), OTHER_SECTIONS: language.text("structure.other_sections")}
    largest = max((number for row in site.structure.links for number in row), default=0)
    return tuple(
        MapRow(
            letter=chr(ord("A") + number),
            name=names.get(section.name, section.name),
            pages=section.pages,
            cells=tuple((links, _shade(links, largest)) for links in row),
        )
        for number, (section, row) in enumerate(zip(sections, site.structure.links, strict=True))
    )


def _clicks(depth: int, language: ReportLanguage) -> str:
    return language.counted("structure.click", depth) if depth else language.text("structure.home")


def _shade(links: int, largest: int) -> int:
    if not links:
        return 0
    return max(1, math.ceil(MAP_SHADES * math.log1p(links) / math.log1p(largest)))
