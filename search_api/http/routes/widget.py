"""GET /widget.js: the search box for other sites. GET /widget: the page that explains how to embed it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from indexer.language.translations import TEXT_LANGUAGES
from indexer.records.document import DocumentType
from search_api.http.dependencies import ConfigDependency
from search_api.pages.templates_env import render_template
from search_api.pages.translations import NATIVE_LANGUAGE_NAMES, negotiate_language, page_texts
from search_api.widget.bundle import widget_bundle
from search_api.widget.snippet import CSS_PARTS, CSS_PROPERTIES, HEX_COLOUR, RESULT_MODES, WidgetSnippet

router = APIRouter(include_in_schema=False)

IMMUTABLE_CACHE_CONTROL = "public, max-age=31536000, immutable"
"""The URL contains the version of the build."""

WIDGET_CACHE_CONTROL = "public, max-age=3600, stale-while-revalidate=86400"
"""One hour: pages without a version in the URL get a new build the same day."""

WIDGET_HEADERS = {
    "Access-Control-Allow-Origin": "*",  # required by integrity checks
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@router.get("/widget.js")
async def widget_script(
    v: Annotated[str | None, Query()] = None,
    accept_encoding: Annotated[str, Header()] = "",
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """Return the current build, whichever version was requested: a page that pins another one shows its form."""
    built = widget_bundle()
    packed = "gzip" in accept_encoding
    etag = f'"{built.version}{"-gz" if packed else ""}"'
    headers = WIDGET_HEADERS | {
        "Cache-Control": IMMUTABLE_CACHE_CONTROL if v == built.version else WIDGET_CACHE_CONTROL,
        "ETag": etag,
        "Vary": "Accept-Encoding",
    }
    if etag in if_none_match:
        return Response(None, 304, headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(built.packed if packed else built.plain, 200, headers, "text/javascript; charset=utf-8")


GUIDE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language",
}


@router.get("/widget")
async def widget_guide(
    request: Request,
    config: ConfigDependency,
    home: Annotated[str, Query()] = "",
    lang: Annotated[str, Query()] = "",
    kind: Annotated[list[DocumentType] | None, Query(alias="type")] = None,
    results: Annotated[str, Query()] = RESULT_MODES[0],
    placeholder: Annotated[str, Query(max_length=80)] = "",
    colour: Annotated[str, Query()] = "",
    pin: Annotated[bool, Query()] = False,
    taal: Annotated[str | None, Query()] = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Response:
    """Show a preview with the chosen options and the code to paste; invalid options get their default."""
    language = negotiate_language(taal, accept_language)
    snippet = WidgetSnippet(
        api=(config.public_url or str(request.base_url)).rstrip("/"),
        home=home if home in {site.id for site in config.sites} else "",
        lang=lang if lang in TEXT_LANGUAGES else language,
        types=tuple(dict.fromkeys(kind or [])),
        results=results if results in RESULT_MODES else RESULT_MODES[0],
        placeholder=placeholder,
        colour=colour if HEX_COLOUR.fullmatch(colour) else "",
        pin=pin,
        informal=config.informal,
    )
    page = render_template(
        "widget.html",
        t=page_texts("search_page", language, informal=config.informal),
        g=page_texts("widget_guide", language),
        language=language,
        languages=NATIVE_LANGUAGE_NAMES,
        sites=config.sites,
        snippet=snippet,
        script=widget_bundle().address,
        integrity=widget_bundle().integrity,
        properties=CSS_PROPERTIES,
        parts=CSS_PARTS,
    )
    return HTMLResponse(page, 200, GUIDE_HEADERS)
