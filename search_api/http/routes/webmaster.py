"""GET /webmaster/…: audit reports, protected by the token of the site."""

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
    "Referrer-Policy": "no-referrer",  # the token may be in the URL
    "Content-Security-Policy": "frame-ancestors 'none'",  # a report contains the rest of its policy
}

TOKEN_COOKIE = "webmaster"  # noqa: S105 -- a name, not a secret
"""Session cookie that carries the token from the URL to the pages that a report links to."""

TokenQuery = Annotated[str | None, Query(description="the site's token; or send it as Authorization: Bearer")]
AuthorizationHeader = Annotated[str | None, Header(include_in_schema=False)]
TokenCookie = Annotated[str | None, Cookie(alias=TOKEN_COOKIE, include_in_schema=False)]

_BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class RequestToken:
    """The token of a request, and whether it came from the URL."""

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
    """Show the region's report, in one of its languages or as JSON; requires the region's token."""
    _require(config, REGION_TOKEN_ID, given)
    name = request.url.path.rpartition("/")[2] or "index.html"
    return _remembering(_file(config, "", name), request, given, "/webmaster/")


@router.get("/{site}", response_class=FileResponse)
async def redirect_to_report(
    request: Request, config: ConfigDependency, site: str, given: RequestTokenDependency
) -> Response:
    """Redirect to the report of a site, with a trailing slash, so that its relative links work."""
    _require(config, site, given)
    answer = RedirectResponse(f"/webmaster/{site}/", 307, PRIVATE_HEADERS)
    return _remembering(answer, request, given, f"/webmaster/{site}/")


@router.get("/{site}/{path:path}", response_class=FileResponse)
async def site_report(
    request: Request, config: ConfigDependency, site: str, path: str, given: RequestTokenDependency
) -> Response:
    """Return a file of the report of a site."""
    _require(config, site, given)
    return _remembering(_file(config, site, path or "index.html"), request, given, f"/webmaster/{site}/")


def _require(config: ApiConfig, site: str, given: RequestToken) -> None:
    """Require the token of a site.

    Raises:
        ProblemError: 401 without a token, 403 with a wrong one; 404 for an unknown site, which only the holder of the
            region's token can see.
    """
    if not given.token:
        raise ProblemError(
            401,
            "Add your token to the URL as ?token=…, or send it as Authorization: Bearer.",
            PRIVATE_HEADERS | {"WWW-Authenticate": 'Bearer realm="webmaster"'},
        )
    if not token_grants_access(config.webmaster_secret, site, given.token):
        raise ProblemError(403, "The token is not valid for this site; use the token of this site.", PRIVATE_HEADERS)
    if site != REGION_TOKEN_ID and site not in {known.id for known in config.sites}:
        raise ProblemError(404, f'Unknown site "{site}"; check its id in the registry.', PRIVATE_HEADERS)


def _remembering(answer: Response, request: Request, given: RequestToken, path: str) -> Response:
    """Set a session cookie with a token from the URL, for the pages below `path`."""
    if given.typed and given.token:
        secure = request.url.scheme == "https"
        answer.set_cookie(TOKEN_COOKIE, given.token, path=path, secure=secure, httponly=True, samesite="strict")
    return answer


def _file(config: ApiConfig, site: str, path: str) -> Response:
    """Return a file of a report; 404 for anything outside the folder of the report."""
    absent = ProblemError(404, "There is no report yet; run `regiozoek audit` to create it.", PRIVATE_HEADERS)
    if config.reports is None:
        raise absent
    root = (config.reports / site).resolve()
    try:
        wanted = (root / path).resolve()
        inside = wanted.is_relative_to(root) and root.is_relative_to(config.reports.resolve())
        if inside and wanted.is_dir():
            wanted /= "index.html"
        found = inside and wanted.is_file()
    except (OSError, ValueError) as error:  # not a valid file name
        raise absent from error
    if not found:
        raise absent
    return FileResponse(wanted, headers=PRIVATE_HEADERS, media_type=_media_type(wanted))


def _media_type(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
