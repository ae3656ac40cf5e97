"""GET /docs: documentation of the endpoints without JavaScript, from the OpenAPI description. GET / redirects."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from search_api.pages.templates_env import render_template

router = APIRouter(include_in_schema=False)


@router.get("/")
async def root() -> Response:
    """Redirect to the search page."""
    return RedirectResponse("/zoeken", 307)


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the endpoints with their parameters."""
    schema: dict[str, Any] = request.app.openapi()
    endpoints = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return HTMLResponse(render_template("docs.html", info=schema["info"], endpoints=endpoints))
