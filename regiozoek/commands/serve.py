"""Search, suggestions and reports over HTTP."""

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
    """Return the secret that webmaster tokens are made with, making it on first use (readable by its owner only)."""
    path = data / "webmaster.key"
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="ascii").strip()
    data.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # another command was first: its secret holds
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def addresses(settings: Settings, sites: Sequence[Site], base: str) -> dict[str, str]:
    """Return the addresses people open: the search page, the region's overview and each site's report."""
    secret = webmaster_secret(settings.data)
    links = {"search": f"{base}/zoeken", "region": f"{base}/webmaster/?token={site_token(secret, REGION_TOKEN_ID)}"}
    return links | {site.id: f"{base}/webmaster/{site.id}?token={site_token(secret, site.id)}" for site in sites}


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that has the port, so that a taken one is known before any work is done.

    Raises:
        CommandError: another program has it, or this user may not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off for sockets that name TCP alone; with it each answer takes 40 ms longer
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise CommandError(f"port {port} on {host} cannot be used ({reason}); choose another with --port") from error
    return listener


def check_best_bets(settings: Settings, sites: Sequence[Site]) -> None:
    """See that the list of best bets can be used, so that a mistake is told before anything is served.

    Raises:
        BestBetsError: it holds mistakes, or is named and not there.
    """
    if settings.best_bets or settings.best_bets_file.is_file():
        best_bets_file.load_best_bets(settings.best_bets_file, sites)


def api_config(settings: Settings, sites: Sequence[Site], engine: Engine) -> ApiConfig:
    """Return what the search code needs to know."""
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


def serve(settings: Settings, sites: Sequence[Site], engine: Engine, listener: socket.socket) -> None:
    """Serve until interrupted."""
    app = create_app(api_config(settings, sites, engine))
    _settle()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _settle() -> None:
    """Take what stays for as long as the service runs out of sight of the garbage collector.

    Looking through modules and dictionaries held every search up for some 75 ms, once in a few hundred searches.
    """
    load_dictionaries()
    gc.collect()
    gc.freeze()
