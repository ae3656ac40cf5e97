"""FastAPI dependencies of the routes, as annotated aliases."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from search_api.records.config import ApiConfig
from search_api.search.search import Searcher


async def _config(request: Request) -> ApiConfig:
    config: ApiConfig = request.app.state.config
    return config


async def _searcher(request: Request) -> Searcher:
    searcher: Searcher = request.app.state.searcher
    return searcher


ConfigDependency = Annotated[ApiConfig, Depends(_config)]
SearcherDependency = Annotated[Searcher, Depends(_searcher)]
