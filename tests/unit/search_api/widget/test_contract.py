"""The built search box and what it was built from agree, as far as Python can tell; the rest needs Node."""

import gzip
import json

from scripts.widget_contract import OPENAPI_FILE, TEXTS_FILE, openapi_json, texts_json
from search_api.widget.bundle import widget_bundle

LARGEST = 12_000
"""Bytes packed, complete with three languages and its styles: issue 6's limit, less the 288 of a 12 KiB reading."""


def test_the_contract_is_the_api_as_it_is() -> None:
    """What types are made from is what the API says of itself; `make widget` writes it anew."""
    assert json.loads(openapi_json()) == json.loads(OPENAPI_FILE.read_text(encoding="utf-8"))
    assert openapi_json() == OPENAPI_FILE.read_text(encoding="utf-8")


def test_the_texts_are_those_of_the_catalogue() -> None:
    """`make widget` writes them anew after a change of widget.toml."""
    assert texts_json() == TEXTS_FILE.read_text(encoding="utf-8")


def test_the_box_is_small() -> None:
    """Everything it needs comes in one file under the limit."""
    assert len(gzip.compress(widget_bundle().plain, 9)) <= LARGEST


def test_the_box_needs_nothing_from_elsewhere() -> None:
    """No address but its own service's and SVG's namespace stands in it, no eval, no HTML that is parsed."""
    text = widget_bundle().plain.decode()
    assert ["http://www.w3.org/2000/svg"] == [part.split('"')[0] for part in _after(text, '"http')]
    found = [w for w in ("innerHTML", "eval(", "new Function", "document.cookie", "Storage", "indexedDB") if w in text]
    assert [] == found


def _after(text: str, start: str) -> list[str]:
    return ["http" + part for part in text.split(start)[1:]]
