"""GET /widget.js: the search box that sites put on their pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from search_api.built_widget import built_widget

router = APIRouter(include_in_schema=False)

FOR_GOOD = "public, max-age=31536000, immutable"
"""The address names the build."""

FRESH = "public, max-age=3600, stale-while-revalidate=86400"
"""An hour: pages without a build in the address get a new one the same day."""

HEADERS = {
    "Access-Control-Allow-Origin": "*",  # an integrity check needs it
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@router.get("/widget.js")
async def widget(
    v: Annotated[str | None, Query()] = None,
    accept_encoding: Annotated[str, Header()] = "",
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """Return the present build, whichever was asked for: a page that pins another one keeps its plain form."""
    built = built_widget()
    packed = "gzip" in accept_encoding
    etag = f'"{built.version}{"-gz" if packed else ""}"'
    headers = HEADERS | {
        "Cache-Control": FOR_GOOD if v == built.version else FRESH,
        "ETag": etag,
        "Vary": "Accept-Encoding",
    }
    if etag in if_none_match:
        return Response(None, 304, headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(built.packed if packed else built.plain, 200, headers, "text/javascript; charset=utf-8")
