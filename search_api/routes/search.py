"""GET /api/search, /api/suggest and /api/sites."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from search_api.answers import as_json
from search_api.dependencies import Config, TheSearcher
from search_api.errors import UnknownSiteError
from search_api.parameters import LONGEST_QUERY, search_request
from search_api.query import SearchRequest
from search_api.results import EmptyResult, SearchResult, Suggestions

router = APIRouter(prefix="/api", tags=["search"])

SITES_FRESH = "public, max-age=3600"
"""The region's sites change when someone edits the registry."""


@router.get("/search", response_model=SearchResult | EmptyResult)
async def search(request: Annotated[SearchRequest, Depends(search_request)], searcher: TheSearcher) -> Response:
    """Search the region; the home site's answers come first where they are as good."""
    return as_json(await searcher.search(request), {"Cache-Control": "no-cache"})


@router.get("/suggest", response_model=Suggestions)
async def suggest(
    searcher: TheSearcher,
    q: Annotated[str, Query(max_length=LONGEST_QUERY, description="what was typed so far")] = "",
    home: Annotated[str | None, Query(description="the site it is typed on")] = None,
) -> Response:
    """Complete what was typed with titles that exist, so that each suggestion finds something."""
    if home and home not in searcher.sites:
        raise UnknownSiteError(f'no site is called "{home}"; the region has {", ".join(searcher.sites)}')
    return as_json(await searcher.suggest(q, home or None), {"Cache-Control": "no-cache"})


@router.get("/sites")
async def sites(config: Config) -> Response:
    """List the region's sites."""
    listed = [{"id": site.id, "name": site.name, "url": site.url, "languages": site.languages} for site in config.sites]
    return as_json({"sites": listed}, {"Cache-Control": SITES_FRESH})
