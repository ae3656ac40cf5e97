"""Breadcrumbs of pages."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Crumb, Heading, Page, StructuredItem
from indexer.page.breadcrumbs import MAX_TRAIL_STEPS, breadcrumb_trail
from tests.unit.indexer.records import page

HOME = ("Gemeente Kuurne", "https://www.kuurne.be/")
LIVING = ("Wonen en bouwen", "https://www.kuurne.be/wonen")


def crumbs(*steps: tuple[str, Any]) -> list[dict[str, Any]]:
    """Return the steps as JSON-LD."""
    return [
        {"@type": "ListItem", "position": number, "name": name, "item": target}
        for number, (name, target) in enumerate(steps, 1)
    ]


def stated(elements: Any, **more: Any) -> Page:
    """Return a page with a BreadcrumbList."""
    item = StructuredItem("json-ld", ("BreadcrumbList",), {"itemListElement": elements})
    return page("wonen/premie", structured=(item,), titles=("Premie groendak",), **more)


@pytest.mark.parametrize(
    "elements",
    [
        crumbs(HOME, LIVING, ("Premie groendak", "https://www.kuurne.be/wonen/premie")),
        crumbs(HOME, LIVING, ("Premie", None)),
        crumbs(HOME, LIVING),
        crumbs(("Home", "https://elders.be/een/lang/adres"), LIVING, ("Premie groendak", "https://www.kuurne.be/x")),
        list(reversed(crumbs(HOME, LIVING))),
        [
            {"position": "2", "item": {"@id": "/wonen", "name": "Wonen  en\nbouwen"}},
            {"position": "1", "name": "Accueil"},
        ],
        [
            {"type": "https://schema.org/ListItem", "properties": {"position": "1", "name": "Start", "item": "/"}},
            {
                "type": "https://schema.org/ListItem",
                "properties": {"position": "2", "name": LIVING[0], "item": LIVING[1]},
            },
        ],
    ],
)
def test_the_steps_between_home_and_the_page(elements: list[dict[str, Any]]) -> None:
    """They are ordered by position, in JSON-LD or microdata, without the home page and the page itself."""
    assert ("Wonen en bouwen",) == breadcrumb_trail(stated(elements))


def test_a_list_within_another_item_counts() -> None:
    """The breadcrumb may be part of a WebPage."""
    inner = {"@type": "BreadcrumbList", "itemListElement": crumbs(HOME, LIVING)}
    found = page(structured=(StructuredItem("json-ld", ("WebPage",), {"breadcrumb": inner}),))
    assert ("Wonen en bouwen",) == breadcrumb_trail(found)


def test_what_the_page_shows_is_read_where_it_states_nothing() -> None:
    """Without structured data the visible links count, without the page's own title or first heading."""
    shown = (Crumb("Home", HOME[1]), Crumb(*LIVING), Crumb("Groendak", "https://www.kuurne.be/anders"))
    found = page("wonen/groendak", breadcrumb=shown, headings=(Heading(1, "Groendak"),))
    assert ("Wonen en bouwen",) == breadcrumb_trail(found)


@pytest.mark.parametrize("elements", [None, [], "x", [None, 3], [{"name": 5}], [{"item": "/wonen"}], crumbs(HOME)])
def test_a_broken_list_says_nothing(elements: Any) -> None:
    """Malformed data is ignored, whatever it contains."""
    assert () == breadcrumb_trail(stated(elements))


def test_no_more_steps_than_say_something() -> None:
    """Only the first steps of a long trail count, and none as long as a title."""
    steps = [(f"Stap {number}", f"https://www.kuurne.be/stap/{number}") for number in range(MAX_TRAIL_STEPS + 3)]
    assert tuple(f"Stap {number}" for number in range(MAX_TRAIL_STEPS)) == breadcrumb_trail(
        stated(crumbs(HOME, *steps))
    )
    assert () == breadcrumb_trail(stated(crumbs(HOME, ("x" * 61, "https://www.kuurne.be/lang/adres"))))
