"""What the report shows of a site's structure: pages by clicks, and the link map, shaded."""

from __future__ import annotations

import math
from dataclasses import dataclass

from seo_audit.facts.site_structure import OTHER_SECTIONS
from seo_audit.report.translations import ReportLanguage
from seo_audit.scoring.audit_result import SiteAudit

MAX_DEPTH_SHOWN = 8
"""Clicks from which pages are one row."""

MAP_SHADES = 5
"""Shades of the link map, by the logarithm of the number: sections differ a hundredfold."""


@dataclass(frozen=True, slots=True)
class DepthRow:
    """Pages at one distance; `share` of the largest row, 0 to 100; `lost` when no click leads there."""

    label: str
    pages: int
    share: float
    lost: bool


@dataclass(frozen=True, slots=True)
class MapRow:
    """Links from one section: its letter, name and pages, and to each section how many links and how dark (0 to 5)."""

    letter: str
    name: str
    pages: int
    cells: tuple[tuple[int, int], ...]


def depth_rows(site: SiteAudit, say: ReportLanguage) -> tuple[DepthRow, ...]:
    """Return how many pages lie how deep, those that no click reaches last."""
    depths = site.structure.depths
    reached = [(_clicks(depth, say), pages) for depth, pages in enumerate(depths[:MAX_DEPTH_SHOWN])]
    if len(depths) > MAX_DEPTH_SHOWN:
        reached.append((say.text("structure.deeper", n=MAX_DEPTH_SHOWN), sum(depths[MAX_DEPTH_SHOWN:])))
    unlinked, unreached = site.structure.unlinked, site.structure.unreached
    if site.complete:
        lost = [(say.text("structure.unlinked"), unlinked), (say.text("structure.unreached"), unreached)]
    else:
        lost = [(say.text("structure.unknown"), unlinked + unreached)]
    lost = [(label, pages) for label, pages in lost if pages]
    most = max((pages for _, pages in (*reached, *lost)), default=0) or 1
    return tuple(
        DepthRow(label, pages, 100 * pages / most, away)
        for rows, away in ((reached, False), (lost, True))
        for label, pages in rows
    )


def map_rows(site: SiteAudit, say: ReportLanguage) -> tuple[MapRow, ...]:
    """Return the link map; nothing where the site has one section only."""
    sections = site.structure.sections
    if len(sections) < 2:
        return ()
    names = {"/": say.text("structure.top"), OTHER_SECTIONS: say.text("structure.rest")}
    most = max((number for row in site.structure.links for number in row), default=0)
    return tuple(
        MapRow(
            letter=chr(ord("A") + number),
            name=names.get(section.name, section.name),
            pages=section.pages,
            cells=tuple((links, _shade(links, most)) for links in row),
        )
        for number, (section, row) in enumerate(zip(sections, site.structure.links, strict=True))
    )


def _clicks(depth: int, say: ReportLanguage) -> str:
    return say.counted("structure.click", depth) if depth else say.text("structure.home")


def _shade(links: int, most: int) -> int:
    if not links:
        return 0
    return max(1, math.ceil(MAP_SHADES * math.log1p(links) / math.log1p(most)))
