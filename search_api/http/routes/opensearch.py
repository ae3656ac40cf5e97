"""GET /opensearch.xml: OpenSearch description, with which browsers add this search to their search bar."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from indexer.language.translations import TEXT_LANGUAGES
from search_api.http.dependencies import ConfigDependency
from search_api.pages.templates_env import asset_url, render_template
from search_api.pages.translations import negotiate_language, page_texts

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
    """Return the OpenSearch description of the region, or of one town with `home`."""
    texts = page_texts("search_page", negotiate_language(taal, accept_language), informal=config.informal)
    base = (config.public_url or str(request.base_url)).rstrip("/")
    town = next((site for site in config.sites if site.id == home), None)
    parameters = ([("home", town.id)] if town else []) + ([("taal", taal)] if taal in TEXT_LANGUAGES else [])
    described = render_template(
        "opensearch.xml",
        name=f"Regiozoek {town.name}" if town else "Regiozoek",
        description=texts["brand_line"].format(count=len(config.sites)),
        page=f"{base}/zoeken?q={{searchTerms}}{'&' if parameters else ''}{urlencode(parameters)}",
        icon=base + asset_url("icon.svg"),
    )
    return Response(described, 200, OPENSEARCH_HEADERS, OPENSEARCH_MEDIA_TYPE)
