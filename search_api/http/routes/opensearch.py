"""GET /opensearch.xml: what a browser needs to add this search to its own search bar."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from search_api.http.dependencies import ConfigDependency
from search_api.pages.templates_env import asset_url, render_template
from search_api.pages.translations import SEARCH_TEXTS, chosen_language

router = APIRouter(include_in_schema=False)

OPENSEARCH_MEDIA_TYPE = "application/opensearchdescription+xml"

OPENSEARCH_HEADERS = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Language", "X-Robots-Tag": "noindex"}


@router.get("/opensearch.xml")
async def opensearch(
    request: Request,
    config: ConfigDependency,
    home: Annotated[str, Query()] = "",
    taal: Annotated[str | None, Query()] = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Response:
    """Describe the search: of the region, or from one town when `home` names it."""
    texts = SEARCH_TEXTS[chosen_language(taal, accept_language)]
    base = (config.public_url or str(request.base_url)).rstrip("/")
    town = next((site for site in config.sites if site.id == home), None)
    kept = ([("home", town.id)] if town else []) + ([("taal", taal)] if taal in SEARCH_TEXTS else [])
    described = render_template(
        "opensearch.xml",
        name=f"Regiozoek {town.name}" if town else "Regiozoek",
        description=texts["brand_line"].format(count=len(config.sites)),
        page=f"{base}/zoeken?q={{searchTerms}}{'&' if kept else ''}{urlencode(kept)}",
        icon=base + asset_url("icon.svg"),
    )
    return Response(described, 200, OPENSEARCH_HEADERS, OPENSEARCH_MEDIA_TYPE)
