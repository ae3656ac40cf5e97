"""Structured data, in the forms in which sites write JSON-LD."""

from typing import Any

import pytest

from crawler.extract.html import parse_html
from crawler.extract.structured_data import read_structured
from crawler.records.page import StructuredItem

MUSEUM = '{"@context": "https://schema.org", "@type": "Museum", "name": "Texture"}'


def reading(script: str, media_type: str = "application/ld+json") -> tuple[tuple[StructuredItem, ...], tuple[str, ...]]:
    """Return the items and errors of a page with one script."""
    markup = f'<html><head><script type="{media_type}">{script}</script></head><body><h1>Texture</h1></body></html>'
    return read_structured(parse_html(markup), markup, "https://www.kortrijk.be/texture")


def items(script: str) -> list[tuple[tuple[str, ...], Any]]:
    """Return the types and names of the items of a script without errors."""
    found, errors = reading(script)
    assert errors == ()
    return [(item.types, item.properties.get("name")) for item in found]


@pytest.mark.parametrize(
    ("media_type", "count"),
    [
        ("application/ld+json", 1),
        ("application/ld+json; charset=UTF-8", 1),
        ("application/ld+json;profile=x", 1),
        (" Application/Ld+Json ", 1),
        ("application/ld&#x2B;json", 1),
        ("application/json", 0),
        ("", 0),
    ],
)
def test_the_media_type_is_compared_as_such(media_type: str, count: int) -> None:
    """Parameters and capitals do not matter, nor does an encoded plus sign."""
    assert count == len(reading(MUSEUM, media_type)[0])


@pytest.mark.parametrize(
    "script",
    [
        f"<!-- {MUSEUM} -->",
        f"<!--\n{MUSEUM}\n//-->",
        f"<!-- Museum van de stad -->\n{MUSEUM}",
        f"<![CDATA[{MUSEUM}]]>",
        f"//<![CDATA[\n{MUSEUM}\n//]]>",
        f"// <![CDATA[ {MUSEUM} // ]]>",
        f"/* <![CDATA[ */ {MUSEUM} /* ]]> */",
        f"/* het museum */\n{MUSEUM}\n// einde",
        f"\ufeff{MUSEUM}",
        MUSEUM.replace('"', "&quot;"),
    ],
)
def test_comments_are_left_out(script: str) -> None:
    """Templates wrap scripts in comments for old browsers and for XHTML."""
    assert [(("Museum",), "Texture")] == items(script)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Kunst &amp; Vlas", "Kunst & Vlas"),
        ("Kunst \\u0026amp; Vlas", "Kunst & Vlas"),
        ("Kunst &amp;amp; Vlas", "Kunst &amp; Vlas"),
        ("Kunst & Vlas &zo; voort", "Kunst & Vlas &zo; voort"),
        ("De &quot;oude&quot; vlasser&#039;s huis", 'De "oude" vlasser\'s huis'),
        ("C:\\\\u0026amp;", "C:\\u0026amp;"),
        ("Vlas\n  en Leie", "Vlas\n  en Leie"),
        ("Vlas\ten Leie", "Vlas\ten Leie"),
        ("Vlas \\ud83c\\udf3f \\ud83c", "Vlas \U0001f33f \ufffd"),
        (
            "https://texture.be/?a=1&copy=2 // <!-- x --> /* y */",
            "https://texture.be/?a=1&copy=2 // <!-- x --> /* y */",
        ),
    ],
)
def test_strings_are_read_as_the_author_meant(written: str, name: str) -> None:
    """References are decoded once, raw line breaks are accepted, and no comment begins in a string."""
    assert [(("Museum",), name)] == items(MUSEUM.replace("Texture", written))
    assert [(("Museum",), name)] == items(f"<!-- {MUSEUM.replace('Texture', written)} -->")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f'{{"@graph": {MUSEUM}}}', ["Museum"]),
        (f'{{"@graph": [{MUSEUM}, {{"@type": "WebSite"}}]}}', ["Museum", "WebSite"]),
        (f'[{MUSEUM}, {{"@graph": {MUSEUM}}}]', ["Museum", "Museum"]),
        (f'{{"@type": "WebPage", "mainEntity": {MUSEUM}}}', ["Museum", "WebPage"]),
        (f'{{"@graph": {{"@type": "WebPage", "mainEntity": [{MUSEUM}]}}}}', ["Museum", "WebPage"]),
        ('{"@graph": [{"@type": "WebPage", "mainEntity": {"@id": "#museum"}}]}', ["WebPage"]),
        ('{"@type": "WebPage", "mainEntity": "Texture"}', ["WebPage"]),
        ("[]", []),
        ("{}", []),
        ("7", []),
    ],
)
def test_items_in_a_graph_and_main_entities_are_items(script: str, expected: list[str]) -> None:
    """A graph is one item or several, a main entity is described or only referred to."""
    assert expected == [kind for types, _ in items(script) for kind in types]


@pytest.mark.parametrize("script", ['{"@type": "Museum",}', "{", '{"a": "b', "<!--", "[" * 100_000, "/*/*" * 50_000])
def test_what_is_no_json_is_an_error(script: str) -> None:
    """Of which the message has the beginning."""
    found, errors = reading(script)
    assert ((), 1) == (found, len(errors))
    assert len(errors[0]) < 500
