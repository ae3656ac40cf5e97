"""Planted faults: reads `planted_faults.toml` and applies its changes to the responses of the demo sites.

`planted_faults.toml` describes how each fault is created. `faults.toml` is the ground truth: it lists the faults that
the audit must find, and where.
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
"""Delay of a slow page, in seconds."""
HUGE_PAGE_BYTES = 3_000_000
"""Minimum size of a huge page."""


class PlantedFaultError(Exception):
    """An entry of `planted_faults.toml` matches nothing on its page."""


@dataclass(frozen=True, slots=True)
class PlantedFault:
    """One planted fault at one path of a site. `{base}` in a replacement is the base URL of the site."""

    site: str
    path: str
    edit: tuple[tuple[str, str], ...] = ()
    """(regular expression, replacement) pairs; each expression must match."""
    status: int = 0
    """HTTP status of a path that responds with an error page."""
    redirect: str = ""
    """Path or URL that this path redirects to."""
    gone: bool = False
    """Whether the page is removed."""
    copy: str = ""
    """Path of the page that this new page copies."""
    title: str = ""
    """Title element of a copy."""
    description: str = ""
    """Meta description of a copy."""
    behave: str = ""
    """Special behaviour: slow, calendar, gzip, truncated, windows-1252, wrong-charset, huge or soft-missing."""


@cache
def planted_faults() -> tuple[PlantedFault, ...]:
    """Return all planted faults, in the order of the file."""
    tables: list[dict[str, Any]] = tomllib.loads((DEMO_FOLDER / "planted_faults.toml").read_text("utf-8"))["plant"]
    return tuple(
        PlantedFault(**{**table, "edit": tuple((old, new) for old, new in table.get("edit", []))}) for table in tables
    )


def copied_pages(planted: Sequence[PlantedFault], pages: Sequence[DemoPage]) -> list[DemoPage]:
    """Return the pages that copy another page under their own path, title and description."""
    by_path = {page.path: page for page in pages}
    return [
        replace(
            by_path[fault.copy],
            key=fault.path.rsplit("/", 1)[-1],
            path=fault.path,
            head_title=fault.title,
            description=fault.description,
        )
        for fault in planted
        if fault.copy
    ]


def apply_fault(resource: Resource, fault: PlantedFault, base: str) -> None:
    """Apply a planted fault to a resource; the body is changed when it is first requested."""
    resource.pause = SLOW_PAGE_SECONDS if fault.behave == "slow" else resource.pause
    if fault.behave in {"gzip", "truncated"}:
        resource.damage = fault.behave
    if fault.behave == "windows-1252":
        resource.content_type = "text/html; charset=windows-1252"
    if fault.behave == "wrong-charset":
        resource.content_type = "text/html"
    make = resource.make
    resource.make = lambda: _changed(make(), fault, base)


def _changed(body: bytes, fault: PlantedFault, base: str) -> bytes:
    text = body.decode()
    for pattern, replacement in fault.edit:
        text, count = re.subn(pattern, replacement.replace("{base}", base), text, flags=re.DOTALL)
        if not count:
            place = f"{fault.site}{fault.path}"
            raise PlantedFaultError(f"planted_faults.toml: {pattern!r} matches nothing on {place}; adapt the pattern")
    if fault.behave == "huge":
        text = text.replace("</article>", f"{_register()}</article>")
    if fault.behave == "windows-1252":
        text = text.replace('charset="utf-8"', 'charset="windows-1252"')
    if fault.behave in {"windows-1252", "wrong-charset"}:
        return text.encode("cp1252")
    return text.encode()


def _register() -> str:
    """Return three megabytes of decisions, one per line."""
    line = "<p>Nummer {0}: beslissing van zitting {1}, bladzijde {2} van het register, bijlage {3}.</p>\n"
    lines = (line.format(number, number // 40, number % 400, number % 7) for number in range(HUGE_PAGE_BYTES // 80))
    return "".join(lines)


def calendar_month(resource: Resource, query: str, today: date) -> Resource:
    """Return one month of an endless calendar; the query `maand=2026-03` selects it, the default is this month."""
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
