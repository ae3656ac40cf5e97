"""GET /widget, the page that generates the embed code: without a script and in three languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from search_api.pages.translations import page_texts
from search_api.widget.bundle import widget_bundle
from search_api.widget.snippet import CSS_PARTS, CSS_PROPERTIES
from tests.integration.api_client import ApiClient

WIDGET_SOURCES = Path(__file__).resolve().parents[2] / "search_api" / "widget" / "src"


def widget_page(client: ApiClient, query: str = "") -> BeautifulSoup:
    """Return the parsed page."""
    response = client.get(f"/widget{query}")
    assert 200 == response.status
    return BeautifulSoup(response.text, "lxml")


def embed_code(tree: BeautifulSoup) -> BeautifulSoup:
    """Return the parsed embed code that the page offers."""
    code = tree.select_one("#markup")
    assert code is not None
    return BeautifulSoup(code.text, "lxml")


def test_choices_appear_in_the_snippet_and_the_preview(client: ApiClient) -> None:
    """Each attribute, the hidden fields of the fallback form, and the colour; without a script."""
    query = "?home=menen&lang=fr&type=news&type=event&results=inline&placeholder=Zoek+%22hier%22&colour=%23123abc"
    tree = widget_page(client, query)
    box, preview = embed_code(tree).select_one("regio-zoek"), tree.select_one("regio-zoek")
    assert box is not None
    assert preview is not None
    wanted = {"home": "menen", "lang": "fr", "types": "news,event", "results": "inline", "placeholder": 'Zoek "hier"'}
    assert wanted == {name: value for name, value in box.attrs.items() if name != "api"}
    assert box["api"] == preview["api"]
    assert [("home", "menen"), ("type", "news"), ("type", "event"), ("taal", "fr")] == [
        (each["name"], each["value"]) for each in box.select("form input[type=hidden]")
    ]
    assert "--regio-zoek-color: #123abc" in tree.select_one("#style").text  # type: ignore[union-attr]


@pytest.mark.parametrize("pin", [False, True])
def test_script_can_be_pinned_to_a_version(client: ApiClient, pin: bool) -> None:
    """Pinned, the snippet has the versioned URL and its hash; otherwise it is the same for every build."""
    script = embed_code(widget_page(client, "?pin=1" if pin else "")).select_one("script")
    assert script is not None
    assert (widget_bundle().integrity if pin else None, pin, "anonymous") == (
        script.get("integrity"),
        str(script["src"]).endswith(widget_bundle().address),
        script["crossorigin"],
    )


def test_invalid_choices_fall_back_to_the_defaults(client: ApiClient) -> None:
    """Unknown towns, languages, modes and colours are not in the snippet, and markup is escaped."""
    tree = widget_page(client, "?home=gent&lang=xx&results=wild&colour=red%3B%7D&placeholder=%3Cscript%3E")
    box = embed_code(tree).select_one("regio-zoek")
    assert box is not None
    assert {"api", "lang", "placeholder"} == set(box.attrs)
    assert 2 == len(tree.select("script"))


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_page_exists_in_three_languages(client: ApiClient, language: str) -> None:
    """With all texts in each, and a table row for each property."""
    tree = widget_page(client, f"?taal={language}")
    assert set(page_texts("widget_guide", "nl")) == set(page_texts("widget_guide", language))
    assert (language, page_texts("widget_guide", language)["title"], len(CSS_PROPERTIES)) == (
        tree.html["lang"],  # type: ignore[index]
        tree.select_one("h1").text,  # type: ignore[union-attr]
        len(tree.select("tbody tr")),
    )
    assert len(CSS_PROPERTIES) == len(page_texts("widget_guide", language)["meanings"])
    assert {page_texts("widget_guide", language)["copy"]} == {button.text for button in tree.select("button.copy")}


def test_table_lists_the_properties_and_parts_of_the_style_sheet() -> None:
    """Each property with its defaults and each part is in the style sheet and the sources, and no other is."""
    sheet = (WIDGET_SOURCES / "widget.css").read_text()
    assert set(re.findall(r"var\(--regio-zoek-([a-z-]+)", sheet)) == {name for name, _, _ in CSS_PROPERTIES}
    for name, light, dark in CSS_PROPERTIES:
        if light.startswith("#"):
            assert f"--regio-zoek-{name}, light-dark({light}, {dark})" in sheet
    sources = "".join(path.read_text() for path in WIDGET_SOURCES.glob("*.ts") if path.name != "api.d.ts")
    named = set(re.findall(r'part: "([a-z]+)"', sources)) | {"active"}
    assert named == set(CSS_PARTS)
