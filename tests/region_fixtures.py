"""The miniature region, crawled, indexed and audited once for all the tests that look at the result."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from regiozoek import serving
from regiozoek.demonstration import WholeRegion, whole_region
from regiozoek.settings import load
from search_api.app import create_app


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeRegion]:
    """The miniature region served, crawled, indexed and audited."""
    with whole_region(load(data=tmp_path_factory.mktemp("streek met spatie"))) as region:
        yield region


@contextlib.contextmanager
def searchable(whole: WholeRegion) -> Iterator[str]:
    """Serve the search over the miniature region on a free port; yields its address, without a slash at its end."""
    listener = serving.listen("127.0.0.1", 0)
    app = create_app(serving.api_config(whole.settings, whole.sites, whole.engine))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="session")
def search_url(whole: WholeRegion) -> Iterator[str]:
    """The address of a running search over the miniature region, without a slash at its end."""
    with searchable(whole) as url:
        yield url
