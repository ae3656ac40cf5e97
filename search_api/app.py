"""The FastAPI application: routes, error handlers, static files and middleware."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from crawler.records.version import VERSION
from search_api.http import problems
from search_api.http.event_log import EventLog
from search_api.http.middleware import HeadersAndMetrics, ServiceMetrics
from search_api.http.routes import docs, events, health, opensearch, search, search_page, webmaster, widget
from search_api.records.config import ApiConfig
from search_api.search.search import Searcher

STATIC_FOLDER = Path(__file__).parent / "pages" / "static"

STATIC_CACHE_CONTROL = "public, max-age=86400"
"""One day; pages refer to static files by content hash, so a new version has a new URL."""

CORS_MAX_AGE = 86_400
"""Seconds for which browsers cache a CORS preflight."""


def create_app(config: ApiConfig) -> FastAPI:
    """Return the application for one region. It connects to the engine at start-up."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with Searcher.open(config) as searcher:
            app.state.searcher = searcher
            yield

    app = FastAPI(
        title="Regiozoek",
        summary="One search over the web sites of a region.",
        version=VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        responses=problems.PROBLEM_RESPONSES,
        servers=[{"url": config.public_url}] if config.public_url else None,
    )
    app.state.config = config
    app.state.metrics = ServiceMetrics()
    app.state.events = EventLog(config.events, app.state.metrics.registry)
    problems.install_problem_handlers(app)
    app.mount("/static", _Static(directory=STATIC_FOLDER), name="static")
    for routes in (search, events, widget, search_page, opensearch, webmaster, health, docs):
        app.include_router(routes.router)
    app.add_middleware(
        CORSMiddleware, allow_origins=list(config.origins), allow_methods=["GET", "POST"], max_age=CORS_MAX_AGE
    )
    app.add_middleware(HeadersAndMetrics, metrics=app.state.metrics)
    return app


class _Static(StaticFiles):
    """Static files with caching headers."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = STATIC_CACHE_CONTROL
        return response
