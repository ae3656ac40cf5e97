"""Writes search_api/widget/src/openapi.json: what the search box needs of the API's own description.

`python -m scripts.widget_contract`, which `make widget` runs first. Words for people are left out, so that only a
change of the interface changes the file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from search_api.app import create_app
from search_api.records.config import ApiConfig

FILE = Path(__file__).resolve().parent.parent / "search_api" / "widget" / "src" / "openapi.json"
PATHS = ("/api/search", "/api/suggest", "/api/events")
WORDS = {"title", "description", "summary", "operationId", "tags"}


def contract() -> str:
    """Return the file's text."""
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


def _named(part: Any) -> set[str]:
    """Return the names of the schemas that a part refers to."""
    if isinstance(part, dict):
        here = {str(part["$ref"]).rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return here.union(*map(_named, part.values()))
    return set().union(*map(_named, part)) if isinstance(part, list) else set()


def _bare(part: Any) -> Any:
    """Return a part without words for people; a field that is called so is a table, not a word."""
    if isinstance(part, dict):
        return {
            name: _bare(value) for name, value in part.items() if name not in WORDS or not isinstance(value, str | list)
        }
    return [_bare(each) for each in part] if isinstance(part, list) else part


if __name__ == "__main__":
    FILE.write_text(contract(), encoding="utf-8")
