"""ASGI application of the miniature region: one app serves all sites, each on its own host and port."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from regiozoek.demo.resource import Resource
from regiozoek.demo.site import DemoSite

Address = tuple[str, int]


def create_demo_app(sites: Mapping[Address, DemoSite]) -> Starlette:
    """Return an application that serves each site on its own (host, port)."""

    async def respond(request: Request) -> Response:
        site = sites[request.scope["server"]]
        resource = site.get(request.url.path, request.url.query)
        if resource.pause:
            await asyncio.sleep(resource.pause)
        return _damaged(resource) if resource.damage else _response(resource, request)

    return Starlette(routes=[Route("/{path:path}", respond, methods=["GET", "HEAD"])])


def _response(resource: Resource, request: Request) -> Response:
    headers = {"Content-Type": resource.content_type, **resource.headers}
    if resource.status != 200:
        return Response(resource.body, resource.status, headers)
    etag = resource.etag
    body = resource.body
    if resource.compressible:
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            etag, body = f'{etag[:-1]}-gz"', resource.gzipped
    headers["ETag"] = etag
    headers["Cache-Control"] = "no-cache"
    if resource.modified:
        headers["Last-Modified"] = http_date(resource.modified)
    if _unchanged(request, etag, resource.modified):
        del headers["Content-Type"]
        headers.pop("Content-Encoding", None)
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers)


def http_date(day: date) -> str:
    """Return the start of a day as an HTTP date."""
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC), usegmt=True)


def _unchanged(request: Request, etag: str, modified: date | None) -> bool:
    """Return whether the client's copy is current; If-None-Match takes precedence (RFC 9110, section 13.2.2)."""
    if_none_match = request.headers.get("if-none-match")
    if if_none_match is not None:
        tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return etag in tags or "*" in tags
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return modified <= parsedate_to_datetime(since).date()
    except ValueError:
        return False


def _damaged(resource: Resource) -> Response:
    """Return a response that ends halfway, as a failing proxy sends it."""
    headers = {"Content-Type": resource.content_type}
    if resource.damage == "gzip":
        half = resource.gzipped[: len(resource.gzipped) // 2]
        return Response(half, headers=headers | {"Content-Encoding": "gzip"})

    async def half_body() -> AsyncIterator[bytes]:
        yield resource.body[: len(resource.body) // 2]

    return StreamingResponse(half_body(), headers=headers | {"Content-Length": str(len(resource.body))})
