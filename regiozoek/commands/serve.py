"""`regiozoek serve`: serves search page, API and reports over HTTP with uvicorn."""

from __future__ import annotations

import contextlib
import gc
import os
import secrets
import socket
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from crawler.registry.site import Site
from indexer.meilisearch.engine.state import Engine
from regiozoek.errors import CommandError
from regiozoek.settings import Settings
from search_api.app import create_app
from search_api.http.tokens import REGION_TOKEN_ID, site_token
from search_api.query.spelling import load_dictionaries
from search_api.records.config import ApiConfig
from search_api.search import best_bets_file


def webmaster_secret(data: Path) -> str:
    """Return the secret of the webmaster tokens; on first use it is created, readable by its owner only."""
    path = data / "webmaster.key"
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="ascii").strip()
    data.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # another command created it at the same time
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def service_urls(settings: Settings, sites: Sequence[Site], base: str) -> dict[str, str]:
    """Return the URLs of the search page, of the region's report and of each site's report, with their tokens."""
    secret = webmaster_secret(settings.data)
    links = {"search": f"{base}/zoeken", "region": f"{base}/webmaster/?token={site_token(secret, REGION_TOKEN_ID)}"}
    return links | {site.id: f"{base}/webmaster/{site.id}?token={site_token(secret, site.id)}" for site in sites}


def bind_listener(host: str, port: int) -> socket.socket:
    """Return a socket bound to the port, so that a port in use is reported before any work is done.

    Raises:
        CommandError: the port is in use, or this user may not bind it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio disables Nagle's algorithm only for sockets created with IPPROTO_TCP; it delays each response by 40 ms
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise CommandError(
            f"cannot listen on port {port} of {host} ({reason}); choose another port with --port"
        ) from error
    return listener


def check_best_bets(settings: Settings, sites: Sequence[Site]) -> None:
    """Validate the file of best bets before serving.

    Raises:
        BestBetsError: the file is invalid, or is configured and does not exist.
    """
    if settings.best_bets or settings.best_bets_file.is_file():
        best_bets_file.load_best_bets(settings.best_bets_file, sites)


def api_config(settings: Settings, sites: Sequence[Site], engine: Engine) -> ApiConfig:
    """Return the configuration of the API."""
    return ApiConfig(
        engine_url=engine.url,
        engine_key=engine.key,
        index=settings.index,
        sites=tuple(sites),
        ranking=settings.ranking,
        embedder=bool(settings.embedder),
        store=settings.store,
        reports=settings.reports,
        best_bets=settings.best_bets_file,
        events=settings.data / "events",
        webmaster_secret=webmaster_secret(settings.data),
        public_url=settings.public_url,
        informal=settings.form_of_address == "je",
    )


def serve_until_interrupted(settings: Settings, sites: Sequence[Site], engine: Engine, listener: socket.socket) -> None:
    """Serve until interrupted."""
    app = create_app(api_config(settings, sites, engine))
    _freeze_garbage_collector()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _freeze_garbage_collector() -> None:
    """Exclude long-lived objects from garbage collection.

    Scanning modules and dictionaries delayed one in a few hundred searches by some 75 ms.
    """
    load_dictionaries()
    gc.collect()
    gc.freeze()
