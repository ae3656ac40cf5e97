"""Rules that judge a page by itself: for each, pages that fail with the rung they stand on, and pages that pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crawler.records.page import (
    Alternate,
    Canonical,
    Heading,
    Image,
    Link,
    Page,
    PageRegion,
    RobotsRule,
    StructuredItem,
)
from crawler.registry.site import Site
from seo_audit.rules.catalogue import PAGE_RULES
from seo_audit.rules.rule import PageRule

ROOT = "https://www.kuurne.be"
SITE = Site(id="kuurne", name="Kuurne", url=f"{ROOT}/", hosts=("www.kuurne.be",))
RULES: dict[str, PageRule] = {rule.id: rule for rule in PAGE_RULES}


def canonical(raw: str, url: str | None = None, place: PageRegion = PageRegion.HEAD) -> Canonical:
    """A rel=canonical as written, resolved against the site."""
    return Canonical(raw, url or (raw if raw.startswith("http") else ROOT + raw), place)


def image(alt: str | None) -> Image:
    """An image with this alt."""
    return Image("/a.jpg", f"{ROOT}/a.jpg", alt)


def anchor(text: str, raw: str | None = "/b", url: str | None = f"{ROOT}/b", **more: object) -> Link:
    """A link to another page of the site, unless told otherwise."""
    return Link(raw, url, text, **more)  # type: ignore[arg-type]


def job(**more: object) -> StructuredItem:
    """A vacancy as Google wants it, but for what is replaced."""
    properties = {
        "@type": "JobPosting",
        "title": "Jurist",
        "description": "Werk",
        "datePosted": "2026-11-01",
        "validThrough": "2026-12-31",
        "hiringOrganization": {"name": "Kuurne"},
        "jobLocation": {"@type": "Place"},
    } | more
    return StructuredItem("json-ld", ("JobPosting",), {key: value for key, value in properties.items() if value})


def happening(types: tuple[str, ...] = ("Event",), **more: object) -> StructuredItem:
    """An event as Google wants it, but for what is replaced."""
    properties = {
        "@type": types[0],
        "name": "Markt",
        "startDate": "2026-12-12",
        "endDate": "2026-12-12",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"name": "Plein"},
    } | more
    return StructuredItem("json-ld", types, {key: value for key, value in properties.items() if value})


def trail(*items: dict[str, object]) -> StructuredItem:
    """A breadcrumb of these steps."""
    return StructuredItem("json-ld", ("BreadcrumbList",), {"@type": "BreadcrumbList", "itemListElement": list(items)})


def step(position: int, **more: object) -> dict[str, object]:
    """One step of a breadcrumb, but for what is replaced."""
    return {"@type": "ListItem", "position": position, "name": "Stap", "item": f"{ROOT}/"} | more


def item(kind: str, **properties: object) -> StructuredItem:
    """An item of JSON-LD."""
    return StructuredItem("json-ld", (kind,), {"@type": kind, **properties})


def expiring(date: str) -> tuple[RobotsRule, ...]:
    """A header that names a date, split at its commas as the crawler does."""
    return tuple(RobotsRule("robots", part, PageRegion.HEADER) for part in f"unavailable_after: {date}".split(", "))


FAILING = [
    ("redirect-client", {"meta_refresh": f"{ROOT}/nieuw"}, "invalid"),
    ("canonical-invalid", {"canonicals": (canonical(f"{ROOT}/a"), canonical(f"{ROOT}/b"))}, "missing"),
    ("canonical-invalid", {"canonicals": (canonical(f"{ROOT}/afval", place=PageRegion.BODY),)}, "invalid"),
    ("canonical-invalid", {"canonicals": (Canonical("mailto:x@y.be", None, PageRegion.HEAD),)}, "invalid"),
    ("canonical-invalid", {"canonicals": (canonical("/afval"),)}, "incomplete"),
    ("canonical-invalid", {"canonicals": (canonical("//www.kuurne.be/afval", f"{ROOT}/afval"),)}, "incomplete"),
    ("canonical-invalid", {"canonicals": (canonical(f"{ROOT}/afval#top", f"{ROOT}/afval"),)}, "incomplete"),
    ("canonical-off-host", {"canonicals": (canonical("https://kuurne.test.be/afval"),)}, "missing"),
    ("title-missing", {"titles": ()}, "missing"),
    ("title-missing", {"titles": ("  ",)}, "missing"),
    ("title-multiple", {"titles": ("Afval ophalen | Kuurne", "Kuurne")}, "invalid"),
    ("title-generic", {"titles": ("Home",)}, "invalid"),
    ("title-generic", {"titles": ("Startpagina | Gemeente Kuurne",)}, "invalid"),
    ("title-generic", {"titles": ("Accueil - Kuurne",)}, "invalid"),
    ("title-generic", {"titles": ("Kuurne",)}, "invalid"),
    ("title-length", {"titles": ("Afval",)}, "incomplete"),
    ("title-length", {"titles": ("Afval " * 12,)}, "incomplete"),
    ("description-missing", {"descriptions": ()}, "missing"),
    ("description-missing", {"descriptions": ("",)}, "missing"),
    ("description-length", {"descriptions": ("Te kort.",)}, "incomplete"),
    ("description-length", {"descriptions": ("lang " * 70,)}, "incomplete"),
    ("h1-missing", {"headings": (Heading(2, "Afval"),)}, "missing"),
    ("h1-missing", {"headings": (Heading(1, ""),)}, "missing"),
    ("h1-missing", {"headings": (Heading(1, "Afval"), Heading(1, "Kuurne"))}, "incomplete"),
    ("heading-skip", {"headings": (Heading(1, "Afval"), Heading(3, "Ophaling"))}, "incomplete"),
    ("lang-invalid", {"html_lang": None}, "missing"),
    ("lang-invalid", {"html_lang": " "}, "missing"),
    ("lang-invalid", {"html_lang": "nederlands"}, "invalid"),
    ("lang-invalid", {"html_lang": "nl_BE"}, "invalid"),
    ("lang-mismatch", {"html_lang": "en"}, "invalid"),
    ("lang-mismatch", {"html_lang": "nl-BE", "lang_detected": "fr"}, "invalid"),
    ("head-broken", {"misplaced": ("canonical",)}, "invalid"),
    ("anchor-uncrawlable", {"links": (anchor("Menu", None, None),)}, "invalid"),
    ("anchor-uncrawlable", {"links": (anchor("Open", "javascript:void(0)", None),)}, "invalid"),
    ("anchor-generic", {"links": (anchor("Lees meer"),)}, "incomplete"),
    ("anchor-generic", {"links": (anchor("klik hier »"),)}, "incomplete"),
    ("anchor-generic", {"links": (anchor("En savoir plus…"),)}, "incomplete"),
    ("anchor-generic", {"links": (anchor("Read more"),)}, "incomplete"),
    ("anchor-empty", {"links": (anchor(""),)}, "invalid"),
    ("nofollow-internal", {"links": (anchor("Tarieven", rel=("nofollow",)),)}, "incomplete"),
    ("sd-syntax", {"structured_errors": ("Expecting ',' delimiter",)}, "invalid"),
    ("sd-event", {"url": f"{ROOT}/agenda/kerstmarkt", "structured": ()}, "missing"),
    ("sd-event", {"structured": (happening(location=None),)}, "invalid"),
    ("sd-event", {"structured": (happening(("MusicEvent",), name=None),)}, "invalid"),
    ("sd-event", {"structured": (happening(startDate="volgende week"),)}, "invalid"),
    ("sd-event", {"structured": (happening(endDate=None),)}, "incomplete"),
    ("sd-job", {"url": f"{ROOT}/vacatures/jurist", "structured": ()}, "missing"),
    ("sd-job", {"structured": (job(jobLocation=None),)}, "invalid"),
    ("sd-job", {"structured": (job(hiringOrganization=None),)}, "invalid"),
    ("sd-job", {"structured": (job(validThrough="2026-11-19"),)}, "invalid"),
    ("sd-job", {"structured": (job(validThrough="2026-11-20T11:00:00+00:00"),)}, "invalid"),
    ("sd-breadcrumb", {"url": f"{ROOT}/producten/reispas", "structured": ()}, "missing"),
    ("sd-breadcrumb", {"structured": (trail(step(1)),)}, "invalid"),
    ("sd-breadcrumb", {"structured": (trail(step(1, item=None), step(2)),)}, "invalid"),
    ("sd-breadcrumb", {"structured": (trail(step(1), step(2, name="")),)}, "invalid"),
    ("hreflang-invalid", {"alternates": (Alternate("nl-XX", f"{ROOT}/a", f"{ROOT}/a"),)}, "invalid"),
    ("hreflang-invalid", {"alternates": (Alternate("be", "/a", f"{ROOT}/a"),)}, "invalid"),
    ("hreflang-invalid", {"alternates": (Alternate("fr", "/a", f"{ROOT}/a"),)}, "invalid"),
    ("hreflang-no-self", {"alternates": (Alternate("fr", f"{ROOT}/fr", f"{ROOT}/fr"),)}, "incomplete"),
    ("viewport", {"viewport": None}, "missing"),
    ("viewport", {"viewport": "width=1024"}, "invalid"),
    ("img-alt", {"images": (image(None),)}, "missing"),
    ("img-alt", {"images": (image(None), image("Markt"))}, "invalid"),
    ("img-alt", {"images": (image(None), image("Markt"), image(""))}, "incomplete"),
    ("img-link-alt", {"links": (anchor("", image=True),)}, "invalid"),
    ("robots-conflict", {"robots": (RobotsRule("robots", "all"), RobotsRule("googlebot", "none"))}, "invalid"),
    ("unavailable-after-past", {"robots": expiring("Friday, 25-Jun-10 15:00:00 UTC")}, "missing"),
    ("unavailable-after-past", {"robots": expiring("Fri, 25 Jun 2010 15:00:00 GMT")}, "missing"),
    ("unavailable-after-past", {"robots": expiring("2026-11-19")}, "missing"),
    ("unavailable-after-past", {"robots": expiring("ooit")}, "invalid"),
    ("snippet-suppressed", {"robots": (RobotsRule("robots", "max-snippet: 0"),)}, "incomplete"),
    ("url-hygiene", {"links": (anchor("Afval", "/af val"),)}, "incomplete"),
    ("url-hygiene", {"links": (anchor("Afval", "/b;jsessionid=8F3C"),)}, "incomplete"),
    ("url-hygiene", {"links": (anchor("Afval", "https://www.kuurne.be//b"),)}, "incomplete"),
    ("title-h1-mismatch", {"titles": ("De dienst van de gemeente | Menen",)}, "incomplete"),
    ("sd-vocabulary", {"structured": (item("Event", startdate="2026"),)}, "incomplete"),
    ("sd-vocabulary", {"structured": (item("Event", location={"@type": "Plaats"}),)}, "incomplete"),
    ("sd-invisible", {"structured": (happening(name="Zomerfestival"),)}, "invalid"),
    ("sd-invisible", {"structured": (happening(name="Afval"),)}, "incomplete"),
    ("sd-place", {"structured": (item("Library", name="Bib"),)}, "invalid"),
    ("sd-place", {"structured": (item("Library", name="Bib", address="Plein", telephone="056"),)}, "incomplete"),
    ("sd-article", {"structured": (item("NewsArticle", headline="Nieuws"),)}, "incomplete"),
    ("sd-dataset", {"structured": (item("Dataset", name="Bomen"),)}, "invalid"),
    ("sd-dataset", {"structured": (item("Dataset", name="Bomen", description="b" * 5001),)}, "incomplete"),
    ("sd-faq", {"structured": (item("FAQPage"),)}, "invalid"),
    ("sd-faq", {"structured": (item("FAQPage", mainEntity=[{"@type": "Question", "name": "Hoe?"}]),)}, "invalid"),
    ("compression", {"size": 40_000, "headers": {"content-length": "40000"}}, "incomplete"),
    ("mixed-content", {"assets": ("http://www.kuurne.be/a.js",)}, "invalid"),
    ("mixed-content", {"images": (Image("", "http://www.kuurne.be/a.jpg", ""),)}, "incomplete"),
    ("canonical-cross-language", {"canonicals": (canonical("/fr"),), "alternates": (Alternate("fr", f"{ROOT}/fr", f"{ROOT}/fr"),)}, "missing"),
]  # fmt: skip

PASSING = [
    ("redirect-client", {"meta_refresh": f"{ROOT}/afval"}),  # a page that reloads itself
    ("canonical-invalid", {"canonicals": (canonical(f"{ROOT}/afval"), canonical(f"{ROOT}/afval"))}),
    ("canonical-invalid", {"canonicals": ()}),
    ("canonical-off-host", {"canonicals": ()}),
    ("title-missing", {"titles": ("", "Afval")}),
    ("title-multiple", {"titles": ()}),
    ("title-generic", {"titles": ()}),
    ("title-generic", {"titles": ("Gemeente Kuurne",), "url": f"{ROOT}/"}),
    ("title-generic", {"titles": ("Welkom in Kuurne",)}),
    ("title-generic", {"titles": ("Contact | Kuurne",)}),
    ("title-length", {"titles": ("Contact | Kuurne",)}),
    ("title-length", {"titles": ()}),
    ("description-length", {"descriptions": ()}),
    (
        "heading-skip",
        {"headings": (Heading(2, "Menu"), Heading(1, "A"), Heading(2, "B"), Heading(3, "C"), Heading(2, "D"))},
    ),
    ("heading-skip", {"headings": ()}),
    ("lang-invalid", {"html_lang": "nl-BE"}),
    ("lang-mismatch", {"html_lang": "nl-BE"}),
    ("lang-mismatch", {"html_lang": "nl", "lang_detected": "en"}),  # only Dutch and French are trusted
    ("lang-mismatch", {"html_lang": "fr", "text": "kort"}),
    ("anchor-uncrawlable", {"links": (anchor("", None, None),)}),  # a target to jump to
    ("anchor-uncrawlable", {"links": (anchor("Mail ons", "mailto:info@kuurne.be", None),)}),
    ("anchor-generic", {"links": (anchor("Lees meer over afval"),)}),
    ("anchor-generic", {"links": (anchor("Hier", "#top", f"{ROOT}/afval"),)}),  # to the page itself
    ("anchor-generic", {"links": (anchor(""),)}),
    ("anchor-empty", {"links": (anchor("", image=True), anchor("", "mailto:x@y.be", None))}),
    ("nofollow-internal", {"links": (anchor("Elders", "https://x.be/", "https://x.be/", rel=("nofollow",)),)}),
    ("sd-event", {"url": f"{ROOT}/agenda", "structured": ()}),
    ("sd-event", {"url": f"{ROOT}/agenda/2026", "structured": ()}),
    ("sd-event", {"structured": (happening(startDate="2026-12-12T14:00+01:00"),)}),
    ("sd-job", {"url": f"{ROOT}/vacatures/spontaan-solliciteren", "structured": ()}),
    ("sd-job", {"structured": (job(),)}),
    ("sd-job", {"structured": (job(validThrough="2026-11-20"),)}),  # the day of the crawl itself
    (
        "sd-job",
        {
            "structured": (
                job(jobLocation=None, jobLocationType="TELECOMMUTE", applicantLocationRequirements={"name": "BE"}),
            )
        },
    ),
    ("sd-breadcrumb", {"url": f"{ROOT}/afval", "structured": ()}),
    ("sd-breadcrumb", {"structured": (trail(step(1), step(2, item=None)),)}),
    ("sd-breadcrumb", {"structured": (trail(step(1, name=None, item={"@id": ROOT, "name": "Start"}), step(2)),)}),
    (
        "hreflang-invalid",
        {"alternates": (Alternate("nl-BE", f"{ROOT}/a", f"{ROOT}/a"), Alternate("x-default", ROOT, ROOT))},
    ),
    ("hreflang-no-self", {"alternates": (Alternate("nl", f"{ROOT}/afval", f"{ROOT}/afval"),)}),
    ("viewport", {"viewport": "Width = device-width"}),
    ("img-alt", {"images": (image(""), image("Markt"))}),
    ("img-alt", {"images": ()}),
    ("img-link-alt", {"links": (anchor("Naar de startpagina", image=True),)}),
    ("robots-conflict", {"robots": (RobotsRule("robots", "index, nofollow"), RobotsRule("bingbot", "noindex"))}),
    ("unavailable-after-past", {"robots": expiring("Sat, 25 Jun 2050 15:00:00 GMT")}),
    ("snippet-suppressed", {"robots": (RobotsRule("robots", "max-snippet:-1"),)}),
    ("url-hygiene", {"links": (anchor("Afval", " /b "), anchor("Elders", "https://x.be//a", "https://x.be//a"))}),
    ("url-hygiene", {"links": (anchor("Blad 2", "/b?page=1"),)}),
    ("title-h1-mismatch", {"headings": ()}),
    ("title-h1-mismatch", {"titles": ("Afvalkalender | Kuurne",)}),  # one root
    ("sd-vocabulary", {"structured": (item("WebSite", potentialAction={"query-input": "required", "dct:title": "x"}),)}),
    ("sd-vocabulary", {"structured": (StructuredItem("rdfa", ("Besluit",), {"titel": "x"}),)}),  # the decisions' own
    ("sd-invisible", {"structured": (happening(name="Afval"),), "text": "Kort"}),
    ("sd-place", {"structured": (item("Library", name="Bib", address="Plein", telephone="056", openingHours="Mo"),)}),
    ("compression", {"size": 40_000, "headers": {"content-length": "9000"}}),
    ("compression", {"size": 40_000, "headers": {"content-encoding": "br", "content-length": "40000"}}),
    ("compression", {"size": 900, "headers": {"content-length": "900"}}),
    ("mixed-content", {"url": "http://www.kuurne.be/", "assets": ("http://www.kuurne.be/a.js",)}),
    ("canonical-cross-language", {"canonicals": (canonical("/afval"),)}),
]  # fmt: skip


@pytest.fixture
def page(make: Any) -> Page:
    """A page on which nothing is wrong."""
    return make["page"]("/afval")


@pytest.mark.parametrize(("rule", "changes", "rung"), FAILING)
def test_a_page_with_the_defect_stands_on_its_rung(page: Page, rule: Any, changes: Any, rung: str) -> None:
    """Each rule puts a page with its defect on the rung that its docstring names."""
    assert str(RULES[rule].check(replace(page, **changes), SITE).grade) == rung


@pytest.mark.parametrize(("rule", "changes"), PASSING)
def test_a_page_near_the_defect_passes(page: Page, rule: Any, changes: Any) -> None:
    """What looks like the defect and is none is not reported."""
    assert not RULES[rule].check(replace(page, **changes), SITE).fails


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_sound_page_passes(page: Page, rule: Any) -> None:
    """No rule finds anything on a page on which nothing is wrong."""
    assert not RULES[rule].check(page, SITE).fails


def test_events_are_read_in_microdata_and_rdfa_too(page: Page) -> None:
    """The three syntaxes look different; a lacking location is found in each."""
    microdata = StructuredItem("microdata", ("Event",), {"name": "Markt", "startDate": "2026-12-12"})
    rdfa = StructuredItem(
        "rdfa",
        ("Event",),
        {"http://schema.org/name": [{"@value": "Markt"}], "http://schema.org/startDate": [{"@value": "2026-12-12"}]},
    )
    verdicts = [RULES["sd-event"].check(replace(page, structured=(item,)), SITE) for item in (microdata, rdfa)]
    assert [(str(verdict.grade), verdict.evidence) for verdict in verdicts] == [("invalid", "location")] * 2


def test_an_event_inside_a_web_page_item_is_found(page: Page) -> None:
    """Drupal often puts the event in mainEntity of a WebPage."""
    nested = StructuredItem(
        "json-ld", ("WebPage",), {"@type": "WebPage", "mainEntity": {"@type": "Event", "name": "Markt"}}
    )
    assert RULES["sd-event"].check(replace(page, structured=(nested,)), SITE).evidence == "startDate, location"


def test_evidence_names_the_links_and_their_number(page: Page) -> None:
    """A webmaster sees the first three links and how many more there are."""
    links = tuple(anchor("hier", f"/{number}", f"{ROOT}/{number}") for number in range(5))
    verdict = RULES["anchor-generic"].check(replace(page, links=links), SITE)
    assert verdict.evidence == f"“hier” → {ROOT}/0\n“hier” → {ROOT}/1\n“hier” → {ROOT}/2"
    assert verdict.values == {"count": 5}
