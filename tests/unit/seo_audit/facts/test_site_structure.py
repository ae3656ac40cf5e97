"""The shape of a site: clicks, sections, the links between them."""

from __future__ import annotations

from typing import Any

from crawler.records.page import BodyKind
from seo_audit.facts.site_structure import MAX_SECTIONS, OTHER_SECTIONS, split_into_sections

ROOT = "https://www.kuurne.be"


def test_pages_are_counted_by_clicks_and_the_unreachable_apart(sound: Any) -> None:
    """Every page that Google may show is in one of the numbers."""
    sound.add(sound.page("/los", kind=BodyKind.HTML))
    sound.add(sound.page("/alleen-vanaf-los", kind=BodyKind.HTML))
    sound.link_to("/alleen-vanaf-los", source="/los")
    site = sound.audit().sites[0]
    shape = site.structure
    assert (1, 1, 1) == (shape.depths[0], shape.unlinked, shape.unreached)
    assert site.pages == sum(shape.depths) + shape.unlinked + shape.unreached


def test_the_link_map_counts_pairs_of_pages(sound: Any) -> None:
    """A page that links twice to another is counted once; rows are where links begin, columns where they end."""
    for path in ("/afval", "/producten", "/producten/reispas", "/agenda", "/agenda/kerstmarkt"):
        sound.change(path, links=())
    sound.link_to("/agenda/kerstmarkt", source="/producten/reispas")
    sound.link_to("/agenda/kerstmarkt", source="/producten/reispas", anchor="Nog eens")
    shape = sound.audit().sites[0].structure
    names = [section.name for section in shape.sections]
    assert {"/producten/*", "/agenda/*", "/"} == set(names)
    producten, agenda = names.index("/producten/*"), names.index("/agenda/*")
    assert (1, 0) == (shape.links[producten][agenda], shape.links[agenda][producten])


def test_a_section_that_holds_most_of_the_site_is_looked_into() -> None:
    """A map of one section would say nothing: its folders are the sections then."""
    urls = [f"{ROOT}/nl/tekst/{name}/{number}" for name in ("reken", "schrijf") for number in range(9)]
    sections = split_into_sections([f"{ROOT}/", f"{ROOT}/nl/index", *urls])
    assert {"/nl/tekst/reken/*": 9, "/nl/tekst/schrijf/*": 9, "/": 1, "/nl/*": 1} == {
        name: len(members) for name, members in sections.items()
    }


def test_small_sections_are_told_together() -> None:
    """No more rows than are read at a glance, and no page lost."""
    urls = [f"{ROOT}/deel{section}/{number}" for section in range(30) for number in range(2 + section)]
    sections = split_into_sections(urls)
    assert (MAX_SECTIONS, OTHER_SECTIONS) == (len(sections), list(sections)[-1])
    assert len(urls) == sum(len(members) for members in sections.values())


def test_a_site_without_pages_has_no_shape(sound: Any) -> None:
    """Nothing was fetched: nothing is drawn."""
    sound.pages.clear()
    sound.how.clear()
    sound.sitemap = sound.probe = None
    shape = sound.audit().sites[0].structure
    assert ((), (), 0) == (shape.depths, shape.sections, shape.unlinked)
