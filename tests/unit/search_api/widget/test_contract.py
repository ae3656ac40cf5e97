"""The built widget agrees with the files it is built from, as far as Python can check; the rest needs Node."""

import gzip
import json

from scripts.widget_contract import OPENAPI_FILE, TEXTS_FILE, openapi_json, texts_json
from search_api.widget.bundle import widget_bundle

MAX_COMPRESSED_BYTES = 12_000
"""Maximum compressed size, with three languages and all styles: the limit of issue 6, with 288 bytes below 12 KiB."""


def test_contract_equals_the_openapi_description() -> None:
    """`make widget` regenerates it."""
    assert json.loads(openapi_json()) == json.loads(OPENAPI_FILE.read_text(encoding="utf-8"))
    assert openapi_json() == OPENAPI_FILE.read_text(encoding="utf-8")


def test_texts_equal_the_catalogue() -> None:
    """`make widget` regenerates them from widget.toml."""
    assert texts_json() == TEXTS_FILE.read_text(encoding="utf-8")


def test_widget_is_below_the_size_limit() -> None:
    """It is a single file."""
    assert len(gzip.compress(widget_bundle().plain, 9)) <= MAX_COMPRESSED_BYTES


def test_widget_loads_nothing_from_other_hosts() -> None:
    """It contains no URL except SVG's namespace, no eval, and no parsing of HTML."""
    text = widget_bundle().plain.decode()
    assert ["http://www.w3.org/2000/svg"] == [part.split('"')[0] for part in _after(text, '"http')]
    found = [w for w in ("innerHTML", "eval(", "new Function", "document.cookie", "Storage", "indexedDB") if w in text]
    assert [] == found


def _after(text: str, start: str) -> list[str]:
    return ["http" + part for part in text.split(start)[1:]]
