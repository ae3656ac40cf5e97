"""Generate two source files of the search box: its part of the OpenAPI description, and its texts (`make widget`).

    python -m scripts.widget_contract

The files in search_api/widget/src are:

- openapi.json, without descriptions, so that the file changes only when the interface changes;
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


def openapi_json() -> str:
    """Return the content of openapi.json."""
    description = create_app(ApiConfig(engine_url="http://127.0.0.1", engine_key="", sites=())).openapi()
    paths = {path: description["paths"][path] for path in PATHS}
    all_schemas: dict[str, Any] = description["components"]["schemas"]
    schemas: dict[str, Any] = {}
    pending = _schema_names(paths)
    while pending:
        name = pending.pop()
        if name not in schemas:
            schemas[name] = all_schemas[name]
            pending |= _schema_names(all_schemas[name])
    document = {
        "openapi": description["openapi"],
        "info": {"title": "Regiozoek", "version": description["info"]["version"]},
        "paths": _without_descriptions(paths),
        "components": {"schemas": _without_descriptions(schemas)},
    }
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def texts_json() -> str:
    """Return the content of texts.json."""
    catalogue = {code: page_texts("widget", code) for code in TEXT_LANGUAGES}
    catalogue[DEFAULT_LANGUAGE] = load_translations(TEXTS_FOLDER, "widget")[DEFAULT_LANGUAGE]
    return json.dumps(catalogue, indent=1, ensure_ascii=False) + "\n"


def _schema_names(part: Any) -> set[str]:
    """Return the names of the schemas to which a part of the description refers."""
    if isinstance(part, dict):
        names = {str(part["$ref"]).rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return names.union(*map(_schema_names, part.values()))
    return set().union(*map(_schema_names, part)) if isinstance(part, list) else set()


def _without_descriptions(part: Any) -> Any:
    """Return a part without descriptive keys; a field that has such a name is kept, because its value is an object."""
    if isinstance(part, dict):
        return {
            name: _without_descriptions(value)
            for name, value in part.items()
            if name not in DESCRIPTIVE_KEYS or not isinstance(value, str | list)
        }
    return [_without_descriptions(each) for each in part] if isinstance(part, list) else part


if __name__ == "__main__":
    OPENAPI_FILE.write_text(openapi_json(), encoding="utf-8")
    TEXTS_FILE.write_text(texts_json(), encoding="utf-8")
