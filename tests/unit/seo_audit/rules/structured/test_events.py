"""Tests of `rules/structured/events.py`."""

from __future__ import annotations

from dataclasses import replace

from crawler.records.page import Page, StructuredItem
from tests.unit.seo_audit.rules.page_changes import (
    PAGE_RULES_BY_ID,
    ROOT,
    SITE,
    happening,
    page_grades,
    page_passes,
)

PAGE_FAILING = [
    ("sd-event", {"url": f"{ROOT}/agenda/kerstmarkt", "structured": ()}, "missing"),
    ("sd-event", {"structured": (happening(location=None),)}, "invalid"),
    ("sd-event", {"structured": (happening(("MusicEvent",), name=None),)}, "invalid"),
    ("sd-event", {"structured": (happening(startDate="volgende week"),)}, "invalid"),
    ("sd-event", {"structured": (happening(endDate=None),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("sd-event", {"url": f"{ROOT}/agenda", "structured": ()}),
    ("sd-event", {"url": f"{ROOT}/agenda/2026", "structured": ()}),
    ("sd-event", {"structured": (happening(startDate="2026-12-12T14:00+01:00"),)}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)


def test_events_are_read_in_microdata_and_rdfa_too(page: Page) -> None:
    """The three syntaxes look different; a lacking location is found in each."""
    microdata = StructuredItem("microdata", ("Event",), {"name": "Markt", "startDate": "2026-12-12"})
    rdfa = StructuredItem(
        "rdfa",
        ("Event",),
        {"http://schema.org/name": [{"@value": "Markt"}], "http://schema.org/startDate": [{"@value": "2026-12-12"}]},
    )
    verdicts = [
        PAGE_RULES_BY_ID["sd-event"].check(replace(page, structured=(item,)), SITE) for item in (microdata, rdfa)
    ]
    assert [(str(verdict.grade), verdict.evidence) for verdict in verdicts] == [("invalid", "location")] * 2


def test_an_event_inside_a_web_page_item_is_found(page: Page) -> None:
    """Drupal often puts the event in mainEntity of a WebPage."""
    nested = StructuredItem(
        "json-ld", ("WebPage",), {"@type": "WebPage", "mainEntity": {"@type": "Event", "name": "Markt"}}
    )
    assert (
        PAGE_RULES_BY_ID["sd-event"].check(replace(page, structured=(nested,)), SITE).evidence == "startDate, location"
    )
