"""How faults and hazards get into the sites: deeds read from `planted_faults.toml`.

`faults.toml` says what is wrong where, `planted_faults.toml` what was done to make it so.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from regiozoek.demo.formatting import format_month
from regiozoek.demo.pages import DemoPage
from regiozoek.demo.resource import Resource
from regiozoek.demo.towns import DEMO_FOLDER

SLOW_PAGE_SECONDS = 1.5
"""Seconds before a slow page answers."""
HUGE_PAGE_BYTES = 3_000_000
"""Bytes that a huge page has at least."""


class PlantedFaultError(Exception):
    """A deed in `planted_faults.toml` that finds nothing to act on."""


@dataclass(frozen=True, slots=True)
class PlantedFault:
    """One deed at one address. `{base}` in a replacement stands for the site's address."""

    site: str
    path: str
    edit: tuple[tuple[str, str], ...] = ()
    """(pattern, replacement) pairs; each pattern must occur."""
    status: int = 0
    """HTTP status of a page that is nothing but an error."""
    redirect: str = ""
    gone: bool = False
    copy: str = ""
    """Path of the page that this new page repeats."""
    title: str = ""
    """Title element of a copy."""
    description: str = ""
    """Meta description of a copy."""
    behave: str = ""
    """slow, calendar, gzip, truncated, windows-1252, wrong-charset, huge or soft-missing."""


@cache
def planted_faults() -> tuple[PlantedFault, ...]:
    """All deeds, in the order of the file."""
    tables: list[dict[str, Any]] = tomllib.loads((DEMO_FOLDER / "plants.toml").read_text("utf-8"))["plant"]
    return tuple(
        PlantedFault(**{**table, "edit": tuple((old, new) for old, new in table.get("edit", []))}) for table in tables
    )


def copied_pages(planted: Sequence[PlantedFault], pages: Sequence[DemoPage]) -> list[DemoPage]:
    """The pages that repeat another under an address, title and description of their own."""
    by_path = {page.path: page for page in pages}
    return [
        replace(
            by_path[plant.copy],
            key=plant.path.rsplit("/", 1)[-1],
            path=plant.path,
            head_title=plant.title,
            description=plant.description,
        )
        for plant in planted
        if plant.copy
    ]


def apply_fault(resource: Resource, plant: PlantedFault, base: str) -> None:
    """Change what an address answers; the change is made when its bytes are first asked for."""
    resource.pause = SLOW_PAGE_SECONDS if plant.behave == "slow" else resource.pause
    if plant.behave in {"gzip", "truncated"}:
        resource.damage = plant.behave
    if plant.behave == "windows-1252":
        resource.content_type = "text/html; charset=windows-1252"
    if plant.behave == "wrong-charset":
        resource.content_type = "text/html"
    made = resource.make
    resource.make = lambda: _changed(made(), plant, base)


def _changed(body: bytes, plant: PlantedFault, base: str) -> bytes:
    text = body.decode()
    for pattern, replacement in plant.edit:
        text, count = re.subn(pattern, replacement.replace("{base}", base), text, flags=re.DOTALL)
        if not count:
            raise PlantedFaultError(f"plants.toml: {plant.site}{plant.path} has no text like {pattern!r}")
    if plant.behave == "huge":
        text = text.replace("</article>", f"{_register()}</article>")
    if plant.behave == "windows-1252":
        text = text.replace('charset="utf-8"', 'charset="windows-1252"')
    if plant.behave in {"windows-1252", "wrong-charset"}:
        return text.encode("cp1252")
    return text.encode()


def _register() -> str:
    """Three megabytes of decisions, one to a line."""
    line = "<p>Nummer {0}: beslissing van zitting {1}, bladzijde {2} van het register, bijlage {3}.</p>\n"
    made = (line.format(number, number // 40, number % 400, number % 7) for number in range(HUGE_PAGE_BYTES // 80))
    return "".join(made)


def calendar_month(resource: Resource, query: str, today: date) -> Resource:
    """The page of one month of an endless calendar, named by `maand=2026-03`; without a name, this month's."""
    text, this = resource.body.decode(), today
    if found := re.search(r"maand=(\d{4})-(\d\d)", query):
        year, month = int(found[1]), min(max(int(found[2]), 1), 12)
        this = date(min(max(year, 1), 9998), month, 1)
        text = text.replace("deze maand", format_month(this))
    text = re.sub(r"\?maand=vorige", f"?maand={_step(this, -1)}", text)
    text = re.sub(r"\?maand=volgende", f"?maand={_step(this, 1)}", text)
    return Resource(resource.content_type, text.encode, resource.modified)


def _step(day: date, months: int) -> str:
    index = day.year * 12 + day.month - 1 + months
    return f"{index // 12:04}-{index % 12 + 1:02}"
