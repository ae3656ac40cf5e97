"""JSON responses from records, serialised with orjson."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response


def json_response(record: Any, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """Return a record (dataclass or JSON types) as a JSON response."""
    return Response(orjson.dumps(record), status, dict(headers or {}), media_type="application/json")
