"""Writes the generated sources of the search box: its part of the OpenAPI description, and its texts.

`make widget` runs `python -m scripts.widget_contract` first. It writes to search_api/widget/src:

- openapi.json, without descriptions, so that only a change of the interface changes the file;
- texts.json, from search_api/pages/texts/<language>/widget.toml.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from indexer.language.translations import DEFAULT_LANGUAGE, TEXT_LANGUAGES, load_translations
from search_api.app import create_app
from search_api.pages.translations import TEXTS_FOLDER, page_texts
from search_api.records.config import ApiConfig

SOURCES = Path(__file__).resolve().parent.parent / "search_api" / "widget" / "src"
OPENAPI_FILE = SOURCES / "openapi.json"
TEXTS_FILE = SOURCES / "texts.json"
PATHS = ("/api/search", "/api/suggest", "/api/events")
DESCRIPTIVE_KEYS = {"title", "description", "summary", "operationId", "tags"}


def contract() -> str:
    """Return the text of openapi.json."""
    described = create_app(ApiConfig(engine_url="http://127.0.0.1", engine_key="", sites=())).openapi()
    paths = {path: described["paths"][path] for path in PATHS}
    known: dict[str, Any] = described["components"]["schemas"]
    schemas: dict[str, Any] = {}
    wanted = _named(paths)
    while wanted:
        name = wanted.pop()
        if name not in schemas:
            schemas[name] = known[name]
            wanted |= _named(known[name])
    chosen = {
        "openapi": described["openapi"],
        "info": {"title": "Regiozoek", "version": described["info"]["version"]},
        "paths": _bare(paths),
        "components": {"schemas": _bare(schemas)},
    }
    return json.dumps(chosen, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def texts() -> str:
    """Return the text of texts.json."""
    catalogue = {code: page_texts("widget", code) for code in TEXT_LANGUAGES}
    catalogue[DEFAULT_LANGUAGE] = load_translations(TEXTS_FOLDER, "widget")[DEFAULT_LANGUAGE]
    return json.dumps(catalogue, indent=1, ensure_ascii=False) + "\n"


def _named(part: Any) -> set[str]:
    """Return the names of the schemas that a part refers to."""
    if isinstance(part, dict):
        here = {str(part["$ref"]).rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return here.union(*map(_named, part.values()))
    return set().union(*map(_named, part)) if isinstance(part, list) else set()


def _bare(part: Any) -> Any:
    """Return a part without descriptions; a field with such a name has a table as its value and stays."""
    if isinstance(part, dict):
        return {
            name: _bare(value)
            for name, value in part.items()
            if name not in DESCRIPTIVE_KEYS or not isinstance(value, str | list)
        }
    return [_bare(each) for each in part] if isinstance(part, list) else part


if __name__ == "__main__":
    OPENAPI_FILE.write_text(contract(), encoding="utf-8")
    TEXTS_FILE.write_text(texts(), encoding="utf-8")
