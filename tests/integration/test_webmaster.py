"""Audit reports behind the tokens of their sites."""

from __future__ import annotations

import pytest

from search_api.http.tokens import REGION_TOKEN_ID, site_token
from tests.integration.api_client import ApiClient
from tests.integration.api_fixtures import WEBMASTER_SECRET


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [
        ("/webmaster/kuurne/", None, 401),
        ("/webmaster/kuurne/", "fout", 403),
        ("/webmaster/kuurne/", site_token(WEBMASTER_SECRET, "menen"), 403),
        ("/webmaster/kuurne/", site_token(WEBMASTER_SECRET, "kuurne"), 200),
        ("/webmaster/kuurne/", site_token(WEBMASTER_SECRET, REGION_TOKEN_ID), 200),
        ("/webmaster/kuurne/deel/gegevens.json", site_token(WEBMASTER_SECRET, "kuurne"), 200),
        ("/webmaster/kuurne/deel", site_token(WEBMASTER_SECRET, "kuurne"), 404),
        ("/webmaster/", site_token(WEBMASTER_SECRET, "kuurne"), 403),
        ("/webmaster/", site_token(WEBMASTER_SECRET, REGION_TOKEN_ID), 200),
        ("/webmaster/index.fr.html", site_token(WEBMASTER_SECRET, REGION_TOKEN_ID), 200),
        ("/webmaster/index.fr.html", site_token(WEBMASTER_SECRET, "kuurne"), 403),
        ("/webmaster/index.fr.html", None, 401),
        ("/webmaster/region.json", site_token(WEBMASTER_SECRET, REGION_TOKEN_ID), 200),
        ("/webmaster/index.en.html", site_token(WEBMASTER_SECRET, REGION_TOKEN_ID), 404),
        ("/webmaster/menen/", site_token(WEBMASTER_SECRET, "menen"), 404),
        ("/webmaster/gent/", site_token(WEBMASTER_SECRET, REGION_TOKEN_ID), 404),
        ("/webmaster/gent/", "fout", 403),
        ("/webmaster/kuurne/..%2f..%2fgeheim.txt", site_token(WEBMASTER_SECRET, "kuurne"), 404),
        ("/webmaster/kuurne/..%2findex.html", site_token(WEBMASTER_SECRET, "kuurne"), 404),
        ("/webmaster/kuurne/%2e%2e/%2e%2e/geheim.txt", site_token(WEBMASTER_SECRET, "kuurne"), 404),
        ("/webmaster/kuurne/%00", site_token(WEBMASTER_SECRET, "kuurne"), 404),
        ("/webmaster/..%2f..", site_token(WEBMASTER_SECRET, REGION_TOKEN_ID), 404),
    ],
)
def test_report_requires_its_token(client: ApiClient, path: str, token: str | None, status: int) -> None:
    """In the URL or as a bearer token. Paths outside the report's folder are 404."""
    bearer = client.get(path, headers={"Authorization": f"Bearer {token}"} if token else {})
    typed = client.get(path, params={"token": token} if token else {})
    assert (status, status) == (bearer.status, typed.status)
    assert ("no-store", "noindex, nofollow", "no-referrer") == (
        typed.headers["cache-control"],
        typed.headers["x-robots-tag"],
        typed.headers["referrer-policy"],
    )


def test_overview_links_to_its_translations_and_every_report(client: ApiClient) -> None:
    """With the region's token from the URL: to the French overview, its data, and the sites' reports."""
    cookie = client.get("/webmaster/", params={"token": site_token(WEBMASTER_SECRET, REGION_TOKEN_ID)}).headers[
        "set-cookie"
    ]
    kept = {"Cookie": cookie.partition(";")[0]}
    assert "Path=/webmaster/;" in cookie
    found = {
        path: client.get(path, headers=kept).text
        for path in ("/webmaster/index.fr.html", "/webmaster/region.json", "/webmaster/kuurne/index.html")
    }
    assert ["<h1>Région</h1>", "{}", "<h1>Kuurne</h1>"] == list(found.values())


def test_links_of_a_report_work(client: ApiClient) -> None:
    """The token of the URL is stored in an HttpOnly cookie for that report alone."""
    first = client.get("/webmaster/kuurne", params={"token": site_token(WEBMASTER_SECRET, "kuurne")})
    cookie = first.headers["set-cookie"]
    wanted = ("HttpOnly", "Path=/webmaster/kuurne/", "SameSite=strict")
    assert (307, "/webmaster/kuurne/", []) == (
        first.status,
        first.headers["location"],
        [part for part in wanted if part not in cookie],
    )
    kept = {"Cookie": cookie.partition(";")[0]}
    assert (200, 403) == (
        client.get("/webmaster/kuurne/deel/gegevens.json", headers=kept).status,
        client.get("/webmaster/", headers=kept).status,
    )
