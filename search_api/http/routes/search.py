"""GET /api/search, /api/suggest and /api/sites."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from search_api.http.dependencies import ConfigDependency, SearcherDependency
from search_api.http.json_response import json_response
from search_api.query.parameters import parse_search_request
from search_api.query.search_request import SearchRequest
from search_api.records.response_models import EmptyResult, SearchResult, Suggestions

router = APIRouter(prefix="/api", tags=["search"])

SITES_CACHE_CONTROL = "public, max-age=3600"
"""One hour: the list of sites changes when someone edits the registry."""


@router.get("/search", response_model=SearchResult | EmptyResult)
async def search(
    request: Annotated[SearchRequest, Depends(parse_search_request)], searcher: SearcherDependency
) -> Response:
    """Search the region. Results of the home site come first when they are equally relevant."""
    return json_response(await searcher.search(request), {"Cache-Control": "no-cache"})


@router.get("/suggest", response_model=Suggestions)
async def suggest(
    request: Annotated[SearchRequest, Depends(parse_search_request)], searcher: SearcherDependency
) -> Response:
    """Suggest completions of a partly typed query. Each suggestion has results with the same filters."""
    return json_response(await searcher.suggest(request), {"Cache-Control": "no-cache"})


@router.get("/sites")
async def sites(config: ConfigDependency) -> Response:
    """List the sites of the region."""
    listed = [{"id": site.id, "name": site.name, "url": site.url, "languages": site.languages} for site in config.sites]
    return json_response({"sites": listed}, {"Cache-Control": SITES_CACHE_CONTROL})
