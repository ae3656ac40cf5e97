"""GET /webmaster/…: the audit's reports, behind the site's token."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Header, Query
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from search_api.http.dependencies import ConfigDependency
from search_api.http.problems import ProblemError
from search_api.http.tokens import REGION_TOKEN_ID, token_grants_access
from search_api.records.config import ApiConfig

router = APIRouter(prefix="/webmaster", tags=["webmaster"])

PRIVATE_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",  # the token stands in the address
    "Content-Security-Policy": "frame-ancestors 'none'",  # a report carries the rest of its policy itself
}

TOKEN_COOKIE = "webmaster"
"""Carries the token from the address to the pages that a report links to; ends with the browser's session."""

TokenQuery = Annotated[str | None, Query(description="the site's token; or send it as Authorization: Bearer")]
AuthorizationHeader = Annotated[str | None, Header(include_in_schema=False)]
TokenCookie = Annotated[str | None, Cookie(alias=TOKEN_COOKIE, include_in_schema=False)]

_BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class RequestToken:
    """The token of a request, and whether it stood in the address."""

    token: str | None
    typed: bool


async def _pass(
    token: TokenQuery = None, authorization: AuthorizationHeader = None, remembered: TokenCookie = None
) -> RequestToken:
    scheme, _, bearer = (authorization or "").partition(" ")
    if scheme.lower() == _BEARER and bearer.strip():
        return RequestToken(bearer.strip(), typed=False)
    return RequestToken(token or remembered, typed=bool(token))


RequestTokenDependency = Annotated[RequestToken, Depends(_pass)]


@router.get("/", response_class=FileResponse)
@router.get("/index.html", response_class=FileResponse, include_in_schema=False)
@router.get("/index.fr.html", response_class=FileResponse, include_in_schema=False)
@router.get("/index.en.html", response_class=FileResponse, include_in_schema=False)
@router.get("/region.json", response_class=FileResponse, include_in_schema=False)
async def region_report(request: Request, config: ConfigDependency, given: RequestTokenDependency) -> Response:
    """Show the region's overview, in one of its languages or as data; opens with the region's token alone."""
    _require(config, REGION_TOKEN_ID, given)
    name = request.url.path.rpartition("/")[2] or "index.html"
    return _remembering(_file(config, "", name), request, given, "/webmaster/")


@router.get("/{site}", response_class=FileResponse)
async def redirect_to_report(
    request: Request, config: ConfigDependency, site: str, given: RequestTokenDependency
) -> Response:
    """Lead to a site's report, with a slash at the end so that its links work."""
    _require(config, site, given)
    answer = RedirectResponse(f"/webmaster/{site}/", 307, PRIVATE_HEADERS)
    return _remembering(answer, request, given, f"/webmaster/{site}/")


@router.get("/{site}/{path:path}", response_class=FileResponse)
async def site_report(
    request: Request, config: ConfigDependency, site: str, path: str, given: RequestTokenDependency
) -> Response:
    """Show a file of a site's report."""
    _require(config, site, given)
    return _remembering(_file(config, site, path or "index.html"), request, given, f"/webmaster/{site}/")


def _require(config: ApiConfig, site: str, given: RequestToken) -> None:
    """Let a request pass that carries the token of a site.

    Raises:
        ProblemError: 401 without a token, 403 with another; 404 for a site that the region does not have, which
            only the holder of the region's token is told.
    """
    if not given.token:
        raise ProblemError(
            401,
            "Add the token that you were given to the address as ?token=…, or send it as Authorization: Bearer.",
            PRIVATE_HEADERS | {"WWW-Authenticate": 'Bearer realm="webmaster"'},
        )
    if not token_grants_access(config.webmaster_secret, site, given.token):
        raise ProblemError(403, "The token is not this site's; ask for the right one.", PRIVATE_HEADERS)
    if site != REGION_TOKEN_ID and site not in {known.id for known in config.sites}:
        raise ProblemError(404, f'No site is called "{site}".', PRIVATE_HEADERS)


def _remembering(answer: Response, request: Request, given: RequestToken, path: str) -> Response:
    """Let the browser send a token that stood in the address along to the pages below it."""
    if given.typed and given.token:
        secure = request.url.scheme == "https"
        answer.set_cookie(TOKEN_COOKIE, given.token, path=path, secure=secure, httponly=True, samesite="strict")
    return answer


def _file(config: ApiConfig, site: str, path: str) -> Response:
    """Return a file of a report; what lies outside the report's folder does not exist."""
    absent = ProblemError(404, "There is no report yet; run `regiozoek audit` to make it.", PRIVATE_HEADERS)
    if config.reports is None:
        raise absent
    root = (config.reports / site).resolve()
    try:
        wanted = (root / path).resolve()
        inside = wanted.is_relative_to(root) and root.is_relative_to(config.reports.resolve())
        if inside and wanted.is_dir():
            wanted /= "index.html"
        found = inside and wanted.is_file()
    except (OSError, ValueError) as error:  # a name no file can have
        raise absent from error
    if not found:
        raise absent
    return FileResponse(wanted, headers=PRIVATE_HEADERS, media_type=_media_type(wanted))


def _media_type(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
