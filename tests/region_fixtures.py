"""The miniature region: crawled, indexed and audited once per session, for all tests that use the result."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from regiozoek.commands import demo, serve
from regiozoek.commands.demo import PreparedRegion
from regiozoek.settings import load_settings
from search_api.app import create_app


@pytest.fixture(scope="session")
def search_listener() -> Iterator[socket.socket]:
    """The socket of the region's search. It is bound first, because the region's pages contain its URL."""
    with serve.bind_listener("127.0.0.1", 0) as listener:
        yield listener


@pytest.fixture(scope="session")
def prepared_region(
    tmp_path_factory: pytest.TempPathFactory, search_listener: socket.socket
) -> Iterator[PreparedRegion]:
    """The miniature region: served, crawled, indexed and audited. Its pages contain the search box, as in the demo."""
    settings = load_settings(data=tmp_path_factory.mktemp("streek met spatie"))
    with demo.prepared_region(settings, search=_url(search_listener)) as region:
        yield region


@contextlib.contextmanager
def serve_search(region: PreparedRegion, listener: socket.socket | None = None) -> Iterator[str]:
    """Serve the search of a prepared region on a free port; yield its URL without a trailing slash."""
    listener = listener or serve.bind_listener("127.0.0.1", 0)
    app = create_app(serve.api_config(region.settings, region.sites, region.engine))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():  # until then, no connection is accepted
        time.sleep(0.01)
    try:
        yield _url(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="session")
def search_url(prepared_region: PreparedRegion, search_listener: socket.socket) -> Iterator[str]:
    """The URL of a running search over the miniature region, without a trailing slash."""
    with serve_search(prepared_region, search_listener) as url:
        yield url


def _url(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"
