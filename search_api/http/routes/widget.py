"""GET /widget.js: the search box that sites put on their pages; GET /widget: how they do that."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from indexer.records.document import Type
from search_api.http.dependencies import Config
from search_api.pages.templates_env import render
from search_api.pages.translations import LANGUAGES, NAMES, chosen_language
from search_api.widget.bundle import built_widget
from search_api.widget.snippet import COLOUR, PARTS, PROPERTIES, RESULTS, Snippet
from search_api.widget.texts import GUIDE

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


PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language",
}


@router.get("/widget")
async def guide(
    request: Request,
    config: Config,
    home: Annotated[str, Query()] = "",
    lang: Annotated[str, Query()] = "",
    kind: Annotated[list[Type] | None, Query(alias="type")] = None,
    results: Annotated[str, Query()] = RESULTS[0],
    placeholder: Annotated[str, Query(max_length=80)] = "",
    colour: Annotated[str, Query()] = "",
    pin: Annotated[bool, Query()] = False,
    taal: Annotated[str | None, Query()] = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Response:
    """Show the box with the chosen attributes, and what to paste; what cannot be chosen is left at its default."""
    language = chosen_language(taal, accept_language)
    snippet = Snippet(
        api=(config.public_url or str(request.base_url)).rstrip("/"),
        home=home if home in {site.id for site in config.sites} else "",
        lang=lang if lang in LANGUAGES else language,
        types=tuple(dict.fromkeys(kind or [])),
        results=results if results in RESULTS else RESULTS[0],
        placeholder=placeholder,
        colour=colour if COLOUR.fullmatch(colour) else "",
        pin=pin,
    )
    page = render(
        "widget.html",
        t=LANGUAGES[language],
        g=GUIDE[language],
        language=language,
        languages=NAMES,
        sites=config.sites,
        snippet=snippet,
        script=built_widget().address,
        integrity=built_widget().integrity,
        properties=PROPERTIES,
        parts=PARTS,
    )
    return HTMLResponse(page, 200, PAGE_HEADERS)
